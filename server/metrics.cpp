#include "server/metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <mutex>
#include <vector>

namespace jobswipe::server {

class Metrics::Impl {
 public:
  struct ReadGauge {
    prometheus::Gauge* gauge;
    std::function<double()> read;
  };

  prometheus::Registry registry;
  prometheus::Family<prometheus::Counter>& requests = prometheus::BuildCounter()
                                                          .Name("jobswipe_http_requests_total")
                                                          .Help("Answered requests by operation and status.")
                                                          .Register(registry);
  prometheus::Family<prometheus::Histogram>& durations =
      prometheus::BuildHistogram()
          .Name("jobswipe_http_request_duration_seconds")
          .Help("Time from a read request to its answer, without streams.")
          .Register(registry);
  std::mutex mutex;
  std::vector<ReadGauge> gauges;
};

Metrics::Metrics() : impl_(std::make_unique<Impl>()) {}
Metrics::~Metrics() = default;

void Metrics::observe_request(std::string_view operation, int status, double seconds) {
  static const prometheus::Histogram::BucketBoundaries kBuckets{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                                                0.1,    0.25,  0.5,    1,     2.5,  10};
  const std::string name(operation);
  impl_->requests.Add({{"operation", name}, {"status", std::to_string(status)}}).Increment();
  impl_->durations.Add({{"operation", name}}, kBuckets).Observe(seconds);
}

void Metrics::add_gauge(std::string name, std::string help, std::function<double()> read) {
  auto& gauge = prometheus::BuildGauge().Name(name).Help(help).Register(impl_->registry).Add({});
  const std::lock_guard lock(impl_->mutex);
  impl_->gauges.push_back({&gauge, std::move(read)});
}

std::string Metrics::text() const {
  {
    const std::lock_guard lock(impl_->mutex);
    for (const auto& entry : impl_->gauges) entry.gauge->Set(entry.read());
  }
  return prometheus::TextSerializer().Serialize(impl_->registry.Collect());
}

}  // namespace jobswipe::server

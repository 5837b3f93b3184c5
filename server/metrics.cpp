#include "server/metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <map>
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

/// The series of each operation, found once: looking one up by its labels takes longer than to count.
class Metrics::Requests::Impl {
 public:
  explicit Impl(Metrics::Impl& metrics) : metrics_(metrics) {}

  void observe(std::string_view operation, int status, double seconds) {
    auto found = series_.find(operation);
    if (found == series_.end()) found = series_.emplace(std::string(operation), series_of(operation)).first;
    found->second.duration->Observe(seconds);
    auto& counter = found->second.by_status[status];
    if (!counter) {
      counter = &metrics_.requests.Add({{"operation", std::string(operation)}, {"status", std::to_string(status)}});
    }
    counter->Increment();
  }

 private:
  struct Series {
    prometheus::Histogram* duration = nullptr;
    std::map<int, prometheus::Counter*> by_status;
  };

  Series series_of(std::string_view operation) {
    static const prometheus::Histogram::BucketBoundaries kBuckets{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                                                  0.1,    0.25,  0.5,    1,     2.5,  10};
    Series series;
    series.duration = &metrics_.durations.Add({{"operation", std::string(operation)}}, kBuckets);
    return series;
  }

  Metrics::Impl& metrics_;
  std::map<std::string, Series, std::less<>> series_;
};

Metrics::Requests::Requests(Metrics& metrics) : impl_(std::make_unique<Impl>(*metrics.impl_)) {}
Metrics::Requests::~Requests() = default;
void Metrics::Requests::observe(std::string_view operation, int status, double seconds) {
  impl_->observe(operation, status, seconds);
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

#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace jobswipe::server {

/// What `/metrics` tells, in Prometheus' text format: prefix `jobswipe_`, base units, no user ids in labels.
/// Thread-safe.
class Metrics {
 public:
  Metrics();
  ~Metrics();
  /// Counts answered requests. One for each thread that answers; must not outlive its Metrics.
  class Requests {
   public:
    explicit Requests(Metrics& metrics);
    ~Requests();
    void observe(std::string_view operation, int status, double seconds);

   private:
    class Impl;
    std::unique_ptr<Impl> impl_;
  };

  /// A value that is read when the metrics are.
  void add_gauge(std::string name, std::string help, std::function<double()> read);
  /// The whole exposition.
  std::string text() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace jobswipe::server

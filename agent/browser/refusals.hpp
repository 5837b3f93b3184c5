#pragma once

#include <set>
#include <string>
#include <string_view>

namespace jobswipe::browser {

/// Hosts to which the proxy refused to connect. For one thread.
class Refusals {
 public:
  void add(std::string host) {
    // A hostile page could name hosts without end.
    if (hosts_.size() < kMax) hosts_.insert(std::move(host));
  }
  bool contains(const std::string& host) const { return hosts_.count(host) != 0; }

 private:
  static constexpr std::size_t kMax = 1000;
  std::set<std::string> hosts_;
};

}  // namespace jobswipe::browser

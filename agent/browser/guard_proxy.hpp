#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <memory>
#include <string>

#include "agent/browser/refusals.hpp"

namespace jobswipe::browser {

/// An HTTP proxy (RFC 9110, 7.6 and 9.3.6) on loopback that connects to public addresses only. All of the browser's
/// traffic goes through it, so redirects, subresources and rebinding names are held to the same rule: the address that
/// is checked is the one connected to. For one thread. What is open ends with the object.
class GuardProxy {
 public:
  explicit GuardProxy(boost::asio::any_io_executor executor);
  ~GuardProxy();
  GuardProxy(const GuardProxy&) = delete;
  GuardProxy& operator=(const GuardProxy&) = delete;

  /// Listens on a free port of 127.0.0.1; gives `host:port`. Throws boost::system::system_error.
  std::string start();
  const Refusals& refusals() const noexcept;

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace jobswipe::browser

#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/address.hpp>
#include <functional>
#include <memory>
#include <string>

#include "agent/browser/refusals.hpp"

namespace jobswipe::browser {

using AddressRule = std::function<bool(const boost::asio::ip::address&)>;

/// An HTTP proxy (RFC 9110, 7.6 and 9.3.6) on loopback that connects only to the addresses that are allowed, which are
/// the public ones. All of the browser's traffic goes through it, so redirects, subresources and rebinding names are
/// held to the same rule: the address that is checked is the one connected to. And no request is sent twice behind our
/// back: Chromium sends any request again, a POST too, whose reused connection is lost before an answer
/// (HttpNetworkTransaction::ShouldResendRequest), so it is not shown such a loss. For one thread. What is open ends
/// with the object.
class GuardProxy {
 public:
  /// `allowed` says which addresses may be connected to; null: net::is_public.
  GuardProxy(boost::asio::any_io_executor executor, AddressRule allowed);
  ~GuardProxy();
  GuardProxy(const GuardProxy&) = delete;
  GuardProxy& operator=(const GuardProxy&) = delete;

  /// Listens on a free port of 127.0.0.1; gives `host:port`. Throws boost::system::system_error.
  std::string start();
  const Refusals& refusals() const noexcept;

  /// From the final click on: a tunnel that is lost with a request under way stays open towards the browser, and
  /// silent. (A plain request is answered with 502 at any time.) False at first, since loading a page may well be tried
  /// again.
  void hold_lost_requests(bool hold) noexcept;

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace jobswipe::browser

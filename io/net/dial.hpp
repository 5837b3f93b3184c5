#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "io/net/error.hpp"

namespace jobswipe::net {

namespace asio = boost::asio;

class Stream;

/// Where to connect.
struct Target {
  bool tls = false;
  std::string host;  ///< a name or an address, without brackets
  std::uint16_t port = 0;
  bool allow_private = true;  ///< false: only to addresses for which `is_public` holds
};

/// Resolves, checks, connects to the first address that answers, and shakes hands, all within `timeout`. Throws
/// TransportError.
asio::awaitable<std::shared_ptr<Stream>> dial(asio::any_io_executor executor, Target target,
                                              std::chrono::milliseconds timeout);

}  // namespace jobswipe::net

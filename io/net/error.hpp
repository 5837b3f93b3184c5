#pragma once

#include <stdexcept>
#include <string>

namespace jobswipe::net {

/// An exchange with another machine got no whole answer. Thrown.
class TransportError : public std::runtime_error {
 public:
  enum class Kind {
    bad_url,          ///< not an absolute URL of a scheme that is spoken here
    refused_address,  ///< the host is on this machine or in a private network, and that is not allowed
    connect,          ///< name not found, nobody listens, or the protocol was refused
    tls,              ///< handshake or certificate
    timeout,
    lost,  ///< the connection ended in the middle
    too_large,
    cancelled
  };
  TransportError(Kind kind, const std::string& message) : std::runtime_error(message), kind_(kind) {}
  Kind kind() const noexcept { return kind_; }

 private:
  Kind kind_;
};

}  // namespace jobswipe::net

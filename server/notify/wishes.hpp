#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <string>

#include "core/base/id.hpp"

namespace jobswipe::notify {

/// What a person wants of one kind of news now.
struct Wish {
  bool wanted = true;
  std::chrono::seconds quiet_for{0};  ///< > 0: not before this long
};

/// Asks a person's settings. May throw what the stores throw.
class Wishes {
 public:
  virtual ~Wishes() = default;
  /// `kind` as in `store::PushNews`.
  virtual boost::asio::awaitable<Wish> of(base::UserId user, std::string kind) = 0;
};

}  // namespace jobswipe::notify

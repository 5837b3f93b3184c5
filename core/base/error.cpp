#include "core/base/error.hpp"

namespace jobswipe::base {

std::string_view to_string(ErrorCode code) noexcept {
  switch (code) {
    case ErrorCode::invalid_input:
      return "invalid_input";
    case ErrorCode::unauthenticated:
      return "unauthenticated";
    case ErrorCode::forbidden:
      return "forbidden";
    case ErrorCode::not_found:
      return "not_found";
    case ErrorCode::method_not_allowed:
      return "method_not_allowed";
    case ErrorCode::conflict:
      return "conflict";
    case ErrorCode::stale_epoch:
      return "stale_epoch";
    case ErrorCode::cancelled:
      return "cancelled";
    case ErrorCode::already_granted:
      return "already_granted";
    case ErrorCode::posting_closed:
      return "posting_closed";
    case ErrorCode::in_progress:
      return "in_progress";
    case ErrorCode::precondition_failed:
      return "precondition_failed";
    case ErrorCode::too_large:
      return "too_large";
    case ErrorCode::unsupported_media:
      return "unsupported_media";
    case ErrorCode::unprocessable:
      return "unprocessable";
    case ErrorCode::rate_limited:
      return "rate_limited";
    case ErrorCode::internal:
      return "internal";
    case ErrorCode::unavailable:
      return "unavailable";
    case ErrorCode::authorization_pending:
      return "authorization_pending";
    case ErrorCode::slow_down:
      return "slow_down";
    case ErrorCode::expired_token:
      return "expired_token";
    case ErrorCode::access_denied:
      return "access_denied";
  }
  return "internal";
}

Error Error::invalid(std::string pointer, std::string reason) {
  Error error{ErrorCode::invalid_input, "The request is not valid: " + pointer + " " + reason + ".", {}, {}};
  error.fields.push_back({std::move(pointer), std::move(reason)});
  return error;
}

Error Error::not_found(std::string_view what) {
  return {ErrorCode::not_found, "There is no such " + std::string(what) + ".", {}, {}};
}

}  // namespace jobswipe::base

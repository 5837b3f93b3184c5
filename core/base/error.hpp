#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace jobswipe::base {

/// What a caller can act on. Each code is one problem type of the API (`urn:jobswipe:problem:<code>`, RFC 9457) and one
/// HTTP status; see server/gateway/problem.cpp, the only place that maps them.
enum class ErrorCode {
  invalid_input,          ///< 400: `fields` names each place
  unauthenticated,        ///< 401: no credentials, or expired ones
  forbidden,              ///< 403: credentials of the wrong kind, or a cross-site request
  not_found,              ///< 404: absent, or somebody else's
  method_not_allowed,     ///< 405
  conflict,               ///< 409: the resource's state does not allow this
  stale_epoch,            ///< 409: the lease has moved on; drop the work
  cancelled,              ///< 409: the person cancelled; drop the work
  already_granted,        ///< 409: the submit intent was granted before
  posting_closed,         ///< 409: the posting takes no applications any more
  in_progress,            ///< 409: the same Idempotency-Key is being worked on now
  precondition_failed,    ///< 412: If-Match names a version that is not the newest
  too_large,              ///< 413
  unsupported_media,      ///< 415
  unprocessable,          ///< 422: well-formed, but refused, such as a file that is not what it says
  rate_limited,           ///< 429: `retry_after` is set
  internal,               ///< 500
  unavailable,            ///< 503: `retry_after` is set
  authorization_pending,  ///< 400: device pairing goes on (RFC 8628, 3.5)
  slow_down,              ///< 400: device polls too fast (RFC 8628, 3.5)
  expired_token,          ///< 400: pairing code ran out (RFC 8628, 3.5)
  access_denied,          ///< 400: the person refused the device (RFC 8628, 3.5)
};

/// The code's wire name: the enumerator's own name. Never empty.
std::string_view to_string(ErrorCode code) noexcept;

/// One place in the input and what is wrong with it.
struct FieldError {
  std::string pointer;  ///< JSON Pointer (RFC 6901) into the body; `query/limit`, `path/id`, `header/…` for the rest
  std::string reason;
  bool operator==(const FieldError&) const = default;
};

/// An error that a caller can act on. `detail` is for people and says what to do next; it holds no secrets.
struct Error {
  ErrorCode code = ErrorCode::internal;
  std::string detail;
  std::vector<FieldError> fields;
  std::optional<std::chrono::seconds> retry_after;

  static Error invalid(std::string pointer, std::string reason);
  static Error not_found(std::string_view what);
};

}  // namespace jobswipe::base

#pragma once

#include <boost/json/object.hpp>

#include "core/base/error.hpp"
#include "io/http/message.hpp"

namespace jobswipe::gateway {

/// The one mapping of errors to HTTP.
int status_of(base::ErrorCode code) noexcept;
/// A few words that don't change, such as "Lease has moved on".
std::string_view title_of(base::ErrorCode code) noexcept;

/// The document's members (RFC 9457), without `requestId`.
boost::json::object problem_json(const base::Error& error);

/// A problem document (RFC 9457) with `code`, `requestId` and `errors`; Retry-After and WWW-Authenticate where they
/// belong.
http::Response problem_response(const base::Error& error, const std::string& request_id);

/// What an exception out of a handler means for the client. Call in a catch block; logs what is nobody's plan.
base::Error error_of_exception(std::exception_ptr exception, const std::string& request_id);

}  // namespace jobswipe::gateway

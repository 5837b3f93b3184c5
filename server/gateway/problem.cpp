#include "server/gateway/problem.hpp"

#include <spdlog/spdlog.h>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "core/base/result.hpp"
#include "io/postgres/pool.hpp"

namespace jobswipe::gateway {

using base::ErrorCode;

int status_of(ErrorCode code) noexcept {
  switch (code) {
    case ErrorCode::invalid_input:
      return 400;
    case ErrorCode::unauthenticated:
      return 401;
    case ErrorCode::forbidden:
      return 403;
    case ErrorCode::not_found:
      return 404;
    case ErrorCode::method_not_allowed:
      return 405;
    case ErrorCode::conflict:
      return 409;
    case ErrorCode::stale_epoch:
      return 409;
    case ErrorCode::cancelled:
      return 409;
    case ErrorCode::already_granted:
      return 409;
    case ErrorCode::posting_closed:
      return 409;
    case ErrorCode::in_progress:
      return 409;
    case ErrorCode::precondition_failed:
      return 412;
    case ErrorCode::too_large:
      return 413;
    case ErrorCode::unsupported_media:
      return 415;
    case ErrorCode::unprocessable:
      return 422;
    case ErrorCode::rate_limited:
      return 429;
    case ErrorCode::internal:
      return 500;
    case ErrorCode::unavailable:
      return 503;
    case ErrorCode::authorization_pending:
      return 400;
    case ErrorCode::slow_down:
      return 400;
    case ErrorCode::expired_token:
      return 400;
    case ErrorCode::access_denied:
      return 400;
  }
  return 500;
}

std::string_view title_of(ErrorCode code) noexcept {
  switch (code) {
    case ErrorCode::invalid_input:
      return "The request does not fit the contract";
    case ErrorCode::unauthenticated:
      return "Log in first";
    case ErrorCode::forbidden:
      return "Not allowed";
    case ErrorCode::not_found:
      return "Not found";
    case ErrorCode::method_not_allowed:
      return "Method not allowed";
    case ErrorCode::conflict:
      return "Not possible in this state";
    case ErrorCode::stale_epoch:
      return "The lease has moved on";
    case ErrorCode::cancelled:
      return "Cancelled by the person";
    case ErrorCode::already_granted:
      return "The submit intent was granted before";
    case ErrorCode::posting_closed:
      return "The posting is closed";
    case ErrorCode::in_progress:
      return "The same request is being worked on";
    case ErrorCode::precondition_failed:
      return "Changed since it was read";
    case ErrorCode::too_large:
      return "Too large";
    case ErrorCode::unsupported_media:
      return "Media type not supported";
    case ErrorCode::unprocessable:
      return "Understood but refused";
    case ErrorCode::rate_limited:
      return "Too many requests";
    case ErrorCode::internal:
      return "The server failed";
    case ErrorCode::unavailable:
      return "The service is not available now";
    case ErrorCode::authorization_pending:
      return "Not approved yet";
    case ErrorCode::slow_down:
      return "Polling too fast";
    case ErrorCode::expired_token:
      return "The code ran out";
    case ErrorCode::access_denied:
      return "Refused by the person";
  }
  return "The server failed";
}

boost::json::object problem_json(const base::Error& error) {
  const std::string code(base::to_string(error.code));
  boost::json::object body;
  body["type"] = "urn:jobswipe:problem:" + code;
  body["title"] = title_of(error.code);
  body["status"] = status_of(error.code);
  body["detail"] = error.detail;
  if (error.detail.empty()) body["detail"] = title_of(error.code);
  body["code"] = code;
  if (!error.fields.empty()) {
    boost::json::array places;
    for (const auto& field : error.fields) {
      boost::json::object place;
      place["pointer"] = field.pointer;
      place["reason"] = field.reason;
      places.push_back(std::move(place));
    }
    body["errors"] = std::move(places);
  }
  return body;
}

http::Response problem_response(const base::Error& error, const std::string& request_id) {
  auto body = problem_json(error);
  body["requestId"] = request_id;
  auto response = http::Response::text(status_of(error.code), "application/problem+json", boost::json::serialize(body));
  if (error.retry_after) response.fields.add("Retry-After", std::to_string(error.retry_after->count()));
  return response;
}

base::Error error_of_exception(std::exception_ptr exception, const std::string& request_id) {
  base::Error error;
  try {
    std::rethrow_exception(exception);
  } catch (const base::ErrorException& expected) {
    return expected.error();
  } catch (const postgres::Unavailable& unavailable) {
    spdlog::warn("request {}: the database is not available: {}", request_id, unavailable.what());
    error.code = ErrorCode::unavailable;
    error.detail =
        "The database is not available right now. Try again in a second; nothing that was answered before is lost.";
    error.retry_after = std::chrono::seconds(1);
  } catch (const std::exception& failure) {
    spdlog::error("request {} failed: {}", request_id, failure.what());
    error.code = ErrorCode::internal;
    error.detail = "The server failed; the error is logged under this request's id.";
  }
  return error;
}

}  // namespace jobswipe::gateway

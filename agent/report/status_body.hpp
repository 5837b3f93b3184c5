#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <string_view>

#include "agent/apply/apply.hpp"

namespace jobswipe::report {

/// The body of PUT /api/applications/{id}/status for how an application ended, within the contract's limits (texts are
/// cut at a character). `dropped` becomes CANCELLED.
boost::json::object status_body(int epoch, const apply::Outcome& outcome);

/// The same for a failure without more to say.
boost::json::object failure_body(int epoch, apply::FailureKind kind, std::string_view detail);

/// What is left of a body that the server would not take: status and failure only.
boost::json::object reduced(const boost::json::object& body);

/// At most `limit` bytes, without cutting a UTF-8 character in two.
std::string cut(std::string_view text, std::size_t limit);

/// `info`, `warning` or `error` of the contract for a level of the pipeline.
std::string_view log_level(std::string_view level) noexcept;

}  // namespace jobswipe::report

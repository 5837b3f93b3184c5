#pragma once

#include <array>
#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>

#include "server/jobs/feed/posting.hpp"

namespace jobswipe::jobs {

/// The posting as `Job` of api/openapi.yaml without `id`, `snapshotHash` and `closedAt`: what a person sees and applies
/// to.
boost::json::object snapshot_content(const Posting& posting);

/// SHA-256 of the content with its names sorted, leaving `postedAt` out: sources move that date when they republish
/// what did not change. Two postings share a hash only when all else is equal.
std::array<std::uint8_t, 32> snapshot_hash(const boost::json::object& content);

/// The higher bound per year, for comparing with a person's floor: 12 months, 52 weeks, 260 days, 2,080 hours.
/// Currencies are not converted.
std::optional<double> yearly_salary(const Posting& posting);

}  // namespace jobswipe::jobs

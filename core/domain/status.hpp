#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace jobswipe::domain {

/// Where an application is on its way. The names on the wire, in SQL and in the UI are the same, in capitals.
enum class Status : std::uint8_t { pending, queued, claimed, processing, completed, failed, cancelled, needs_review };

inline constexpr std::array kStatuses{Status::pending,   Status::queued, Status::claimed,   Status::processing,
                                      Status::completed, Status::failed, Status::cancelled, Status::needs_review};

constexpr std::string_view to_string(Status status) noexcept {
  constexpr std::array<std::string_view, 8> kNames{"PENDING",   "QUEUED", "CLAIMED",   "PROCESSING",
                                                   "COMPLETED", "FAILED", "CANCELLED", "NEEDS_REVIEW"};
  return kNames[static_cast<std::size_t>(status)];
}

constexpr std::optional<Status> parse_status(std::string_view name) noexcept {
  for (const Status status : kStatuses)
    if (to_string(status) == name) return status;
  return std::nullopt;
}

/// Waits in the queue: a claim may take it.
constexpr bool is_waiting(Status status) noexcept {
  return status == Status::pending || status == Status::queued;
}
/// A desktop holds a lease on it.
constexpr bool is_leased(Status status) noexcept {
  return status == Status::claimed || status == Status::processing;
}
/// Never left again (invariant I4); FAILED is left only by a person's retry.
constexpr bool is_final(Status status) noexcept {
  return status == Status::completed || status == Status::cancelled;
}

}  // namespace jobswipe::domain

#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace jobswipe::base {

/// 128 bits, RFC 9562. Plain value; every function is thread-safe.
struct Uuid {
  std::array<std::uint8_t, 16> bytes{};

  /// Version 7 (RFC 9562, 5.7): milliseconds of the wall clock, then random bits; sorts by time of making.
  static Uuid make();
  /// Accepts the 36-character form only, either case.
  static std::optional<Uuid> parse(std::string_view text) noexcept;
  /// 36 characters, lower case.
  std::string to_string() const;

  auto operator<=>(const Uuid&) const = default;
};

/// An identifier that can't be mistaken for another kind's. `Tag` is never defined.
template <class Tag>
struct Id {
  Uuid uuid;

  static Id make() { return Id{Uuid::make()}; }
  static std::optional<Id> parse(std::string_view text) noexcept {
    if (auto uuid = Uuid::parse(text)) return Id{*uuid};
    return std::nullopt;
  }
  std::string to_string() const { return uuid.to_string(); }
  auto operator<=>(const Id&) const = default;
};

using UserId = Id<struct UserTag>;
using DeviceId = Id<struct DeviceTag>;
using JobId = Id<struct JobTag>;
using ResumeId = Id<struct ResumeTag>;
using ApplicationId = Id<struct ApplicationTag>;

}  // namespace jobswipe::base

template <>
struct std::hash<jobswipe::base::Uuid> {
  std::size_t operator()(const jobswipe::base::Uuid& uuid) const noexcept {
    return std::hash<std::string_view>{}({reinterpret_cast<const char*>(uuid.bytes.data()), uuid.bytes.size()});
  }
};
template <class Tag>
struct std::hash<jobswipe::base::Id<Tag>> {
  std::size_t operator()(const jobswipe::base::Id<Tag>& id) const noexcept {
    return std::hash<jobswipe::base::Uuid>{}(id.uuid);
  }
};

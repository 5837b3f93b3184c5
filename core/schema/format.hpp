#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace jobswipe::schema {

enum class Format { uuid, email, date, date_time, uri, binary };

/// std::nullopt for a format that is not known here.
std::optional<Format> format_named(std::string_view name) noexcept;
bool matches(Format format, std::string_view text) noexcept;
/// What a person should type, such as "a date like 2026-01-31".
std::string_view wording(Format format) noexcept;

/// Unicode code points in valid UTF-8.
std::size_t code_points(std::string_view text) noexcept;

}  // namespace jobswipe::schema

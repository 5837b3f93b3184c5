#include <fmt/format.h>
#include <libpq-fe.h>

#include <boost/json/parse.hpp>
#include <charconv>
#include <cstdlib>

#include "io/postgres/pool.hpp"

namespace jobswipe::postgres {
namespace {

const PGresult* of(const void* result) {
  return static_cast<const PGresult*>(result);
}

[[noreturn]] void refuse(std::string_view column, std::string_view expected) {
  throw std::invalid_argument(fmt::format("column {} holds no {}", column, expected));
}

template <class Number>
Number parse_number(std::string_view column, std::string_view text, std::string_view kind) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) refuse(column, kind);
  return number;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

}  // namespace

int Row::index(std::string_view column) const {
  const int columns = PQnfields(of(result_));
  for (int i = 0; i < columns; ++i)
    if (column == PQfname(of(result_), i)) return i;
  throw std::out_of_range(fmt::format("the result has no column {}", column));
}

bool Row::is_null(std::string_view column) const {
  return PQgetisnull(of(result_), row_, index(column)) != 0;
}

std::string_view Row::text(std::string_view column) const {
  const int at = index(column);
  return {PQgetvalue(of(result_), row_, at), static_cast<std::size_t>(PQgetlength(of(result_), row_, at))};
}

std::optional<std::string> Row::optional_text(std::string_view column) const {
  if (is_null(column)) return std::nullopt;
  return std::string(text(column));
}

std::int64_t Row::integer(std::string_view column) const {
  return parse_number<std::int64_t>(column, text(column), "whole number");
}

std::optional<std::int64_t> Row::optional_integer(std::string_view column) const {
  if (is_null(column)) return std::nullopt;
  return integer(column);
}

double Row::real(std::string_view column) const {
  return parse_number<double>(column, text(column), "number");
}

bool Row::boolean(std::string_view column) const {
  const auto value = text(column);
  if (value == "t") return true;
  if (value == "f") return false;
  refuse(column, "boolean");
}

base::Uuid Row::uuid(std::string_view column) const {
  const auto parsed = base::Uuid::parse(text(column));
  if (!parsed) refuse(column, "uuid");
  return *parsed;
}

std::optional<base::Uuid> Row::optional_uuid(std::string_view column) const {
  if (is_null(column)) return std::nullopt;
  return uuid(column);
}

base::Time Row::time(std::string_view column) const {
  // The session speaks UTC: `2026-01-31 09:30:00.123456+00`.
  std::string value(text(column));
  if (value.size() > 10 && value[10] == ' ') value[10] = 'T';
  if (value.ends_with("+00")) value.replace(value.size() - 3, 3, "Z");
  const auto parsed = base::parse_rfc3339(value);
  if (!parsed) refuse(column, "time");
  return *parsed;
}

std::optional<base::Time> Row::optional_time(std::string_view column) const {
  if (is_null(column)) return std::nullopt;
  return time(column);
}

boost::json::value Row::json(std::string_view column) const {
  if (is_null(column)) return nullptr;
  return boost::json::parse({text(column).data(), text(column).size()});
}

std::vector<std::uint8_t> Row::bytes(std::string_view column) const {
  std::string_view value = text(column);
  std::vector<std::uint8_t> bytes;
  if (is_null(column)) return bytes;
  if (!value.starts_with("\\x") || value.size() % 2 != 0) refuse(column, "bytes");
  value.remove_prefix(2);
  bytes.reserve(value.size() / 2);
  for (std::size_t i = 0; i < value.size(); i += 2) {
    const int high = hex_digit(value[i]), low = hex_digit(value[i + 1]);
    if (high < 0 || low < 0) refuse(column, "bytes");
    bytes.push_back(static_cast<std::uint8_t>(high << 4 | low));
  }
  return bytes;
}

std::vector<std::string> Row::text_array(std::string_view column) const {
  std::vector<std::string> items;
  if (is_null(column)) return items;
  const std::string_view value = text(column);
  if (value.size() < 2 || value.front() != '{' || value.back() != '}') refuse(column, "array");
  const std::size_t end = value.size() - 1;
  std::size_t i = 1;
  while (i < end) {
    std::string item;
    if (value[i] == '"') {
      for (++i; i < end && value[i] != '"'; ++i) {
        if (value[i] == '\\' && i + 1 < end) ++i;
        item += value[i];
      }
      ++i;
    } else {
      for (; i < end && value[i] != ','; ++i) item += value[i];
      if (item == "NULL") item.clear();
    }
    items.push_back(std::move(item));
    if (i < end && value[i] != ',') refuse(column, "array of one dimension");
    ++i;
  }
  return items;
}

std::size_t Rows::size() const noexcept {
  return result_ ? static_cast<std::size_t>(PQntuples(of(result_.get()))) : 0;
}

Row Rows::operator[](std::size_t row) const {
  if (row >= size()) throw std::out_of_range(fmt::format("row {} of {}", row, size()));
  return Row(result_.get(), static_cast<int>(row));
}

std::int64_t Rows::affected() const noexcept {
  if (!result_) return 0;
  return std::strtoll(PQcmdTuples(static_cast<PGresult*>(result_.get())), nullptr, 10);
}

}  // namespace jobswipe::postgres

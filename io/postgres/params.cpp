#include <fmt/format.h>

#include <boost/json/serialize.hpp>

#include "io/postgres/pool.hpp"

namespace jobswipe::postgres {
namespace {

std::string timestamp(base::Time time) {
  using namespace std::chrono;
  const auto day = floor<days>(time);
  const year_month_day date(day);
  const hh_mm_ss clock(time - day);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count(), clock.subseconds().count());
}

}  // namespace

Params& Params::add(std::nullptr_t) {
  values_.push_back(Value{"", true, false});
  return *this;
}

Params& Params::add(std::string_view text) {
  values_.push_back(Value{std::string(text), false, false});
  return *this;
}

Params& Params::add(std::int64_t number) {
  return add(std::string_view(fmt::format_int(number).str()));
}
Params& Params::add(bool flag) {
  return add(std::string_view(flag ? "t" : "f"));
}
Params& Params::add(double number) {
  return add(std::string_view(fmt::format("{}", number)));
}
Params& Params::add(const base::Uuid& uuid) {
  return add(std::string_view(uuid.to_string()));
}
Params& Params::add(base::Time time) {
  return add(std::string_view(timestamp(time)));
}
Params& Params::add(const boost::json::value& json) {
  return add(std::string_view(boost::json::serialize(json)));
}

Params& Params::add_bytes(std::span<const std::uint8_t> bytes) {
  values_.push_back(Value{std::string(bytes.begin(), bytes.end()), false, true});
  return *this;
}

Params& Params::add_array(const std::vector<std::string>& texts) {
  std::string literal = "{";
  for (const std::string& text : texts) {
    if (literal.size() > 1) literal += ',';
    literal += '"';
    for (const char c : text) {
      if (c == '"' || c == '\\') literal += '\\';
      literal += c;
    }
    literal += '"';
  }
  literal += '}';
  return add(std::string_view(literal));
}

Params& Params::add_array(const std::vector<std::int64_t>& numbers) {
  return add(std::string_view(fmt::format("{{{}}}", fmt::join(numbers, ","))));
}

}  // namespace jobswipe::postgres

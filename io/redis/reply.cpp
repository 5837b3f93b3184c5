#include "io/redis/reply.hpp"

#include <fmt/core.h>

#include <array>
#include <charconv>

namespace jobswipe::redis {
namespace {

std::string_view first_word(std::string_view text) {
  return text.substr(0, text.find(' '));
}

// These say that Redis can't do it now, and not that the command is wrong.
constexpr std::array<std::string_view, 12> kPassing{"LOADING",    "MASTERDOWN", "READONLY", "OOM",
                                                    "BUSY",       "TRYAGAIN",   "MISCONF",  "CLUSTERDOWN",
                                                    "NOREPLICAS", "MOVED",      "ASK",      "UNBLOCKED"};

std::string_view name(Reply::Kind kind) {
  switch (kind) {
    case Reply::Kind::nil:
      return "nil";
    case Reply::Kind::integer:
      return "an integer";
    case Reply::Kind::string:
      return "a string";
    case Reply::Kind::status:
      return "a status";
    case Reply::Kind::error:
      return "an error";
    case Reply::Kind::array:
      return "an array";
  }
  return "?";
}

[[noreturn]] void wrong_kind(const Reply& reply, std::string_view expected) {
  throw_if_error(reply);
  throw ProtocolError(fmt::format("Redis answered {} where {} was expected", name(reply.kind), expected));
}

}  // namespace

std::string Error::code() const {
  return std::string(first_word(what()));
}

std::int64_t Reply::integer() const {
  if (kind == Kind::integer) return number;
  if (kind == Kind::string) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc() && end == text.data() + text.size()) return value;
  }
  wrong_kind(*this, "an integer");
}

const std::string& Reply::string() const {
  if (kind != Kind::string && kind != Kind::status) wrong_kind(*this, "a string");
  return text;
}

const std::vector<Reply>& Reply::array() const {
  if (kind != Kind::array) wrong_kind(*this, "an array");
  return items;
}

void throw_if_error(const Reply& reply) {
  if (!reply.is_error()) return;
  const std::string_view code = first_word(reply.text);
  for (const std::string_view passing : kPassing)
    if (code == passing) throw Unavailable(reply.text);
  if (code == "CROSSSLOT")
    throw Error(
        fmt::format("{}; on a cluster the prefix needs braces, as in {{application}}, and the Redis URL more than "
                    "one host",
                    reply.text));
  throw Error(reply.text);
}

}  // namespace jobswipe::redis

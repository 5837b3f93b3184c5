#pragma once

// Private to core/schema: what a schema is compiled to.

#include <boost/json/value.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <regex>
#include <string>
#include <vector>

#include "core/schema/format.hpp"

namespace jobswipe::schema {

enum TypeBit : unsigned {
  kNull = 1,
  kBoolean = 2,
  kInteger = 4,
  kNumber = 8,  ///< together with kInteger
  kString = 16,
  kArray = 32,
  kObject = 64,
  kAnyType = 127
};

struct Node {
  unsigned types = kAnyType;
  bool never = false;                       ///< the schema `false`
  std::vector<boost::json::value> allowed;  ///< enum and const
  std::optional<double> minimum, maximum, exclusive_minimum, exclusive_maximum;
  std::optional<std::uint64_t> min_length, max_length, min_items, max_items, min_properties, max_properties;
  std::optional<std::regex> pattern;
  std::string pattern_text;
  std::optional<Format> format;
  bool unique_items = false;
  const Node* items = nullptr;
  std::map<std::string, const Node*, std::less<>> properties;
  std::vector<std::string> required;
  const Node* additional = nullptr;  ///< nullptr: anything goes
  std::vector<const Node*> all_of, any_of, one_of;
  std::optional<boost::json::value> fallback;  ///< `default`
};

}  // namespace jobswipe::schema

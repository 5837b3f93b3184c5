#include "core/schema/schema.hpp"

#include <fmt/format.h>

#include <boost/json/serialize.hpp>
#include <cmath>

#include "core/schema/node.hpp"
#include "core/schema/parse.hpp"

namespace jobswipe::schema {

namespace {

namespace json = boost::json;

constexpr std::size_t kMaxViolations = 50;

unsigned type_of(const json::value& value) noexcept {
  switch (value.kind()) {
    case json::kind::null:
      return kNull;
    case json::kind::bool_:
      return kBoolean;
    case json::kind::int64:
    case json::kind::uint64:
      return kInteger;
    case json::kind::double_:
      return std::trunc(value.get_double()) == value.get_double() ? kInteger : kNumber;
    case json::kind::string:
      return kString;
    case json::kind::array:
      return kArray;
    case json::kind::object:
      return kObject;
  }
  return 0;
}

std::string types_in_words(unsigned types) {
  std::vector<std::string_view> words;
  if (types & kString) words.push_back("text");
  if (types & kNumber) {
    words.push_back("a number");
  } else if (types & kInteger) {
    words.push_back("a whole number");
  }
  if (types & kBoolean) words.push_back("true or false");
  if (types & kArray) words.push_back("a list");
  if (types & kObject) words.push_back("an object");
  if (types & kNull) words.push_back("null");
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 == words.size() ? ", or " : ", ";
    text += words[i];
  }
  return text;
}

std::string plural(std::uint64_t n, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", n, n == 1 ? one : many);
}

/// Types that `node` lets through, its references and branches included.
unsigned admitted(const Node& node, int depth = 0) {
  unsigned types = node.never ? 0 : node.types;
  if (depth > 8) return types;
  for (const auto* part : node.all_of) types &= admitted(*part, depth + 1);
  for (const auto* branches : {&node.any_of, &node.one_of}) {
    if (branches->empty()) continue;
    unsigned any = 0;
    for (const auto* part : *branches) any |= admitted(*part, depth + 1);
    types &= any;
  }
  return types;
}

class Check {
 public:
  explicit Check(std::vector<base::FieldError>& errors) : errors_(errors) {}

  bool run(const Node& node, json::value& value, const std::string& at) {
    const std::size_t before = errors_.size();
    if (node.never) return add(at, "is not a known field");
    const unsigned type = type_of(value);
    if (!(node.types & type)) return add(at, "must be " + types_in_words(node.types));
    if (type == kInteger && !whole(value, at)) return false;
    if (!node.allowed.empty()) one_of_values(node, value, at);
    if (value.is_number()) numbers(node, value, at);
    if (value.is_string()) strings(node, value.get_string(), at);
    if (value.is_array()) arrays(node, value.get_array(), at);
    if (value.is_object()) objects(node, value.get_object(), at);
    for (const auto* part : node.all_of) run(*part, value, at);
    if (!node.any_of.empty()) branches(node.any_of, value, at, false);
    if (!node.one_of.empty()) branches(node.one_of, value, at, true);
    return errors_.size() == before;
  }

 private:
  bool add(const std::string& at, std::string reason) {
    if (errors_.size() < kMaxViolations) errors_.push_back(base::FieldError{at, std::move(reason)});
    return false;
  }

  bool whole(json::value& value, const std::string& at) {
    constexpr double kLimit = 9223372036854775807.0;
    if (value.is_int64()) return true;
    if (value.is_double() && std::abs(value.get_double()) < kLimit) {
      value = static_cast<std::int64_t>(value.get_double());
      return true;
    }
    return add(at, "is too large a number");
  }

  void one_of_values(const Node& node, const json::value& value, const std::string& at) {
    std::string words;
    for (const auto& allowed : node.allowed) {
      if (allowed == value) return;
      words += (words.empty() ? "" : ", ") +
               (allowed.is_string() ? std::string(allowed.get_string()) : json::serialize(allowed));
    }
    add(at, (node.allowed.size() == 1 ? "must be " : "must be one of ") + words);
  }

  void numbers(const Node& node, const json::value& value, const std::string& at) {
    const double n = value.to_number<double>();
    if (!std::isfinite(n)) add(at, "is too large a number");
    if (node.minimum && n < *node.minimum) add(at, fmt::format("must be at least {}", *node.minimum));
    if (node.maximum && n > *node.maximum) add(at, fmt::format("must be at most {}", *node.maximum));
    if (node.exclusive_minimum && n <= *node.exclusive_minimum)
      add(at, fmt::format("must be more than {}", *node.exclusive_minimum));
    if (node.exclusive_maximum && n >= *node.exclusive_maximum)
      add(at, fmt::format("must be less than {}", *node.exclusive_maximum));
  }

  void strings(const Node& node, std::string_view text, const std::string& at) {
    const bool long_enough = !node.min_length || code_points(text) >= *node.min_length;
    const bool short_enough =
        !node.max_length || text.size() <= *node.max_length || code_points(text) <= *node.max_length;
    if (!long_enough) {
      add(at, *node.min_length == 1 ? "must not be empty"
                                    : "must have at least " + plural(*node.min_length, "character", "characters"));
    }
    if (!short_enough) add(at, "must have at most " + plural(*node.max_length, "character", "characters"));
    if (text.find('\0') != std::string_view::npos) add(at, "must not hold a NUL character");
    // The pattern comes last: it must not run over a text that is too long anyway.
    if (!short_enough) return;
    if (node.format && !matches(*node.format, text)) add(at, fmt::format("must be {}", wording(*node.format)));
    if (node.pattern && !std::regex_search(text.begin(), text.end(), *node.pattern))
      add(at, "must match " + node.pattern_text);
  }

  void arrays(const Node& node, json::array& array, const std::string& at) {
    if (node.min_items && array.size() < *node.min_items)
      add(at, "must have at least " + plural(*node.min_items, "entry", "entries"));
    if (node.max_items && array.size() > *node.max_items) {
      add(at, "must have at most " + plural(*node.max_items, "entry", "entries"));
      return;
    }
    for (std::size_t i = 0; node.items && i < array.size() && errors_.size() < kMaxViolations; ++i) {
      run(*node.items, array[i], at + "/" + std::to_string(i));
    }
    if (!node.unique_items) return;
    for (std::size_t i = 0; i < array.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        if (array[i] == array[j]) {
          add(at + "/" + std::to_string(i), "is in the list twice");
          break;
        }
      }
    }
  }

  void objects(const Node& node, json::object& object, const std::string& at) {
    for (const auto& name : node.required) {
      if (!object.contains(name)) add(at + "/" + escape_pointer(name), "is required");
    }
    if (node.min_properties && object.size() < *node.min_properties) {
      add(at, "must have at least " + plural(*node.min_properties, "field", "fields"));
    }
    if (node.max_properties && object.size() > *node.max_properties) {
      add(at, "must have at most " + plural(*node.max_properties, "field", "fields"));
      return;
    }
    for (auto& member : object) {
      if (errors_.size() >= kMaxViolations) return;
      const auto known = node.properties.find(std::string_view(member.key()));
      if (known != node.properties.end()) {
        run(*known->second, member.value(), at + "/" + escape_pointer(member.key()));
      } else if (node.additional) {
        run(*node.additional, member.value(), at + "/" + escape_pointer(member.key()));
      }
    }
    for (const auto& [name, schema] : node.properties) {
      if (schema->fallback && !object.contains(name)) object[name] = *schema->fallback;
    }
  }

  void branches(const std::vector<const Node*>& nodes, json::value& value, const std::string& at, bool exactly_one) {
    const unsigned type = type_of(value);
    unsigned any_type = 0;
    const Node* only_candidate = nullptr;
    int candidates = 0, matched = 0;
    for (const auto* branch : nodes) {
      const unsigned types = admitted(*branch);
      any_type |= types;
      if (!(types & type)) continue;
      ++candidates;
      only_candidate = branch;
      // On a copy: a branch that fails must not leave its defaults behind.
      json::value attempt = value;
      std::vector<base::FieldError> unseen;
      if (!Check(unseen).run(*branch, attempt, at)) continue;
      ++matched;
      if (matched == 1) value = std::move(attempt);
      if (!exactly_one) return;
    }
    if (matched == 1) return;
    if (matched > 1) {
      add(at, "fits more than one of the allowed forms");
    } else if (candidates == 0) {
      add(at, "must be " + types_in_words(any_type));
    } else if (candidates == 1) {
      json::value attempt = value;
      run(*only_candidate, attempt, at);
    } else {
      add(at, "fits none of the allowed forms");
    }
  }

  std::vector<base::FieldError>& errors_;
};

}  // namespace

std::vector<base::FieldError> Schema::check(json::value& value, const std::string& at) const {
  std::vector<base::FieldError> errors;
  Check(errors).run(*node_, value, at);
  return errors;
}

bool Schema::allows(std::string_view type) const {
  const unsigned types = admitted(*node_);
  if (type == "null") return types & kNull;
  if (type == "boolean") return types & kBoolean;
  if (type == "integer") return types & kInteger;
  if (type == "number") return types & kNumber;
  if (type == "string") return types & kString;
  if (type == "array") return types & kArray;
  if (type == "object") return types & kObject;
  return false;
}

const json::value* Schema::default_value() const {
  return node_->fallback ? &*node_->fallback : nullptr;
}

}  // namespace jobswipe::schema

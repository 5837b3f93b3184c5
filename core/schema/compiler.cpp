#include <deque>
#include <set>
#include <stdexcept>

#include "core/schema/node.hpp"
#include "core/schema/parse.hpp"
#include "core/schema/schema.hpp"

namespace jobswipe::schema {

namespace {

namespace json = boost::json;

[[noreturn]] void fail(const std::string& where, const std::string& what) {
  throw std::invalid_argument("schema at " + where + ": " + what);
}

unsigned type_bit(std::string_view name, const std::string& where) {
  if (name == "null") return kNull;
  if (name == "boolean") return kBoolean;
  if (name == "integer") return kInteger;
  if (name == "number") return kInteger | kNumber;
  if (name == "string") return kString;
  if (name == "array") return kArray;
  if (name == "object") return kObject;
  fail(where, "unknown type \"" + std::string(name) + "\"");
}

unsigned type_bits(const json::value& value, const std::string& where) {
  if (value.is_string()) return type_bit(value.get_string(), where);
  if (!value.is_array()) fail(where, "type must be a name or a list of names");
  unsigned bits = 0;
  for (const auto& name : value.get_array()) {
    if (!name.is_string()) fail(where, "type must be a name or a list of names");
    bits |= type_bit(name.get_string(), where);
  }
  return bits;
}

double number(const json::value& value, const std::string& where) {
  if (!value.is_number()) fail(where, "must be a number");
  return value.to_number<double>();
}

std::uint64_t count(const json::value& value, const std::string& where) {
  if (!value.is_int64() || value.get_int64() < 0) fail(where, "must be a whole number from 0");
  return static_cast<std::uint64_t>(value.get_int64());
}

bool flag(const json::value& value, const std::string& where) {
  if (!value.is_bool()) fail(where, "must be true or false");
  return value.get_bool();
}

std::string text(const json::value& value, const std::string& where) {
  if (!value.is_string()) fail(where, "must be text");
  return std::string(value.get_string());
}

const json::array& list(const json::value& value, const std::string& where) {
  if (!value.is_array()) fail(where, "must be a list");
  return value.get_array();
}

const json::object& object(const json::value& value, const std::string& where) {
  if (!value.is_object()) fail(where, "must be an object");
  return value.get_object();
}

bool is_annotation(std::string_view name) {
  static const std::set<std::string_view> kAnnotations = {"description", "title",    "example",   "examples",
                                                          "deprecated",  "readOnly", "writeOnly", "$comment"};
  return name.starts_with("x-") || kAnnotations.contains(name);
}

}  // namespace

struct Compiler::Arena {
  std::deque<Node> nodes;
  std::map<std::string, Node*> by_reference;
};

Compiler::Compiler(const json::value& document) : document_(document), arena_(std::make_shared<Arena>()) {}
Compiler::~Compiler() = default;

const json::value& Compiler::resolve(const json::value& value) const {
  const json::value* current = &value;
  for (int hops = 0; hops < 32; ++hops) {
    const auto* reference = current->is_object() ? current->get_object().if_contains("$ref") : nullptr;
    if (!reference) return *current;
    const std::string name = text(*reference, "$ref");
    if (!name.starts_with("#/")) fail(name, "only references into the same document are understood");
    boost::system::error_code ec;
    current = document_.find_pointer(std::string_view(name).substr(1), ec);
    if (ec || !current) fail(name, "nothing is there");
  }
  fail("$ref", "references go in a circle");
}

Schema Compiler::compile(const json::value& schema, const std::string& where) {
  const Node* root = node(schema, where);
  return Schema(arena_, root);
}

const Node* Compiler::referenced(const std::string& reference, const std::string& where) {
  const auto found = arena_->by_reference.find(reference);
  if (found != arena_->by_reference.end()) return found->second;
  if (!reference.starts_with("#/")) fail(where, "only references into the same document are understood");
  boost::system::error_code ec;
  const json::value* target = document_.find_pointer(std::string_view(reference).substr(1), ec);
  if (ec || !target) fail(where, "nothing is at " + reference);
  // Entered before it is filled, so that a schema may refer to itself.
  Node& wrapper = arena_->nodes.emplace_back();
  arena_->by_reference[reference] = &wrapper;
  wrapper.all_of.push_back(node(*target, reference));
  wrapper.fallback = wrapper.all_of.front()->fallback;
  return &wrapper;
}

const Node* Compiler::node(const json::value& schema, const std::string& where) {
  if (schema.is_object() && schema.get_object().size() == 1) {
    if (const auto* reference = schema.get_object().if_contains("$ref"))
      return referenced(text(*reference, where), where);
  }
  Node& made = arena_->nodes.emplace_back();
  if (schema.is_bool()) {
    made.never = !schema.get_bool();
    return &made;
  }
  for (const auto& [name, value] : object(schema, where)) {
    keyword(made, name, value, where + "/" + escape_pointer(name));
  }
  return &made;
}

void Compiler::keyword(Node& made, std::string_view name, const json::value& value, const std::string& where) {
  auto nodes = [&](std::vector<const Node*>& into) {
    std::size_t i = 0;
    for (const auto& branch : list(value, where)) into.push_back(node(branch, where + "/" + std::to_string(i++)));
    if (into.empty()) fail(where, "must not be empty");
  };
  if (name == "$ref") {
    made.all_of.push_back(referenced(text(value, where), where));
  } else if (name == "type") {
    made.types = type_bits(value, where);
  } else if (name == "enum") {
    for (const auto& item : list(value, where)) made.allowed.push_back(item);
  } else if (name == "const") {
    made.allowed.push_back(value);
  } else if (name == "minimum") {
    made.minimum = number(value, where);
  } else if (name == "maximum") {
    made.maximum = number(value, where);
  } else if (name == "exclusiveMinimum") {
    made.exclusive_minimum = number(value, where);
  } else if (name == "exclusiveMaximum") {
    made.exclusive_maximum = number(value, where);
  } else if (name == "minLength") {
    made.min_length = count(value, where);
  } else if (name == "maxLength") {
    made.max_length = count(value, where);
  } else if (name == "pattern") {
    made.pattern_text = text(value, where);
    try {
      made.pattern.emplace(made.pattern_text, std::regex::ECMAScript | std::regex::optimize);
    } catch (const std::regex_error& error) {
      fail(where, std::string("pattern can't be read: ") + error.what());
    }
  } else if (name == "format") {
    made.format = format_named(text(value, where));
    if (!made.format) fail(where, "unknown format \"" + text(value, where) + "\"");
  } else if (name == "items") {
    made.items = node(value, where);
  } else if (name == "minItems") {
    made.min_items = count(value, where);
  } else if (name == "maxItems") {
    made.max_items = count(value, where);
  } else if (name == "uniqueItems") {
    made.unique_items = flag(value, where);
  } else if (name == "properties") {
    for (const auto& [property, schema] : object(value, where)) {
      made.properties[std::string(property)] = node(schema, where + "/" + escape_pointer(property));
    }
  } else if (name == "required") {
    for (const auto& property : list(value, where)) made.required.push_back(text(property, where));
  } else if (name == "additionalProperties") {
    made.additional = node(value, where);
  } else if (name == "minProperties") {
    made.min_properties = count(value, where);
  } else if (name == "maxProperties") {
    made.max_properties = count(value, where);
  } else if (name == "allOf") {
    nodes(made.all_of);
  } else if (name == "anyOf") {
    nodes(made.any_of);
  } else if (name == "oneOf") {
    nodes(made.one_of);
  } else if (name == "default") {
    made.fallback = value;
  } else if (!is_annotation(name)) {
    fail(where, "keyword \"" + std::string(name) + "\" is not understood here");
  }
}

}  // namespace jobswipe::schema

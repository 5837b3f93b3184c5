#pragma once

#include <boost/json/value.hpp>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/base/error.hpp"

namespace jobswipe::schema {

struct Node;

/// A compiled schema. Cheap to copy; immutable; thread-safe.
class Schema {
 public:
  /// Checks `value`, fills in the defaults of absent properties, and turns whole numbers into int64. `at` is put before
  /// every pointer. Empty when all is well; at most 50 violations are listed.
  std::vector<base::FieldError> check(boost::json::value& value, const std::string& at = "") const;
  /// True when a value of the JSON type `name` ("integer", "boolean", …) could pass the schema's `type`.
  bool allows(std::string_view type) const;
  /// The schema's own `default`, or nullptr.
  const boost::json::value* default_value() const;

 private:
  friend class Compiler;
  Schema(std::shared_ptr<const void> owner, const Node* node) : owner_(std::move(owner)), node_(node) {}
  std::shared_ptr<const void> owner_;
  const Node* node_;
};

/// Compiles schemas of one document, in which `$ref`s of the form `#/…` are looked up. JSON Schema 2020-12 without:
/// dynamic references, conditionals, contains, patternProperties, dependent and unevaluated keywords.
class Compiler {
 public:
  /// `document` must outlive the compiler, but not the compiled schemas.
  explicit Compiler(const boost::json::value& document);
  ~Compiler();
  /// Throws std::invalid_argument for an unknown keyword, a wrong one, or a reference to nothing; `where` names the
  /// place in its text.
  Schema compile(const boost::json::value& schema, const std::string& where);
  /// Follows `$ref` until there is none; throws std::invalid_argument for a reference to nothing.
  const boost::json::value& resolve(const boost::json::value& value) const;

 private:
  const Node* node(const boost::json::value& schema, const std::string& where);
  const Node* referenced(const std::string& reference, const std::string& where);
  void keyword(Node& node, std::string_view name, const boost::json::value& value, const std::string& where);

  struct Arena;
  const boost::json::value& document_;
  std::shared_ptr<Arena> arena_;
};

}  // namespace jobswipe::schema

#include "server/gateway/contract.hpp"

#include <boost/json/parse.hpp>
#include <map>
#include <stdexcept>

#include "server/gateway/openapi_json.hpp"

namespace jobswipe::gateway {

namespace json = boost::json;

/// A place in the tree of path segments.
struct Contract::Branch {
  std::map<std::string, std::unique_ptr<Branch>, std::less<>> literal;
  std::unique_ptr<Branch> parameter;
  std::vector<std::size_t> operations;
};

namespace {

http::Method method_named(const std::string& name) {
  if (name == "get") return http::Method::get;
  if (name == "post") return http::Method::post;
  if (name == "put") return http::Method::put;
  if (name == "delete") return http::Method::delete_;
  if (name == "patch") return http::Method::patch;
  throw std::invalid_argument("openapi: method \"" + name + "\" is not supported");
}

std::string_view name_of(http::Method method) {
  switch (method) {
    case http::Method::get:
      return "GET, HEAD";
    case http::Method::post:
      return "POST";
    case http::Method::put:
      return "PUT";
    case http::Method::delete_:
      return "DELETE";
    case http::Method::patch:
      return "PATCH";
    default:
      return "";
  }
}

std::string text_of(const json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

bool flag_of(const json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value && value->is_bool() && value->get_bool();
}

std::string_view next_segment(std::string_view& path) {
  path.remove_prefix(1);  // the slash
  const auto end = std::min(path.find('/'), path.size());
  const auto segment = path.substr(0, end);
  path.remove_prefix(end);
  return segment;
}

void read_security(OperationSpec& spec, const json::value* security) {
  spec.open = !security || security->as_array().empty();
  if (spec.open) return;
  for (const auto& choice : security->as_array()) {
    for (const auto& scheme : choice.as_object()) {
      if (scheme.key() == "web") {
        spec.for_web = true;
      } else if (scheme.key() == "device") {
        spec.for_device = true;
      } else {
        throw std::invalid_argument("openapi: unknown security scheme \"" + std::string(scheme.key()) + "\"");
      }
    }
  }
}

void read_parameters(OperationSpec& spec, schema::Compiler& compiler, const json::value* parameters) {
  if (!parameters) return;
  for (const auto& item : parameters->as_array()) {
    const auto& parameter = compiler.resolve(item).as_object();
    const std::string name = text_of(parameter, "name"), in = text_of(parameter, "in");
    Parameter made{name, flag_of(parameter, "required"),
                   compiler.compile(parameter.at("schema"), spec.id + "/" + in + "/" + name)};
    if (in == "path") {
      spec.path_parameters.push_back(std::move(made));
    } else if (in == "query") {
      spec.query_parameters.push_back(std::move(made));
    } else {
      throw std::invalid_argument("openapi: parameter \"" + name + "\" of " + spec.id + " is in " + in);
    }
  }
}

void read_body(OperationSpec& spec, schema::Compiler& compiler, const json::value* body) {
  if (!body) return;
  const auto& object = compiler.resolve(*body).as_object();
  spec.takes_body = true;
  spec.body_required = flag_of(object, "required");
  for (const auto& media : object.at("content").as_object()) {
    if (media.key() == "application/json") {
      spec.json_body = compiler.compile(media.value().as_object().at("schema"), spec.id + "/body");
    } else {
      spec.other_media.emplace_back(media.key());
    }
  }
}

}  // namespace

Contract::~Contract() = default;

Contract::Contract(std::string_view openapi_json) : root_(std::make_unique<Branch>()) {
  const json::value document = json::parse(openapi_json);
  schema::Compiler compiler(document);
  const auto& top = document.as_object();
  // Also what no request reaches is compiled, so that a mistake in the contract shows at once.
  for (const auto& named : top.at("components").as_object().at("schemas").as_object()) {
    compiler.compile(named.value(), "components/schemas/" + std::string(named.key()));
  }
  for (const auto& path : top.at("paths").as_object()) {
    const auto& item = path.value().as_object();
    for (const auto& member : item) {
      if (member.key() == "parameters") continue;
      add_operation(compiler, std::string(path.key()), std::string(member.key()), member.value(),
                    item.if_contains("parameters"), top.if_contains("security"));
    }
  }
}

const Contract& Contract::embedded() {
  static const Contract contract(kOpenapiJson);
  return contract;
}

void Contract::add_operation(schema::Compiler& compiler, const std::string& path, const std::string& method,
                             const json::value& operation, const json::value* shared_parameters,
                             const json::value* default_security) {
  const auto& object = operation.as_object();
  auto spec = std::make_unique<OperationSpec>();
  spec->id = text_of(object, "operationId");
  if (spec->id.empty()) throw std::invalid_argument("openapi: " + method + " " + path + " has no operationId");
  for (const auto& other : operations_) {
    if (other->id == spec->id) throw std::invalid_argument("openapi: operationId " + spec->id + " is there twice");
  }
  spec->method = method_named(method);
  spec->path = path;
  spec->repeats_itself = text_of(object, "x-idempotency") == "handler";
  const auto* security = object.if_contains("security");
  read_security(*spec, security ? security : default_security);
  read_parameters(*spec, compiler, shared_parameters);
  read_parameters(*spec, compiler, object.if_contains("parameters"));
  read_body(*spec, compiler, object.if_contains("requestBody"));
  operations_.push_back(std::move(spec));
  add_route(path, operations_.size() - 1);
}

void Contract::add_route(const std::string& path, std::size_t operation) {
  Branch* branch = root_.get();
  std::string_view rest = path;
  std::size_t parameters = 0;
  while (!rest.empty()) {
    const auto segment = next_segment(rest);
    auto& next = segment.starts_with('{') ? branch->parameter : branch->literal[std::string(segment)];
    if (!next) next = std::make_unique<Branch>();
    branch = next.get();
    if (!segment.starts_with('{')) continue;
    const auto& declared = operations_[operation]->path_parameters;
    if (parameters >= declared.size() || "{" + declared[parameters].name + "}" != segment) {
      throw std::invalid_argument("openapi: path parameters of " + path + " are not declared in their order");
    }
    ++parameters;
  }
  branch->operations.push_back(operation);
}

Contract::Match Contract::find(http::Method method, std::string_view path) const {
  if (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  // Literal segments win over parameters. No template of the contract needs a way back from a literal to a parameter.
  const Branch* branch = root_.get();
  std::vector<std::string> values;
  std::string_view rest = path;
  while (branch && !rest.empty()) {
    const auto segment = next_segment(rest);
    const auto literal = branch->literal.find(segment);
    if (literal != branch->literal.end()) {
      branch = literal->second.get();
    } else {
      if (segment.empty()) return Match();
      branch = branch->parameter.get();
      values.emplace_back(segment);
    }
  }
  Match match;
  if (!branch) return match;
  if (method == http::Method::head) method = http::Method::get;
  for (const std::size_t index : branch->operations) {
    const auto& operation = *operations_[index];
    match.allowed += (match.allowed.empty() ? "" : ", ") + std::string(name_of(operation.method));
    if (operation.method != method) continue;
    match.operation = &operation;
    for (std::size_t i = 0; i < values.size(); ++i) {
      match.path.emplace_back(operation.path_parameters[i].name, std::move(values[i]));
    }
    break;
  }
  return match;
}

}  // namespace jobswipe::gateway

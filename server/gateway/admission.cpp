#include "server/gateway/admission.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <charconv>

#include "core/schema/parse.hpp"

namespace jobswipe::gateway {

namespace {

namespace json = boost::json;
using base::ErrorCode;

base::Error error(ErrorCode code, std::string detail) {
  base::Error made;
  made.code = code;
  made.detail = std::move(detail);
  return made;
}

bool is_own_origin(std::string_view origin, const http::Request& request) {
  const auto scheme = origin.find("://");
  if (scheme == std::string_view::npos) return false;  // also "null"
  if (request.secure && origin.substr(0, scheme) != "https") return false;
  return http::Fields::same(origin.substr(scheme + 3), request.fields.get("Host"));
}

/// A parameter's text as the JSON value that its schema asks for.
json::value value_of(const std::string& text, const schema::Schema& schema) {
  if (schema.allows("string")) return json::value(text);
  if (schema.allows("integer")) {
    std::int64_t number = 0;
    const char* end = text.data() + text.size();
    const auto [stop, failure] = std::from_chars(text.data(), end, number);
    if (failure == std::errc() && stop == end) return json::value(number);
  }
  if (schema.allows("boolean") && (text == "true" || text == "false")) return json::value(text == "true");
  return json::value(text);
}

std::string text_of(const json::value& value) {
  return value.is_string() ? std::string(value.get_string()) : json::serialize(value);
}

void check_parameter(const Parameter& parameter, const std::string& text, const std::string& place,
                     std::map<std::string, std::string>& into, std::vector<base::FieldError>& errors) {
  json::value value = value_of(text, parameter.schema);
  const auto found = parameter.schema.check(value, place);
  if (found.empty()) {
    into[parameter.name] = text_of(value);
  } else {
    errors.insert(errors.end(), found.begin(), found.end());
  }
}

void check_query(const OperationSpec& operation, Call& call, std::vector<base::FieldError>& errors) {
  for (const auto& [name, value] : call.http.query) {
    bool known = false;
    for (const auto& parameter : operation.query_parameters) known = known || parameter.name == name;
    if (!known) errors.push_back(base::FieldError{"query/" + schema::escape_pointer(name), "is not a known parameter"});
  }
  for (const auto& parameter : operation.query_parameters) {
    const std::string place = "query/" + parameter.name;
    const std::string* given = nullptr;
    for (const auto& [name, value] : call.http.query) {
      if (name != parameter.name) continue;
      if (given) errors.push_back(base::FieldError{place, "is given more than once"});
      given = &value;
    }
    if (given && !given->empty()) {
      check_parameter(parameter, *given, place, call.query, errors);
    } else if (parameter.required) {
      errors.push_back(base::FieldError{place, "is required"});
    } else if (const auto* fallback = parameter.schema.default_value()) {
      call.query[parameter.name] = text_of(*fallback);
    }
  }
}

std::string media_type_of(const http::Request& request) {
  std::string type(request.fields.get("Content-Type"));
  type.resize(std::min(type.find(';'), type.size()));
  while (!type.empty() && type.back() == ' ') type.pop_back();
  for (char& c : type) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return type;
}

std::string accepted_media(const OperationSpec& operation) {
  std::string list = operation.json_body ? "application/json" : "";
  for (const auto& media : operation.other_media) list += (list.empty() ? "" : ", ") + media;
  return list;
}

std::optional<base::Error> check_body(const OperationSpec& operation, Call& call,
                                      std::vector<base::FieldError>& errors) {
  const auto& body = call.http.body;
  if (!operation.takes_body) {
    if (body.empty() || body == "{}") return std::nullopt;
    return base::Error::invalid("", "this operation takes no body");
  }
  const auto encoding = call.http.fields.get("Content-Encoding");
  if (!encoding.empty() && !http::Fields::same(encoding, "identity")) {
    return error(ErrorCode::unsupported_media, "Send the body without Content-Encoding.");
  }
  const std::string media = media_type_of(call.http);
  for (const auto& other : operation.other_media) {
    if (media != other) continue;
    if (body.empty()) return base::Error::invalid("", "the body is empty");
    return std::nullopt;
  }
  json::value value = json::object();
  if (body.empty()) {
    if (operation.body_required) return base::Error::invalid("", "a body is required: " + accepted_media(operation));
  } else {
    if (media != "application/json" || !operation.json_body) {
      return error(ErrorCode::unsupported_media,
                   "Send the body as " + accepted_media(operation) + ", with Content-Type.");
    }
    auto parsed = schema::parse(body);
    if (parsed.has_error()) return parsed.error();
    value = std::move(*parsed);
  }
  if (!operation.json_body) return std::nullopt;
  const auto found = operation.json_body->check(value);
  errors.insert(errors.end(), found.begin(), found.end());
  if (value.is_object()) {
    call.body = std::move(value.get_object());
  } else if (found.empty()) {
    errors.push_back(base::FieldError{"", "must be an object"});
  }
  return std::nullopt;
}

}  // namespace

std::optional<base::Error> refuse_cross_site(const http::Request& request) {
  if (request.fields.has("Authorization")) return std::nullopt;
  const bool changes = request.upgrade || (request.method != http::Method::get && request.method != http::Method::head);
  if (!changes) return std::nullopt;
  const auto origin = request.fields.get("Origin");
  if (!origin.empty()) {
    if (is_own_origin(origin, request)) return std::nullopt;
    return error(ErrorCode::forbidden, "A page of another site may not do this.");
  }
  // A browser always names the origin when it opens a WebSocket, so without one there is no page behind the request.
  if (request.upgrade || !request.fields.has("Cookie") || request.fields.has("X-JobSwipe-Client")) return std::nullopt;
  return error(ErrorCode::forbidden,
               "A change with a session cookie needs the page's own Origin, or the header X-JobSwipe-Client.");
}

std::optional<base::Error> refuse_audience(const OperationSpec& operation, const std::optional<Caller>& caller) {
  if (!caller) return error(ErrorCode::unauthenticated, "Log in, or send a bearer token.");
  const bool web = caller->audience == Audience::web;
  if (web ? operation.for_web : operation.for_device) return std::nullopt;
  return error(ErrorCode::forbidden, web ? "This is for paired desktops only: send a device's token."
                                         : "This is for the person only: a desktop's token can't do it.");
}

std::optional<base::Error> validate(const OperationSpec& operation,
                                    std::vector<std::pair<std::string, std::string>> path, Call& call) {
  std::vector<base::FieldError> errors;
  for (std::size_t i = 0; i < path.size(); ++i) {
    check_parameter(operation.path_parameters[i], path[i].second, "path/" + path[i].first, call.path, errors);
  }
  check_query(operation, call, errors);
  if (auto refused = check_body(operation, call, errors)) return refused;
  if (errors.empty()) return std::nullopt;
  base::Error made = error(ErrorCode::invalid_input, "");
  const auto& first = errors.front();
  made.detail = (first.pointer.empty() ? "The body " : "\"" + first.pointer + "\" ") + first.reason;
  if (errors.size() > 1) made.detail += ", and " + std::to_string(errors.size() - 1) + " more; see errors";
  made.detail += ".";
  made.fields = std::move(errors);
  return made;
}

}  // namespace jobswipe::gateway

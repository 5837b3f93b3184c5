#include "server/config.hpp"

#include <fmt/format.h>

#include <toml++/toml.h>
#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <map>
#include <optional>
#include <variant>

namespace jobswipe::server {
namespace {

struct Text {
  std::string Config::*member;
};
struct Number {
  std::int64_t Config::*member;
  std::int64_t least, most;
};
struct Flag {
  bool Config::*member;
};

struct Definition {
  std::string_view name, meaning;
  std::variant<Text, Number, Flag> kind;
  bool secret = false;
};

const std::vector<Definition>& definitions() {
  static const std::vector<Definition> all{
      {"database_url", "PostgreSQL 15 or later: libpq URI", Text{&Config::database_url}, true},
      {"redis_url",
       "Redis 7 or later: redis:// or unix://; several hosts with commas are a cluster; redis+sentinel://HOST,…/MASTER",
       Text{&Config::redis_url}, true},
      {"redis_prefix", "prefix of the queues' keys; in braces on a cluster", Text{&Config::redis_prefix}},
      {"listen", "ADDRESS:PORT to serve on; port 0 takes a free one", Text{&Config::listen}},
      {"public_url", "the address that people see, for pairing links; empty means the one listened on",
       Text{&Config::public_url}},
      {"roles", "api, worker, or both with a comma", Text{&Config::roles}},
      {"master_key", "32 bytes in base64 or hex that wrap every person's key", Text{&Config::master_key}, true},
      {"master_key_file", "file that holds the master key", Text{&Config::master_key_file}},
      {"tls_cert", "PEM certificate chain; with tls_key, TLS 1.3 only", Text{&Config::tls_cert}},
      {"tls_key", "PEM private key file", Text{&Config::tls_key}},
      {"trusted_proxies", "addresses, with commas, whose X-Forwarded-For is believed", Text{&Config::trusted_proxies}},
      {"web_dir", "folder of the built web app; empty serves none", Text{&Config::web_dir}},
      {"threads", "event loops", Number{&Config::threads, 1, 64}},
      {"db_connections", "PostgreSQL connections of this process in all", Number{&Config::db_connections, 2, 50}},
      {"lease_seconds", "a desktop that is silent this long loses the work", Number{&Config::lease_seconds, 2, 86400}},
      {"heartbeat_seconds", "how often a desktop that works says so", Number{&Config::heartbeat_seconds, 1, 3600}},
      {"max_attempts", "attempts of one application before it fails", Number{&Config::max_attempts, 1, 20}},
      {"retry_base_seconds", "bound of the first retry's delay; doubles with each",
       Number{&Config::retry_base_seconds, 0, 3600}},
      {"reconcile_seconds", "how often the sweep does what Redis forgot", Number{&Config::reconcile_seconds, 1, 3600}},
      {"drain_seconds", "time for requests in flight at a stop", Number{&Config::drain_seconds, 0, 600}},
      {"requests_per_second", "per account, or per address without one",
       Number{&Config::requests_per_second, 1, 1000000}},
      {"list_megabytes", "of memory for queue lists as they were answered last; 0 keeps none",
       Number{&Config::list_megabytes, 0, 65536}},
      {"logins_per_minute", "per account and per address", Number{&Config::logins_per_minute, 1, 1000000}},
      {"parallel_hashes", "password hashes at once, 19 MiB each", Number{&Config::parallel_hashes, 1, 64}},
      {"push_contact", "mailto: or https: address at which push services reach the operator; empty means public_url",
       Text{&Config::push_contact}},
      {"push_services",
       "hosts, with commas, each with its subdomains, that browsers may name as their push service; * is any",
       Text{&Config::push_services}},
      {"push_retry_seconds",
       "bound of the first retry's delay when a push service takes no messages; doubles with each",
       Number{&Config::push_retry_seconds, 0, 3600}},
      {"silent_desktop_minutes", "a person is told when work waits and their desktops gave no sign for this long",
       Number{&Config::silent_desktop_minutes, 1, 43200}},
      {"allow_private",
       "let imports read private addresses and postings point to them, and push services be on loopback; for demos and "
       "tests",
       Flag{&Config::allow_private}},
      {"log_level", "debug, info, warning or error", Text{&Config::log_level}},
  };
  return all;
}

std::string flag_of(std::string_view name) {
  std::string flag = "--" + std::string(name);
  std::replace(flag.begin() + 2, flag.end(), '_', '-');
  return flag;
}

std::string variable_of(std::string_view name) {
  std::string variable = "JOBSWIPE_" + std::string(name);
  std::transform(variable.begin(), variable.end(), variable.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return variable;
}

base::Error wrong(const Definition& definition, const std::string& value, const std::string& reason) {
  base::Error error;
  error.code = base::ErrorCode::invalid_input;
  error.detail = fmt::format("{} ({}) {}: it is {}", definition.name, variable_of(definition.name), reason,
                             definition.secret ? "not shown" : "'" + value + "'");
  return error;
}

std::optional<base::Error> assign(Config& config, const Definition& definition, const std::string& value) {
  if (const auto* text = std::get_if<Text>(&definition.kind)) {
    config.*text->member = value;
  } else if (const auto* number = std::get_if<Number>(&definition.kind)) {
    std::int64_t parsed = 0;
    const auto [end, code] = std::from_chars(value.data(), value.data() + value.size(), parsed);
    if (code != std::errc{} || end != value.data() + value.size() || parsed < number->least || parsed > number->most)
      return wrong(definition, value, fmt::format("must be a whole number from {} to {}", number->least, number->most));
    config.*number->member = parsed;
  } else {
    if (value != "1" && value != "0" && value != "true" && value != "false")
      return wrong(definition, value, "must be true or false");
    config.*std::get<Flag>(definition.kind).member = value == "1" || value == "true";
  }
  return std::nullopt;
}

std::string show(const Config& config, const Definition& definition) {
  if (const auto* text = std::get_if<Text>(&definition.kind)) return config.*text->member;
  if (const auto* number = std::get_if<Number>(&definition.kind)) return std::to_string(config.*number->member);
  return config.*std::get<Flag>(definition.kind).member ? "true" : "false";
}

using Values = std::map<std::string, std::string, std::less<>>;

base::Result<Values> read_flags(const std::vector<std::string>& arguments) {
  Values values;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const auto& argument = arguments[i];
    const auto equals = argument.find('=');
    const auto flag = argument.substr(0, equals);
    const auto known = std::find_if(definitions().begin(), definitions().end(),
                                    [&](const auto& d) { return flag_of(d.name) == flag; });
    base::Error error;
    error.code = base::ErrorCode::invalid_input;
    if (known == definitions().end() && flag != "--config") {
      error.detail = argument + " is not a flag of this command; see --help";
      return error;
    }
    if (known != definitions().end() && known->secret) {
      error.detail = flag + " is secret: set " + variable_of(known->name) + " instead, flags are seen by other users";
      return error;
    }
    const std::string name = flag == "--config" ? "config" : std::string(known->name);
    const bool is_switch = known != definitions().end() && std::holds_alternative<Flag>(known->kind);
    if (equals != std::string::npos) {
      values[name] = argument.substr(equals + 1);
    } else if (is_switch) {
      values[name] = "true";
    } else if (i + 1 < arguments.size()) {
      values[name] = arguments[++i];
    } else {
      error.detail = flag + " needs a value";
      return error;
    }
  }
  return values;
}

base::Result<Values> read_file(const std::string& path) {
  base::Error error;
  error.code = base::ErrorCode::invalid_input;
  Values values;
  try {
    const auto table = toml::parse_file(path);
    for (const auto& [key, node] : table) {
      const std::string name(key.str());
      if (std::none_of(definitions().begin(), definitions().end(), [&](const auto& d) { return d.name == name; })) {
        error.detail = fmt::format("{}: {} is not a property; see --help", path, name);
        return error;
      }
      if (const auto text = node.value_exact<std::string>())
        values[name] = *text;
      else if (const auto number = node.value_exact<std::int64_t>())
        values[name] = std::to_string(*number);
      else if (const auto flag = node.value_exact<bool>())
        values[name] = *flag ? "true" : "false";
      else {
        error.detail = fmt::format("{}: {} must be a text, a whole number, true or false", path, name);
        return error;
      }
    }
  } catch (const toml::parse_error& parse_error) {
    error.detail = fmt::format("{}:{}: {}", path, parse_error.source().begin.line, parse_error.description());
    return error;
  }
  return values;
}

std::optional<base::Error> check(const Config& config) {
  const auto fail = [](std::string detail) {
    base::Error error;
    error.code = base::ErrorCode::invalid_input;
    error.detail = std::move(detail);
    return error;
  };
  for (std::size_t from = 0; from <= config.roles.size();) {
    const auto to = std::min(config.roles.find(',', from), config.roles.size());
    const auto role = config.roles.substr(from, to - from);
    if (role != "api" && role != "worker")
      return fail("roles (JOBSWIPE_ROLES) must be api, worker or both with a comma: it is '" + config.roles + "'");
    from = to + 1;
  }
  const auto colon = config.listen.rfind(':');
  std::uint16_t port = 0;
  const auto* end = config.listen.data() + config.listen.size();
  if (colon == std::string::npos || colon == 0 ||
      std::from_chars(config.listen.data() + colon + 1, end, port).ptr != end || colon + 1 == config.listen.size())
    return fail("listen (JOBSWIPE_LISTEN) must be ADDRESS:PORT, such as 127.0.0.1:8080: it is '" + config.listen + "'");
  if (!config.push_contact.empty() && !config.push_contact.starts_with("mailto:") &&
      !config.push_contact.starts_with("https://"))
    return fail("push_contact (JOBSWIPE_PUSH_CONTACT) must begin with mailto: or https://: it is '" +
                config.push_contact + "'");
  if (config.tls_cert.empty() != config.tls_key.empty())
    return fail("tls_cert and tls_key (JOBSWIPE_TLS_CERT, _KEY) go together: set both or none");
  if (config.heartbeat_seconds * 2 > config.lease_seconds)
    return fail(fmt::format(
        "heartbeat_seconds ({}) must be at most half of lease_seconds ({}), or one lost heartbeat loses the work",
        config.heartbeat_seconds, config.lease_seconds));
  if (config.db_connections < config.threads + 2)
    return fail(fmt::format("db_connections ({}) must be at least threads + 2 ({})", config.db_connections,
                            config.threads + 2));
  return std::nullopt;
}

}  // namespace

bool Config::has_role(std::string_view role) const {
  return roles.find(role) != std::string::npos;
}
std::string Config::listen_address() const {
  auto address = listen.substr(0, listen.rfind(':'));
  if (address.size() > 2 && address.front() == '[' && address.back() == ']')
    address = address.substr(1, address.size() - 2);
  return address;
}
std::uint16_t Config::listen_port() const {
  return static_cast<std::uint16_t>(std::stoi(listen.substr(listen.rfind(':') + 1)));
}

std::vector<std::string> Config::trusted_proxy_list() const {
  std::vector<std::string> list;
  for (std::size_t from = 0; from < trusted_proxies.size();) {
    const auto to = std::min(trusted_proxies.find(',', from), trusted_proxies.size());
    if (to > from) list.push_back(trusted_proxies.substr(from, to - from));
    from = to + 1;
  }
  return list;
}

std::vector<Property> properties() {
  std::vector<Property> all;
  const Config defaults;
  for (const auto& definition : definitions())
    all.push_back(
        {definition.name, definition.meaning, definition.secret, definition.secret ? "" : show(defaults, definition)});
  return all;
}

base::Result<Config> load_config(const std::vector<std::string>& arguments) {
  auto flags = read_flags(arguments);
  if (!flags) return flags.error();
  Values file;
  std::string path = flags->contains("config") ? flags->at("config") : "";
  if (const char* variable = std::getenv("JOBSWIPE_CONFIG")) path = variable;
  if (!path.empty()) {
    auto values = read_file(path);
    if (!values) return values.error();
    file = std::move(*values);
  }
  Config config;
  for (const auto& definition : definitions()) {
    std::optional<std::string> value;
    if (const char* variable = std::getenv(variable_of(definition.name).c_str()))
      value = variable;
    else if (const auto flag = flags->find(definition.name); flag != flags->end())
      value = flag->second;
    else if (const auto entry = file.find(definition.name); entry != file.end())
      value = entry->second;
    if (!value) continue;
    if (auto error = assign(config, definition, *value)) return *error;
  }
  if (auto error = check(config)) return *error;
  return config;
}

std::string print_config(const Config& config) {
  std::string text;
  for (const auto& definition : definitions()) {
    const auto value = show(config, definition);
    text += fmt::format("{} = {}\n", definition.name, definition.secret && !value.empty() ? "***" : value);
  }
  return text;
}

}  // namespace jobswipe::server

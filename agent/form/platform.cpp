#include "agent/form/platform.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <functional>
#include <map>
#include <stdexcept>

#include "agent/form/platform_sources.hpp"

namespace jobswipe::form {
namespace {

namespace json = boost::json;

// The facts of agent/answer that a control's id may stand for.
constexpr std::array<std::string_view, 28> kFacts{
    "first_name", "last_name",       "full_name",     "preferred_name", "pronouns",
    "email",      "phone",           "phone_country", "date_of_birth",  "street",
    "city",       "region",          "country",       "postal_code",    "full_address",
    "location",   "linkedin",        "github",        "website",        "headline",
    "summary",    "current_company", "current_title", "cover_letter",   "cover_letter_file",
    "resume",     "gender",          "how_heard"};

/// Reads one table; the first wrong place is kept and everything after it is ignored.
class Reader {
 public:
  Reader(const toml::table& table, std::string file, std::string prefix, std::string& problem)
      : table_(table), file_(std::move(file)), prefix_(std::move(prefix)), problem_(problem) {}

  void only(std::initializer_list<std::string_view> known) const {
    for (const auto& [key, value] : table_)
      if (std::find(known.begin(), known.end(), key.str()) == known.end()) fail(key.str(), "is not known here");
  }
  std::vector<std::string> texts(std::string_view key) const {
    std::vector<std::string> list;
    const auto* node = table_.get(key);
    if (!node) return list;
    const auto* array = node->as_array();
    if (!array) {
      fail(key, "must be a list of texts");
      return list;
    }
    for (const auto& entry : *array) {
      const auto text = entry.value<std::string>();
      if (!text || text->empty()) {
        fail(key, "must hold texts that aren't empty");
        return list;
      }
      list.push_back(*text);
    }
    return list;
  }
  PageSign sign(std::string_view key) const {
    PageSign sign;
    within(key, [&](const Reader& inner) {
      inner.only({"words", "selectors", "addresses"});
      sign.words = inner.texts("words");
      sign.selectors = inner.texts("selectors");
      sign.addresses = inner.texts("addresses");
      if (sign.words.empty() && sign.selectors.empty() && sign.addresses.empty()) fail(key, "says nothing");
    });
    return sign;
  }
  void within(std::string_view key, const std::function<void(const Reader&)>& read) const {
    const auto* node = table_.get(key);
    if (!node) return;
    const auto* inner = node->as_table();
    if (!inner) return fail(key, "must be a table");
    read(Reader(*inner, file_, prefix_ + std::string(key) + ".", problem_));
  }
  const toml::table& table() const { return table_; }
  void fail(std::string_view key, std::string_view reason) const {
    if (problem_.empty()) problem_ = fmt::format("{}: {}{}: {}", file_, prefix_, key, reason);
  }

 private:
  const toml::table& table_;
  std::string file_;
  std::string prefix_;
  std::string& problem_;
};

bool is_under(std::string_view host, std::string_view domain) {
  if (host == domain) return true;
  return host.size() > domain.size() && host.ends_with(domain) && host[host.size() - domain.size() - 1] == '.';
}

const std::vector<std::pair<std::string, std::string>>& hosts() {
  static const auto all = [] {
    std::vector<std::pair<std::string, std::string>> made;
    for (const auto& platform : platforms())
      for (const auto& host : platform.hosts) made.emplace_back(host, platform.name);
    for (const auto& file : platform_sources::all) {
      if (file.name != "other_hosts") continue;
      for (const auto& [name, list] : toml::parse(file.text))
        for (const auto& host : *list.as_array()) made.emplace_back(host.value<std::string>().value(), name.str());
    }
    return made;
  }();
  return all;
}

bool& forgotten() {
  static bool value = false;
  return value;
}

json::array to_json(const std::vector<std::string>& texts) {
  json::array list;
  for (const auto& text : texts) list.emplace_back(text);
  return list;
}

json::object to_json(const PageSign& sign) {
  json::object object;
  object["words"] = to_json(sign.words);
  object["selectors"] = to_json(sign.selectors);
  object["addresses"] = to_json(sign.addresses);
  return object;
}

}  // namespace

base::Result<Platform> parse_platform(std::string_view name, std::string_view text) {
  const std::string file = std::string(name) + ".toml";
  std::string problem;
  Platform platform;
  platform.name = name;
  try {
    const auto table = toml::parse(text);
    const Reader reader(table, file, "", problem);
    reader.only({"title", "hosts", "signs", "quirks", "buttons", "fields", "ignore", "confirmation", "already_applied",
                 "closed", "account"});
    platform.title = table["title"].value_or(std::string());
    if (platform.title.empty()) reader.fail("title", "must be the system's name");
    platform.hosts = reader.texts("hosts");
    if (platform.hosts.empty()) reader.fail("hosts", "must name a domain");
    for (const auto& host : platform.hosts)
      if (host.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-") != std::string::npos ||
          host.find('.') == std::string::npos)
        reader.fail("hosts", "'" + host + "' is no domain in lower case");
    platform.signs = reader.texts("signs");
    for (const auto& quirk : reader.texts("quirks")) {
      if (quirk != "parses_resume") reader.fail("quirks", "'" + quirk + "' is not known");
      platform.parses_resume = true;
    }
    reader.within("buttons", [&](const Reader& inner) {
      inner.only({"apply", "next", "submit"});
      platform.apply = inner.texts("apply");
      platform.next = inner.texts("next");
      platform.submit = inner.texts("submit");
    });
    reader.within("fields", [&](const Reader& inner) {
      for (const auto& [selector, value] : inner.table()) {
        const auto fact = value.value<std::string>();
        if (!fact || std::find(kFacts.begin(), kFacts.end(), *fact) == kFacts.end())
          inner.fail(selector.str(), "'" + fact.value_or("") + "' is no fact");
        else
          platform.fields.emplace_back(selector.str(), *fact);
      }
    });
    reader.within("ignore", [&](const Reader& inner) {
      inner.only({"selectors"});
      platform.ignore = inner.texts("selectors");
    });
    platform.confirmation = reader.sign("confirmation");
    platform.already_applied = reader.sign("already_applied");
    platform.closed = reader.sign("closed");
    platform.account = reader.sign("account");
  } catch (const toml::parse_error& error) {
    problem = fmt::format("{}: line {}: {}", file, error.source().begin.line, error.description());
  }
  if (!problem.empty()) return base::Error::invalid("/" + file, problem);
  return platform;
}

const std::vector<Platform>& platforms() {
  static const auto all = [] {
    std::vector<Platform> made;
    for (const auto& file : platform_sources::all) {
      if (file.name == "other_hosts") continue;
      auto platform = parse_platform(file.name, file.text);
      if (!platform) throw std::logic_error(platform.error().fields.at(0).reason);
      made.push_back(std::move(*platform));
    }
    return made;
  }();
  return all;
}

const Platform* platform_named(std::string_view name) {
  if (forgotten()) return nullptr;
  const auto& all = platforms();
  const auto found = std::find_if(all.begin(), all.end(), [name](const Platform& each) { return each.name == name; });
  return found == all.end() ? nullptr : &*found;
}

std::string_view platform_of_host(std::string_view host) {
  for (const auto& [domain, name] : hosts())
    if (is_under(host, domain)) return name;
  return {};
}

void forget_platforms() {
  forgotten() = true;
}

std::string platforms_script() {
  json::array list;
  if (!forgotten()) {
    for (const auto& platform : platforms()) {
      json::object entry;
      entry["name"] = platform.name;
      entry["hosts"] = to_json(platform.hosts);
      entry["signs"] = to_json(platform.signs);
      entry["apply"] = to_json(platform.apply);
      entry["next"] = to_json(platform.next);
      entry["submit"] = to_json(platform.submit);
      entry["ignore"] = to_json(platform.ignore);
      json::array fields;
      for (const auto& [selector, fact] : platform.fields) fields.push_back(json::array{selector, fact});
      entry["fields"] = std::move(fields);
      entry["confirmation"] = to_json(platform.confirmation);
      entry["applied"] = to_json(platform.already_applied);
      entry["closed"] = to_json(platform.closed);
      entry["account"] = to_json(platform.account);
      list.push_back(std::move(entry));
    }
  }
  return "const PLATFORMS = " + json::serialize(list) + ";\n";
}

}  // namespace jobswipe::form

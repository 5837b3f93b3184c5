#include <fmt/format.h>

#include <algorithm>
#include <boost/json/parse.hpp>

#include "server/jobs/feed/feed.hpp"
#include "server/jobs/feed/html.hpp"
#include "server/jobs/feed/posting_url.hpp"
#include "server/jobs/feed/record.hpp"
#include "server/jobs/feed/text.hpp"

// schema.org/JobPosting as JSON-LD. Sites write single values, lists and nested objects as they like, so each reader
// here takes all three.

namespace jobswipe::jobs {
namespace {

/// The value itself, or each member of a list.
std::vector<const json::value*> each(const json::value* value) {
  std::vector<const json::value*> out;
  if (value == nullptr || value->is_null()) return out;
  if (!value->is_array()) return {value};
  for (const auto& entry : value->get_array())
    if (!entry.is_null()) out.push_back(&entry);
  return out;
}

bool is_posting(const json::object& object) {
  for (const auto* type : each(object.if_contains("@type")))
    if (type->is_string() &&
        (type->get_string() == "JobPosting" || type->get_string().ends_with("schema.org/JobPosting")))
      return true;
  return false;
}

/// Postings anywhere in the document, in order.
void collect(const json::value& value, json::array& found, int depth = 0) {
  if (depth > 32) return;
  if (value.is_array()) {
    for (const auto& entry : value.get_array()) collect(entry, found, depth + 1);
  } else if (value.is_object()) {
    if (is_posting(value.get_object())) {
      found.push_back(value);
      return;
    }
    for (const auto& entry : value.get_object())
      if (entry.value().is_structured()) collect(entry.value(), found, depth + 1);
  }
}

/// A name given as text or as an object with `name`.
std::string name_of(const json::value& value) {
  if (value.is_string()) return plain_line(std::string_view(value.get_string()));
  if (!value.is_object()) return {};
  const auto* name = member(value.get_object(), "name");
  return name != nullptr && name->is_string() ? plain_line(std::string_view(name->get_string())) : std::string();
}

std::string address_of(const json::value& value) {
  if (!value.is_object()) return name_of(value);
  std::string out;
  for (const auto* part : {"addressLocality", "addressRegion", "addressCountry"}) {
    const auto* field = member(value.get_object(), part);
    const std::string name = field == nullptr ? std::string() : name_of(*field);
    if (!name.empty() && !out.ends_with(name)) out += (out.empty() ? "" : ", ") + name;
  }
  return out;
}

void read_locations(const json::object& posting, Posting& read) {
  for (const auto* place : each(member(posting, "jobLocation"))) {
    std::string text;
    if (place->is_object())
      for (const auto* address : each(member(place->get_object(), "address"))) {
        text = address_of(*address);
        if (!text.empty()) add_location(read, text);
      }
    if (text.empty()) add_location(read, name_of(*place));
  }
  for (const auto* type : each(member(posting, "jobLocationType")))
    if (type->is_string() && work_mode_of(std::string_view(type->get_string())) == "remote") read.work_mode = "remote";
  if (read.work_mode == "remote" && read.locations.empty())
    for (const auto* country : each(member(posting, "applicantLocationRequirements")))
      if (const auto name = name_of(*country); !name.empty()) add_location(read, "Remote, " + name);
  if (!read.work_mode) read.work_mode = work_mode_in(read.locations);
}

std::optional<Salary> salary_of(const json::object& posting) {
  for (const auto* base : each(member(posting, "baseSalary"))) {
    std::optional<double> min, max;
    std::string currency, unit;
    if (const auto* text = member(posting, "salaryCurrency"); text != nullptr && text->is_string())
      currency = text->get_string();
    const auto bounds = [&](const json::object& object) {
      const auto value = [&](std::string_view name) -> std::optional<double> {
        const auto* number = member(object, name);
        return number == nullptr || number->is_structured() ? std::nullopt
                                                            : optional_number(object, name, "baseSalary.");
      };
      if (const auto low = value("minValue")) min = low;
      if (const auto high = value("maxValue")) max = high;
      if (const auto exact = value("value"); exact && !min && !max) min = max = exact;
      if (const auto* text = member(object, "unitText"); text != nullptr && text->is_string())
        unit = text->get_string();
    };
    if (base->is_object()) {
      const auto& amount = base->get_object();
      if (const auto* text = member(amount, "currency"); text != nullptr && text->is_string())
        currency = text->get_string();
      bounds(amount);
      for (const auto* value : each(member(amount, "value")))
        if (value->is_object()) bounds(value->get_object());
    } else {
      min = max = optional_number(posting, "baseSalary");
    }
    std::string period = period_of(unit);
    if (period.empty() && unit.empty() && max.value_or(min.value_or(0)) >= 10'000) period = "year";
    if (auto salary = make_salary(min, max, currency, period)) return salary;
  }
  return std::nullopt;
}

/// The posting's own address when it leads to a page, or else the page it stands on.
std::string url_of(const json::object& posting, const FeedContext& context, bool alone) {
  const auto* url = member(posting, "url");
  std::string own = url != nullptr && url->is_string() ? std::string(url->get_string()) : std::string();
  const auto segments = path_segments(own);
  const bool leads_somewhere =
      std::any_of(segments.begin(), segments.end(), [](const auto& segment) { return !segment.empty(); });
  if (alone && !context.url.empty() && (!leads_somewhere || !check_url(own, context.allow_private))) return context.url;
  return own;
}

void read_posting(const json::object& posting, const FeedContext& context, bool alone, Posting& read) {
  const bool titled = member(posting, "title") != nullptr;
  read.title = need_line(posting, titled ? "title" : "name", 300);
  for (const auto* organisation : each(member(posting, "hiringOrganization")))
    if (read.company.empty()) read.company = name_of(*organisation);
  if (read.company.empty()) read.company = context.company;
  if (read.company.empty()) throw Refusal{"hiringOrganization", "missing"};
  if (read.company.size() > 200) throw Refusal{"hiringOrganization", "is longer than 200 bytes"};
  read_locations(posting, read);
  for (const auto* type : each(member(posting, "employmentType")))
    if (type->is_string() && !type->get_string().empty() && !read.employment_type)
      read.employment_type = employment_type_of(std::string_view(type->get_string()));
  read.salary = salary_of(posting);
  set_apply_url(read, url_of(posting, context, alone), "url", context);
  read.board = host_of(read.apply_url);
  read.external_id = canonical_url(read.apply_url);
  const std::string description = text_or_empty(posting, "description");
  set_description(read, description.find('<') == std::string::npos ? unescape_entities(description) : description,
                  "description");
  read.posted_at = need_date(posting, "datePosted");
  read.expires_at = optional_date(posting, "validThrough", true);
}

ParsedFeed read_postings(const json::array& postings, const FeedContext& context) {
  ParsedFeed feed;
  feed.source = "page";
  feed.board = context.url.empty() ? context.board : host_of(context.url);
  for (std::size_t i = 0; i < postings.size(); ++i) {
    RecordError error;
    error.record = i + 1;
    Posting posting;
    posting.source = "page";
    try {
      read_posting(postings[i].get_object(), context, postings.size() == 1, posting);
      if (std::find(feed.external_ids.begin(), feed.external_ids.end(), posting.external_id) != feed.external_ids.end())
        throw Refusal{"url", "repeats that of an earlier record"};
      feed.external_ids.push_back(posting.external_id);
      feed.postings.push_back(std::move(posting));
    } catch (const Refusal& refusal) {
      error.id = posting.external_id;
      error.field = refusal.field;
      error.reason = refusal.reason;
      feed.errors.push_back(std::move(error));
    }
  }
  return feed;
}

}  // namespace

base::Result<ParsedFeed> parse_json_ld(const json::value& document, const FeedContext& context) {
  json::array postings;
  collect(document, postings);
  if (postings.empty())
    return base::Error{base::ErrorCode::unprocessable, "The document holds no schema.org JobPosting.", {}, {}};
  return read_postings(postings, context);
}

base::Result<ParsedFeed> parse_page(std::string_view page, const FeedContext& context) {
  const auto scripts = json_ld_scripts(page);
  if (!scripts) return scripts.error();
  json::array postings;
  std::string broken;
  for (std::size_t i = 0; i < scripts->size(); ++i) {
    // Line breaks inside texts are a common mistake; a space means the same everywhere in JSON.
    std::string text = (*scripts)[i];
    std::replace_if(
        text.begin(), text.end(), [](unsigned char c) { return c < 0x20; }, ' ');
    boost::system::error_code error;
    json::parse_options options;
    options.max_depth = 64;
    const json::value value = json::parse(json::string_view(text), error, {}, options);
    if (error)
      broken += fmt::format(" JSON-LD script {} is not JSON ({}).", i + 1, error.message());
    else
      collect(value, postings);
  }
  if (postings.empty())
    return base::Error{base::ErrorCode::unprocessable, "The page holds no schema.org JobPosting." + broken, {}, {}};
  return read_postings(postings, context);
}

}  // namespace jobswipe::jobs

#include <fmt/format.h>

#include "server/jobs/feed/feed.hpp"
#include "server/jobs/feed/posting_url.hpp"
#include "server/jobs/feed/record.hpp"

namespace jobswipe::jobs {
namespace {

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else
      out += c;
  }
  return out;
}

/// The description comes in parts: opening and body (together in `description`), lists, closing.
std::string description_of(const json::object& posting) {
  std::string html = text_or_empty(posting, "description");
  if (html.empty()) html = text_or_empty(posting, "opening") + text_or_empty(posting, "descriptionBody");
  if (html.empty())
    if (const auto plain = text_or_empty(posting, "descriptionPlain"); !plain.empty())
      html = "<pre>" + escaped(plain) + "</pre>";
  if (const auto* lists = array_member(posting, "lists"))
    for (const auto& entry : *lists) {
      if (!entry.is_object()) throw Refusal{"lists", "must be a list of objects"};
      const auto& list = entry.get_object();
      if (auto text = optional_line(list, "text", 1000, "lists.")) html += "<h3>" + escaped(*text) + "</h3>";
      html += "<ul>" + text_or_empty(list, "content") + "</ul>";
    }
  return html + text_or_empty(posting, "additional") + text_or_empty(posting, "salaryDescription");
}

base::Time created_at(const json::object& posting) {
  const auto* value = member(posting, "createdAt");
  if (value == nullptr) throw Refusal{"createdAt", "missing"};
  if (!value->is_int64() && !value->is_uint64()) throw Refusal{"createdAt", "must be a whole number of milliseconds"};
  const auto milliseconds = value->is_int64() ? value->get_int64() : INT64_MAX;
  // From 2000 to 2100, so that seconds are not taken for milliseconds.
  if (milliseconds < 946'684'800'000 || milliseconds > 4'102'444'800'000)
    throw Refusal{"createdAt", "is no date between 2000 and 2100 in milliseconds"};
  return base::Time(std::chrono::milliseconds(milliseconds));
}

}  // namespace

base::Result<ParsedFeed> parse_lever(const json::value& document, const FeedContext& context) {
  ParsedFeed feed;
  feed.source = "lever";
  json::array single;
  const json::array* postings = document.if_array();
  feed.complete = postings != nullptr;
  if (document.is_object() && document.get_object().contains("hostedUrl")) {
    single.push_back(document);
    postings = &single;
  }
  if (postings == nullptr)
    return base::Error{base::ErrorCode::unprocessable, "A Lever feed is a list of postings, or one posting.", {}, {}};

  std::vector<std::string> sites;
  for (const auto& posting : *postings)
    if (posting.is_object())
      if (const auto* url = posting.get_object().if_contains("hostedUrl"); url != nullptr && url->is_string())
        if (const auto segments = path_segments(std::string_view(url->get_string())); segments.size() >= 2)
          sites.push_back(segments[0]);
  feed.board = board_from(context, sites);

  read_records(*postings, "id", feed, [&](const json::object& record, Posting& posting) {
    posting.board = feed.board;
    posting.title = need_line(record, "text", 300);
    posting.company = context.company.empty() ? company_of(feed.board) : context.company;
    if (posting.company.empty())
      throw Refusal{"hostedUrl", "does not tell the site, and Lever postings don't name their company; say lever:SITE"};
    if (const auto* categories = object_member(record, "categories")) {
      if (auto commitment = optional_line(*categories, "commitment", 200, "categories."))
        posting.employment_type = employment_type_of(*commitment);
      posting.department = optional_line(*categories, "department", 200, "categories.");
      if (!posting.department) posting.department = optional_line(*categories, "team", 200, "categories.");
      if (auto location = optional_line(*categories, "location", 300, "categories.")) add_location(posting, *location);
      if (const auto* all = array_member(*categories, "allLocations"))
        for (const auto& location : *all) {
          if (!location.is_string()) throw Refusal{"categories.allLocations", "must be a list of texts"};
          add_location(posting, std::string(location.get_string()));
        }
    }
    if (auto mode = optional_line(record, "workplaceType", 100)) posting.work_mode = work_mode_of(*mode);
    if (!posting.work_mode) posting.work_mode = work_mode_in(posting.locations);
    if (const auto* range = object_member(record, "salaryRange"))
      posting.salary =
          make_salary(optional_number(*range, "min", "salaryRange."), optional_number(*range, "max", "salaryRange."),
                      optional_line(*range, "currency", 10, "salaryRange.").value_or(""),
                      period_of(optional_line(*range, "interval", 100, "salaryRange.").value_or("")));
    std::string url = text_or_empty(record, "applyUrl");
    if (url.empty()) url = text_or_empty(record, "hostedUrl");
    set_apply_url(posting, url, "applyUrl", context);
    set_description(posting, description_of(record), "description");
    posting.posted_at = created_at(record);
    return true;
  });
  return feed;
}

}  // namespace jobswipe::jobs

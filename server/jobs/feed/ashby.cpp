#include <fmt/format.h>

#include "server/jobs/feed/feed.hpp"
#include "server/jobs/feed/posting_url.hpp"
#include "server/jobs/feed/record.hpp"

namespace jobswipe::jobs {
namespace {

/// The first part of the pay that is a salary and not equity, bonus or commission.
std::optional<Salary> salary_in(const json::array* components) {
  if (components == nullptr) return std::nullopt;
  for (const auto& entry : *components) {
    if (!entry.is_object()) continue;
    const auto& component = entry.get_object();
    if (text_or_empty(component, "componentType") != "Salary" &&
        text_or_empty(component, "compensationType") != "Salary")
      continue;
    auto salary =
        make_salary(optional_number(component, "minValue", "compensation."),
                    optional_number(component, "maxValue", "compensation."), text_or_empty(component, "currencyCode"),
                    period_of(text_or_empty(component, "interval")));
    if (salary) return salary;
  }
  return std::nullopt;
}

std::optional<Salary> salary_of(const json::object& job) {
  const auto* compensation = object_member(job, "compensation");
  if (compensation == nullptr) return std::nullopt;
  if (auto salary = salary_in(array_member(*compensation, "summaryComponents"))) return salary;
  // Several tiers, each with a range of its own: from the lowest to the highest of the same kind.
  std::optional<Salary> all;
  const auto* tiers = array_member(*compensation, "compensationTiers");
  if (tiers == nullptr) return std::nullopt;
  for (const auto& entry : *tiers) {
    if (!entry.is_object()) continue;
    const auto salary = salary_in(array_member(entry.get_object(), "components"));
    if (!salary) continue;
    if (!all) all = salary;
    if (all->currency != salary->currency || all->period != salary->period) continue;
    if (salary->min && (!all->min || *salary->min < *all->min)) all->min = salary->min;
    if (salary->max && (!all->max || *salary->max > *all->max)) all->max = salary->max;
  }
  return all;
}

/// The employer's name for the place, or else its postal address.
void read_location(const json::object& place, Posting& posting, std::string_view path) {
  if (auto name = optional_line(place, "location", 300, path)) return add_location(posting, *name);
  const auto* address = object_member(place, "address");
  const auto* postal = address == nullptr ? nullptr : object_member(*address, "postalAddress");
  if (postal == nullptr) return;
  std::string text;
  for (const auto* part : {"addressLocality", "addressRegion", "addressCountry"})
    if (auto name = optional_line(*postal, part, 200, "address.postalAddress."))
      text += (text.empty() ? "" : ", ") + *name;
  add_location(posting, text);
}

}  // namespace

base::Result<ParsedFeed> parse_ashby(const json::value& document, const FeedContext& context) {
  const auto* jobs = document.is_object() ? document.get_object().if_contains("jobs") : nullptr;
  if (jobs == nullptr || !jobs->is_array())
    return base::Error{base::ErrorCode::unprocessable, "An Ashby feed is an object with a list `jobs`.", {}, {}};
  ParsedFeed feed;
  feed.source = "ashby";
  feed.complete = true;
  std::vector<std::string> boards;
  for (const auto& job : jobs->get_array())
    if (job.is_object())
      if (const auto* url = job.get_object().if_contains("jobUrl"); url != nullptr && url->is_string())
        if (const auto segments = path_segments(std::string_view(url->get_string())); segments.size() >= 2)
          boards.push_back(segments[0]);
  feed.board = board_from(context, boards);

  read_records(jobs->get_array(), "id", feed, [&](const json::object& job, Posting& posting) {
    if (const auto* listed = member(job, "isListed"); listed != nullptr && listed->is_bool() && !listed->get_bool())
      return false;
    posting.board = feed.board;
    posting.title = need_line(job, "title", 300);
    posting.company = context.company.empty() ? company_of(feed.board) : context.company;
    if (posting.company.empty())
      throw Refusal{"jobUrl",
                    "does not tell the board, and Ashby's postings don't name their company; say ashby:BOARD"};
    read_location(job, posting, "");
    if (const auto* others = array_member(job, "secondaryLocations"))
      for (const auto& other : *others) {
        if (!other.is_object()) throw Refusal{"secondaryLocations", "must be a list of objects"};
        read_location(other.get_object(), posting, "secondaryLocations.");
      }
    if (auto mode = optional_line(job, "workplaceType", 100)) posting.work_mode = work_mode_of(*mode);
    if (!posting.work_mode && flag(job, "isRemote")) posting.work_mode = "remote";
    if (!posting.work_mode) posting.work_mode = work_mode_in(posting.locations);
    if (auto type = optional_line(job, "employmentType", 100)) posting.employment_type = employment_type_of(*type);
    posting.department = optional_line(job, "department", 200);
    if (!posting.department) posting.department = optional_line(job, "team", 200);
    posting.salary = salary_of(job);
    std::string url = text_or_empty(job, "applyUrl");
    if (url.empty()) url = text_or_empty(job, "jobUrl");
    set_apply_url(posting, url, "applyUrl", context);
    std::string html = text_or_empty(job, "descriptionHtml");
    if (html.empty())
      for (const char c : text_or_empty(job, "descriptionPlain"))
        html += c == '<' ? "&lt;" : c == '&' ? "&amp;" : c == '\n' ? "<br>" : std::string(1, c);
    set_description(posting, html, "descriptionHtml");
    posting.posted_at = need_date(job, "publishedAt");
    return true;
  });
  return feed;
}

}  // namespace jobswipe::jobs

#include <fmt/format.h>

#include "server/jobs/feed/feed.hpp"
#include "server/jobs/feed/posting_url.hpp"
#include "server/jobs/feed/record.hpp"
#include "server/jobs/feed/text.hpp"

namespace jobswipe::jobs {
namespace {

std::string kind_of(std::string_view type) {
  if (type == "input_file") return "file";
  if (type == "textarea") return "textarea";
  if (type == "multi_value_single_select") return "choice";
  if (type == "multi_value_multi_select") return "choices";
  return "text";
}

/// Places stand in one text: `Berlin, Germany; Bremen, Germany`.
void read_locations(const json::object& job, Posting& posting) {
  if (const auto* location = object_member(job, "location")) {
    std::string names = text_or_empty(*location, "name");
    for (char& c : names)
      if (c == '|') c = ';';
    for (std::size_t from = 0; from <= names.size();) {
      const std::size_t to = std::min(names.find(';', from), names.size());
      add_location(posting, names.substr(from, to - from));
      from = to + 1;
    }
  }
  if (!posting.locations.empty()) return;
  if (const auto* offices = array_member(job, "offices"))
    for (const auto& office : *offices)
      if (office.is_object())
        if (auto name = optional_line(office.get_object(), "name", 300, "offices.")) add_location(posting, *name);
}

/// Employers keep work mode and employment type in fields of their own naming.
void read_metadata(const json::object& job, Posting& posting) {
  const auto* metadata = array_member(job, "metadata");
  if (metadata == nullptr) return;
  for (const auto& entry : *metadata) {
    if (!entry.is_object()) continue;
    const auto* name = member(entry.get_object(), "name");
    const auto* value = member(entry.get_object(), "value");
    if (name == nullptr || !name->is_string() || value == nullptr || !value->is_string()) continue;
    std::string key(name->get_string());
    for (char& c : key) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    const std::string_view text = value->get_string();
    if (key.find("employment") != std::string::npos || key == "commitment" || key == "job type") {
      if (!posting.employment_type && !plain_line(text).empty()) posting.employment_type = employment_type_of(text);
    } else if (key.find("workplace") != std::string::npos || key.find("work mode") != std::string::npos ||
               key.find("work model") != std::string::npos || key.find("location type") != std::string::npos) {
      if (!posting.work_mode) posting.work_mode = work_mode_of(text);
    }
  }
}

/// Present with `pay_transparency=true`; the period stands, at best, in the title.
void read_pay(const json::object& job, Posting& posting) {
  const auto* ranges = array_member(job, "pay_input_ranges");
  if (ranges == nullptr) return;
  for (const auto& entry : *ranges) {
    if (!entry.is_object()) continue;
    const auto& range = entry.get_object();
    auto min = optional_number(range, "min_cents", "pay_input_ranges.");
    auto max = optional_number(range, "max_cents", "pay_input_ranges.");
    if (min) *min /= 100;
    if (max) *max /= 100;
    std::string period = period_of(optional_line(range, "title", 300).value_or(""));
    const double amount = max.value_or(min.value_or(0));
    if (period.empty() && amount >= 10'000) period = "year";
    if (period.empty() && amount < 500) period = "hour";
    posting.salary = make_salary(min, max, optional_line(range, "currency_type", 10).value_or(""), period);
    if (posting.salary) return;
  }
}

void read_questions(const json::object& job, Posting& posting) {
  const auto* questions = array_member(job, "questions");
  if (questions == nullptr) return;
  for (const auto& entry : *questions) {
    if (!entry.is_object()) throw Refusal{"questions", "must be a list of objects"};
    const auto& question = entry.get_object();
    const auto* fields = array_member(question, "fields");
    if (fields == nullptr || fields->empty() || !fields->front().is_object()) continue;
    const auto& field = fields->front().get_object();
    const std::string type = text_or_empty(field, "type");
    if (type == "input_hidden") continue;
    FeedQuestion read;
    read.label = need_line(question, "label", 2000, "questions.");
    read.required = flag(question, "required");
    read.kind = kind_of(type);
    if (const auto* values = array_member(field, "values"))
      for (const auto& value : *values)
        if (value.is_object())
          if (auto label = optional_line(value.get_object(), "label", 1000, "questions.values."))
            read.options.push_back(*label);
    posting.questions.push_back(std::move(read));
    if (posting.questions.size() > 200) throw Refusal{"questions", "there are more than 200"};
  }
}

/// The board in `https://boards.greenhouse.io/BOARD/jobs/1` and its younger forms; "" for an employer's own page.
std::string board_in(std::string_view url) {
  if (host_of(url).find("greenhouse.io") == std::string::npos) return {};
  const auto segments = path_segments(url);
  return segments.size() > 1 && segments[1] == "jobs" ? segments[0] : std::string();
}

}  // namespace

base::Result<ParsedFeed> parse_greenhouse(const json::value& document, const FeedContext& context) {
  ParsedFeed feed;
  feed.source = "greenhouse";
  json::array single;
  const json::array* jobs = nullptr;
  if (document.is_object()) {
    if (const auto* list = document.get_object().if_contains("jobs"); list != nullptr && list->is_array()) {
      jobs = &list->get_array();
      feed.complete = true;
    } else if (document.get_object().contains("absolute_url")) {
      single.push_back(document);
      jobs = &single;
    }
  }
  if (jobs == nullptr)
    return base::Error{
        base::ErrorCode::unprocessable, "A Greenhouse feed is an object with a list `jobs`, or one job.", {}, {}};

  std::vector<std::string> boards;
  for (const auto& job : *jobs)
    if (job.is_object())
      if (const auto* url = job.get_object().if_contains("absolute_url"); url != nullptr && url->is_string())
        boards.push_back(board_in(std::string_view(url->get_string())));
  feed.board = board_from(context, boards);

  read_records(*jobs, "id", feed, [&](const json::object& job, Posting& posting) {
    posting.board = feed.board;
    posting.title = need_line(job, "title", 300);
    posting.company = optional_line(job, "company_name", 200)
                          .value_or(context.company.empty() ? company_of(feed.board) : context.company);
    if (posting.company.empty())
      throw Refusal{"company_name", "missing, and the board's name is not known; say greenhouse:BOARD"};
    read_locations(job, posting);
    read_metadata(job, posting);
    if (!posting.work_mode) posting.work_mode = work_mode_in(posting.locations);
    if (const auto* departments = array_member(job, "departments"); departments != nullptr && !departments->empty())
      if (departments->front().is_object())
        posting.department = optional_line(departments->front().get_object(), "name", 200, "departments.");
    read_pay(job, posting);
    set_apply_url(posting, text_or_empty(job, "absolute_url"), "absolute_url", context);
    if (member(job, "content") == nullptr) throw Refusal{"content", "missing; ask for the feed with ?content=true"};
    // The content is HTML, escaped once more; some hand it out plain.
    const std::string content = text_or_empty(job, "content");
    set_description(posting, content.find('<') == std::string::npos ? unescape_entities(content) : content, "content");
    const auto published = optional_date(job, "first_published");
    posting.posted_at = published ? *published : need_date(job, "updated_at");
    posting.expires_at = optional_date(job, "application_deadline", true);
    read_questions(job, posting);
    return true;
  });
  return feed;
}

}  // namespace jobswipe::jobs

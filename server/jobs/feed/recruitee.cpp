#include <fmt/format.h>

#include <algorithm>

#include "server/jobs/feed/feed.hpp"
#include "server/jobs/feed/posting_url.hpp"
#include "server/jobs/feed/record.hpp"

namespace jobswipe::jobs {
namespace {

std::string kind_of(std::string_view kind) {
  if (kind == "text") return "textarea";
  if (kind == "boolean" || kind == "legal") return "boolean";
  if (kind == "single_choice" || kind == "dropdown") return "choice";
  if (kind == "multi_choice") return "choices";
  if (kind == "file" || kind == "video") return "file";
  if (kind == "date") return "date";
  if (kind == "number" || kind == "salary") return "number";
  return "text";
}

void read_locations(const json::object& offer, Posting& posting) {
  if (const auto* locations = array_member(offer, "locations"))
    for (const auto& entry : *locations) {
      if (!entry.is_object()) throw Refusal{"locations", "must be a list of objects"};
      std::string text;
      for (const auto* part : {"city", "country"})
        if (auto name = optional_line(entry.get_object(), part, 200, "locations."))
          text += (text.empty() ? "" : ", ") + *name;
      if (text.empty()) text = optional_line(entry.get_object(), "name", 300, "locations.").value_or("");
      add_location(posting, text);
    }
  if (posting.locations.empty())
    if (auto location = optional_line(offer, "location", 300)) add_location(posting, *location);
}

void read_questions(const json::object& offer, Posting& posting) {
  const auto* questions = array_member(offer, "open_questions");
  if (questions == nullptr) return;
  for (const auto& entry : *questions) {
    if (!entry.is_object()) throw Refusal{"open_questions", "must be a list of objects"};
    const auto& question = entry.get_object();
    FeedQuestion read;
    read.label = need_line(question, "body", 2000, "open_questions.");
    read.required = flag(question, "required");
    read.kind = kind_of(text_or_empty(question, "kind"));
    if (const auto* options = array_member(question, "open_question_options"))
      for (const auto& option : *options)
        if (option.is_object())
          if (auto body = optional_line(option.get_object(), "body", 1000, "open_questions.options."))
            read.options.push_back(*body);
    posting.questions.push_back(std::move(read));
    if (posting.questions.size() > 200) throw Refusal{"open_questions", "there are more than 200"};
  }
}

/// `https://COMPANY.recruitee.com/o/…`; "" for an own domain.
std::string company_in(std::string_view url) {
  const std::string host = host_of(url);
  constexpr std::string_view kDomain = ".recruitee.com";
  return host.ends_with(kDomain) ? host.substr(0, host.size() - kDomain.size()) : std::string();
}

std::string slug_of(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)))
      out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    else if (!out.empty() && out.back() != '-')
      out += '-';
  }
  while (out.ends_with('-')) out.pop_back();
  return out;
}

}  // namespace

base::Result<ParsedFeed> parse_recruitee(const json::value& document, const FeedContext& context) {
  const auto* offers = document.is_object() ? document.get_object().if_contains("offers") : nullptr;
  if (offers == nullptr || !offers->is_array())
    return base::Error{base::ErrorCode::unprocessable, "A Recruitee feed is an object with a list `offers`.", {}, {}};
  ParsedFeed feed;
  feed.source = "recruitee";
  feed.complete = true;
  std::vector<std::string> boards;
  for (const auto& entry : offers->get_array()) {
    if (!entry.is_object()) continue;
    const auto* url = entry.get_object().if_contains("careers_url");
    std::string board = url != nullptr && url->is_string() ? company_in(std::string_view(url->get_string())) : "";
    const auto* name = entry.get_object().if_contains("company_name");
    if (board.empty() && name != nullptr && name->is_string()) board = slug_of(std::string_view(name->get_string()));
    boards.push_back(std::move(board));
  }
  feed.board = board_from(context, boards);

  read_records(offers->get_array(), "id", feed, [&](const json::object& offer, Posting& posting) {
    if (const auto status = optional_line(offer, "status", 100); status && *status != "published") return false;
    posting.board = feed.board;
    posting.title = need_line(offer, "title", 300);
    posting.company = optional_line(offer, "company_name", 200)
                          .value_or(context.company.empty() ? company_of(feed.board) : context.company);
    if (posting.company.empty())
      throw Refusal{"company_name", "missing, and the company is not known; say recruitee:COMPANY"};
    read_locations(offer, posting);
    if (flag(offer, "hybrid"))
      posting.work_mode = "hybrid";
    else if (flag(offer, "remote"))
      posting.work_mode = "remote";
    else if (flag(offer, "on_site"))
      posting.work_mode = "onsite";
    if (auto type = optional_line(offer, "employment_type_code", 100))
      posting.employment_type = employment_type_of(*type);
    posting.department = optional_line(offer, "department", 200);
    if (const auto* salary = object_member(offer, "salary"))
      posting.salary =
          make_salary(optional_number(*salary, "min", "salary."), optional_number(*salary, "max", "salary."),
                      optional_line(*salary, "currency", 10, "salary.").value_or(""),
                      period_of(optional_line(*salary, "period", 100, "salary.").value_or("")));
    std::string url = text_or_empty(offer, "careers_apply_url");
    if (url.empty()) url = text_or_empty(offer, "careers_url");
    set_apply_url(posting, url, "careers_apply_url", context);
    set_description(posting, text_or_empty(offer, "description") + text_or_empty(offer, "requirements"), "description");
    const auto published = optional_date(offer, "published_at");
    posting.posted_at = published ? *published : need_date(offer, "created_at");
    posting.expires_at = optional_date(offer, "close_at", true);
    read_questions(offer, posting);
    return true;
  });
  return feed;
}

}  // namespace jobswipe::jobs

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "agent/answer/decide.hpp"
#include "agent/answer/histories.hpp"
#include "agent/answer/lexicon.hpp"
#include "agent/apply/apply.hpp"
#include "agent/apply/reading.hpp"

namespace jobswipe::apply {
namespace {

json::object blocker_json(std::string_view kind, std::string_view detail) {
  json::object entry;
  entry["kind"] = kind;
  entry["detail"] = detail;
  return entry;
}

json::object field_json(const form::Field& field, const answer::Decision& decision) {
  json::object entry;
  entry["label"] = answer::question_of(field);
  entry["kind"] = form::to_string(field.kind);
  entry["required"] = field.required;
  entry["visible"] = field.visible;
  json::array options;
  for (const auto& option : field.options)
    if (!option.empty) options.emplace_back(option.label);
  entry["options"] = std::move(options);
  entry["handle"] = field.handle;
  entry["name"] = field.name;
  entry["section"] = field.section;
  entry["decision"] = answer::to_string(decision.action);
  bool fill = decision.action == answer::Action::fill;
  entry["value"] = fill ? decision.value : json::value();
  entry["provenance"] = fill ? json::value(answer::to_string(decision.provenance)) : json::value();
  entry["confidence"] = fill ? decision.confidence : 0.0;
  entry["reason"] = decision.reason;
  return entry;
}

}  // namespace

asio::awaitable<json::object> plan(browser::Browser& browser, answer::Facts facts, PlanRequest request) {
  json::object result;
  result["url"] = request.url;
  result["platform"] = "generic";
  json::array fields;
  json::array blockers;
  Trust trust(request.url);
  try {
    auto reading = co_await look_for_form(browser, request.url, request.allow_private, request.page_timeout, trust);
    learn_from_page(reading, facts);
    result["platform"] = platform_of(reading);
    answer::Files files;
    files.resume = request.has_resume;
    answer::mark_histories(reading.form, facts);
    auto decisions = answer::decide(reading.form, facts, files);
    for (std::size_t i = 0; i < decisions.size(); ++i) {
      // Site search and the like aren't part of the application, even where one form holds everything.
      if (!reading.form.fields[i].region.empty()) continue;
      fields.push_back(field_json(reading.form.fields[i], decisions[i]));
    }
    for (const auto& blocker : reading.blockers) blockers.push_back(blocker_json(blocker.kind, blocker.detail));
    if (!reading.form.found() && reading.blockers.empty())
      blockers.push_back(
          blocker_json("form_not_understood", "no application form was found on the page, nor a way to one"));
  } catch (const Ended& ended) {
    auto kind = ended.outcome().kind.value_or(FailureKind::form_not_understood);
    blockers.push_back(blocker_json(to_string(kind), ended.outcome().detail));
  }
  result["fields"] = std::move(fields);
  result["blockers"] = std::move(blockers);
  co_return result;
}

}  // namespace jobswipe::apply

#include "agent/app_model.hpp"

#include <fmt/format.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <stdexcept>

#include "agent/answer/facts.hpp"
#include "agent/app_files.hpp"
#include "agent/model/advise.hpp"
#include "agent/model/way.hpp"

namespace jobswipe::agent {
namespace {

namespace asio = boost::asio;
namespace json = boost::json;

std::string text_at(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

form::Kind kind_of(const std::string& name) {
  for (const auto kind :
       {form::Kind::text, form::Kind::textarea, form::Kind::email, form::Kind::phone, form::Kind::number,
        form::Kind::date, form::Kind::select, form::Kind::multiselect, form::Kind::radio, form::Kind::checkbox,
        form::Kind::checkboxes, form::Kind::file, form::Kind::url, form::Kind::password})
    if (name == form::to_string(kind)) return kind;
  throw std::runtime_error(fmt::format("\"{}\" is no kind of question", name));
}

std::vector<form::Field> read_questions(const std::string& file) {
  const auto document = read_json(file);
  if (!document.is_array()) throw std::runtime_error(file + " must hold a list of questions");
  std::vector<form::Field> fields;
  for (const auto& entry : document.get_array()) {
    if (!entry.is_object()) throw std::runtime_error(file + ": a question must be an object");
    form::Field field;
    field.label = text_at(entry.get_object(), "label");
    field.kind = kind_of(text_at(entry.get_object(), "kind"));
    field.required = true;
    field.visible = true;
    if (const auto* options = entry.get_object().if_contains("options"); options && options->is_array())
      for (const auto& label : options->get_array()) {
        form::Option option;
        option.label = std::string(label.as_string());
        option.value = option.label;
        field.options.push_back(std::move(option));
      }
    fields.push_back(std::move(field));
  }
  return fields;
}

asio::awaitable<void> ask(Helper& helper, std::vector<form::Field> fields, answer::Facts facts,
                          std::vector<answer::Advice>& advice, std::vector<std::string>& notes) {
  advice = co_await helper.advise(std::move(fields), std::move(facts), notes);
}

}  // namespace

Helper::Helper(asio::any_io_executor executor, const ModelSettings& settings) : settings_(settings) {
  if (settings.protocol.empty()) return;
  model::ModelConfig config;
  config.protocol = *model::protocol_of(settings.protocol);
  config.address = settings.address;
  config.name = settings.name;
  config.key = model::read_key(settings.key_file);
  config.timeout = settings.timeout;
  config.input_price = settings.input_price;
  config.output_price = settings.output_price;
  client_ = std::make_unique<model::ModelClient>(std::move(executor), std::move(config));
  begin();
}

void Helper::begin() {
  budget_ = model::Budget();
  budget_.requests = settings_.requests;
  budget_.cost = settings_.budget;
}

std::string Helper::spent() const {
  if (!client_ || budget_.used_requests == 0) return {};
  return fmt::format("model {}: {}", settings_.name, budget_.to_string());
}

asio::awaitable<std::vector<answer::Advice>> Helper::advise(std::vector<form::Field> fields, answer::Facts facts,
                                                            std::vector<std::string>& notes) {
  std::vector<answer::Advice> none;
  if (!client_) co_return none;
  co_return co_await model::advise(*client_, budget_, std::move(fields), std::move(facts), settings_.send_drafts,
                                   notes);
}

asio::awaitable<std::optional<std::size_t>> Helper::choose_way(apply::WayView page, std::vector<std::string>& notes) {
  if (!client_) co_return std::nullopt;
  model::PageView view;
  view.url = std::move(page.url);
  view.words = std::move(page.words);
  view.ways = std::move(page.ways);
  view.taken = std::move(page.taken);
  co_return co_await model::choose_way(*client_, budget_, std::move(view), notes);
}

apply::Review review_of(const Settings& settings) {
  switch (settings.review.value_or(settings.model.protocol.empty() ? Review::never : Review::unsure)) {
    case Review::always:
      return apply::Review::always;
    case Review::unsure:
      return apply::Review::unsure;
    case Review::never:
      return apply::Review::never;
  }
  return apply::Review::always;
}

int try_model(const ModelOptions& options) {
  auto facts = answer::parse_facts(read_json(options.profile_file));
  if (!facts) throw std::runtime_error(fmt::format("{} can't be used: {}", options.profile_file, facts.error().detail));
  const auto fields = read_questions(options.questions_file);
  asio::io_context context;
  Helper helper(context.get_executor(), options.settings.model);
  if (!helper.there())
    throw std::runtime_error(
        "no model is set up: write [model] into config.toml in the state directory, see agent/model/README.md");
  std::vector<answer::Advice> advice;
  std::vector<std::string> notes;
  std::exception_ptr failure;
  asio::co_spawn(context, ask(helper, fields, std::move(*facts), advice, notes),
                 [&failure](std::exception_ptr error) { failure = error; });
  context.run();
  if (failure) std::rethrow_exception(failure);
  json::array said;
  for (const auto& each : advice) {
    json::object entry;
    entry["question"] = fields[each.field].label;
    if (each.decision) entry["value"] = each.decision->value;
    if (!each.suggestion.empty()) entry["suggestion"] = each.suggestion;
    said.push_back(std::move(entry));
  }
  json::array lines;
  for (const auto& note : notes) lines.emplace_back(note);
  json::object result;
  result["advice"] = std::move(said);
  result["notes"] = std::move(lines);
  result["spent"] = helper.spent();
  fmt::print("{}\n", json::serialize(result));
  return 0;
}

}  // namespace jobswipe::agent

#include "agent/apply/fill.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value_to.hpp>
#include <cctype>
#include <utility>

#include "agent/answer/lexicon.hpp"
#include "agent/answer/months.hpp"
#include "agent/answer/text.hpp"
#include "agent/form/scripts.hpp"

namespace jobswipe::apply {
namespace {

using browser::Browser;
using browser::Handle;
using browser::Milliseconds;
using form::Field;
using form::Kind;
using form::Option;
using form::Widget;

constexpr Milliseconds kListOpens{2500};
constexpr Milliseconds kListLoads{6000};
constexpr Milliseconds kUpload{20'000};
constexpr Milliseconds kClick{8000};

Handle handle_of(const Field& field, const std::string& id) {
  Handle handle;
  handle.frame = field.frame;
  handle.id = id;
  return handle;
}

json::value with_handle(const std::string& handle) {
  json::object arg;
  arg["handle"] = handle;
  return arg;
}

struct Popup {
  bool open = false;
  std::string search;
  std::vector<Option> options;

  std::string mark() const {
    std::string joined;
    for (const auto& option : options) joined += (joined.empty() ? "" : "|") + option.label;
    return joined;
  }
};

Popup read_popup(const json::value& value) {
  Popup popup;
  const auto* object = value.if_object();
  if (!object) return popup;
  popup.open = object->at("open").as_bool();
  popup.search = json::value_to<std::string>(object->at("search"));
  for (const auto& entry : object->at("options").as_array()) {
    Option option;
    option.label = json::value_to<std::string>(entry.at("label"));
    option.value = json::value_to<std::string>(entry.at("value"));
    option.handle = json::value_to<std::string>(entry.at("handle"));
    option.checked = entry.at("checked").as_bool();
    option.disabled = entry.at("disabled").as_bool();
    popup.options.push_back(std::move(option));
  }
  return popup;
}

/// Waits for a loaded list that differs from `before`; an empty Popup when none comes.
asio::awaitable<Popup> wait_for_popup(Browser& browser, Field field, std::string before, Milliseconds patience) {
  json::object arg;
  arg["handle"] = field.handle;
  arg["before"] = before;
  json::value packed(std::move(arg));
  auto found = co_await browser.wait_for(form::scripts::popup_ready(), std::move(packed), patience);
  if (!found) co_return Popup();
  co_return read_popup(found->value);
}

asio::awaitable<Popup> look_at_popup(Browser& browser, Field field) {
  json::value arg = with_handle(field.handle);
  auto value = co_await browser.evaluate(field.frame, form::scripts::popup(), std::move(arg));
  co_return read_popup(value);
}

asio::awaitable<void> note_open_lists(Browser& browser, Field field) {
  json::value arg = with_handle(field.handle);
  co_await browser.evaluate(field.frame, form::scripts::note_open_lists(), std::move(arg));
}

asio::awaitable<void> set_native(Browser& browser, Field field, std::string handle, std::string member,
                                 json::value value) {
  json::object arg;
  arg["handle"] = handle;
  arg[member] = std::move(value);
  json::value packed(std::move(arg));
  co_await browser.evaluate(field.frame, form::scripts::set_native(), std::move(packed));
}

const Option* option_by_label(const std::vector<Option>& options, const std::string& label) {
  auto found = std::find_if(options.begin(), options.end(),
                            [&](const Option& option) { return option.label == label && !option.empty; });
  return found == options.end() ? nullptr : &*found;
}

asio::awaitable<void> fill_text(Browser& browser, Field field, std::string text, int attempt) {
  auto handle = handle_of(field, field.handle);
  if (attempt == 0 && field.widget != Widget::range) {
    co_await browser.fill(std::move(handle), std::move(text));
  } else if (attempt == 1 && field.widget != Widget::range && field.input_type != "date") {
    auto again = handle;
    auto keys = handle;
    co_await browser.press(std::move(again), "Control+A");
    auto erase = keys;
    co_await browser.press(std::move(erase), "Delete");
    auto leave = keys;
    co_await browser.type(std::move(keys), std::move(text));
    co_await browser.press(std::move(leave), "Tab");
  } else {
    json::value value(text);
    co_await set_native(browser, field, field.handle, "value", std::move(value));
  }
}

asio::awaitable<void> fill_tick(Browser& browser, Field field, std::string id, bool checked, int attempt) {
  auto handle = handle_of(field, id);
  bool drawn = field.widget == Widget::buttons;
  if (attempt == 0 && !drawn) {
    co_await browser.set_checked(std::move(handle), checked);
  } else if (attempt <= 1) {
    co_await browser.click(std::move(handle), kClick);
  } else {
    json::value value(checked);
    co_await set_native(browser, field, id, "checked", std::move(value));
  }
}

asio::awaitable<Attempt> fill_choice(Browser& browser, Field field, std::vector<std::string> wanted, int attempt) {
  Attempt result;
  if (field.widget == Widget::native && (field.kind == Kind::select || field.kind == Kind::multiselect)) {
    std::vector<std::string> values;
    for (const auto& label : wanted) {
      const auto* option = option_by_label(field.options, label);
      if (!option) {
        result.reason = "the option is not there any more";
        co_return result;
      }
      values.push_back(option->value);
    }
    if (attempt == 0 && !field.drawn) {
      auto handle = handle_of(field, field.handle);
      co_await browser.select_options(std::move(handle), std::move(values));
    } else {
      json::array list(values.begin(), values.end());
      json::value packed(std::move(list));
      co_await set_native(browser, field, field.handle, "values", std::move(packed));
    }
    result.acted = true;
    co_return result;
  }
  bool several = field.kind == Kind::checkboxes || field.kind == Kind::multiselect;
  for (const auto& option : field.options) {
    bool want = std::find(wanted.begin(), wanted.end(), option.label) != wanted.end();
    if (option.checked == want || (!several && !want)) continue;
    if (field.widget == Widget::listbox) {
      auto handle = handle_of(field, option.handle);
      co_await browser.click(std::move(handle), kClick);
    } else {
      co_await fill_tick(browser, field, option.handle, want, attempt);
    }
    result.acted = true;
  }
  if (!result.acted) result.reason = "the option is not there any more";
  co_return result;
}

/// What to type to narrow a list: the whole answer, then its first part ("Berlin" of "Berlin, Germany").
std::vector<std::string> search_terms(const std::string& text) {
  std::vector<std::string> terms{text};
  auto cut = text.find_first_of(",(/");
  if (cut != std::string::npos && cut >= 2) terms.push_back(answer::trim(text.substr(0, cut)));
  auto space = text.find(' ');
  if (space != std::string::npos && space >= 4 && cut == std::string::npos) terms.push_back(text.substr(0, space));
  return terms;
}

/// Chooses one answer in a list that opens.
asio::awaitable<Attempt> fill_combobox_once(Browser& browser, Field field, answer::Decision decision,
                                            std::string wanted, const answer::Facts& facts, int attempt) {
  Attempt result;
  auto fitting = [&](const Popup& popup) -> std::optional<std::size_t> {
    for (std::size_t i = 0; i < popup.options.size(); ++i)
      if (popup.options[i].label == wanted) return i;
    return answer::choose_offered(field, decision, facts, popup.options);
  };
  auto popup = co_await look_at_popup(browser, field);
  if (!popup.open) {
    if (attempt == 0) {
      auto handle = handle_of(field, field.handle);
      co_await browser.click(std::move(handle), kClick);
    } else {
      auto handle = handle_of(field, field.handle);
      co_await browser.press(std::move(handle), "ArrowDown");
    }
    // A field that wants text first shows nothing yet.
    Milliseconds patience = field.input_type.empty() ? kListOpens : Milliseconds(350);
    popup = co_await wait_for_popup(browser, field, "", patience);
  }
  auto index = fitting(popup);
  if (!index) {
    // Narrowing by typing: into the field itself, or into the search box of the list.
    std::string box;
    auto look = co_await look_at_popup(browser, field);
    if (!field.input_type.empty() && !field.readonly) box = field.handle;
    if (!look.search.empty()) box = look.search;
    if (!box.empty()) {
      for (const auto& term : search_terms(wanted)) {
        auto before = popup.mark();
        auto target = handle_of(field, box);
        auto clear = target;
        co_await browser.fill(std::move(clear), "");
        co_await browser.type(std::move(target), term);
        auto narrowed = co_await wait_for_popup(browser, field, before, kListLoads);
        if (!narrowed.open) narrowed = co_await look_at_popup(browser, field);
        index = fitting(narrowed);
        if (!narrowed.options.empty()) popup = std::move(narrowed);
        if (index) break;
        index.reset();
      }
    }
  }
  if (!index) {
    for (const auto& option : popup.options) result.offered.push_back(option.label);
    result.reason = popup.options.empty() ? "its list did not open or offered nothing"
                                          : "nothing that its list offers clearly says the answer";
    auto handle = handle_of(field, field.handle);
    co_await browser.press(std::move(handle), "Escape");
    co_return result;
  }
  auto option = handle_of(field, popup.options[*index].handle);
  result.chosen.push_back(popup.options[*index].label);
  co_await browser.click(std::move(option), kClick);
  result.acted = true;
  co_return result;
}

asio::awaitable<Attempt> fill_combobox(Browser& browser, Field field, answer::Decision decision,
                                       const answer::Facts& facts, int attempt) {
  Attempt result;
  auto wanted = wanted_texts(decision);
  co_await note_open_lists(browser, field);
  for (const auto& text : wanted) {
    auto one = co_await fill_combobox_once(browser, field, decision, text, facts, attempt);
    if (!one.acted) co_return one;
    result.acted = true;
    result.chosen.insert(result.chosen.end(), one.chosen.begin(), one.chosen.end());
  }
  co_return result;
}

/// Text into a field that may answer with suggestions, one of which has to be taken.
asio::awaitable<Attempt> take_suggestion(Browser& browser, Field field, answer::Decision decision,
                                         const answer::Facts& facts) {
  Attempt result;
  result.acted = true;
  auto popup = co_await wait_for_popup(browser, field, "", Milliseconds(600));
  if (!popup.open) co_return result;
  if (decision.raw.empty()) decision.raw = wanted_texts(decision).front();
  auto index = answer::choose_offered(field, decision, facts, popup.options);
  if (!index) co_return result;
  auto option = handle_of(field, popup.options[*index].handle);
  result.chosen.push_back(popup.options[*index].label);
  co_await browser.click(std::move(option), kClick);
  co_return result;
}

bool may_suggest(const Field& field) {
  if (field.widget == Widget::datalist) return false;
  return answer::has_any(
      answer::plain(field.label + " " + field.name),
      {"location", "city", "ort", "wohnort", "stadt", "ville", "ciudad", "ubicacion", "standort", "based"});
}

asio::awaitable<Attempt> fill_date_parts(Browser& browser, Field field, std::string iso) {
  Attempt result;
  for (const auto& part : field.parts) {
    std::string digits = part.part == "year"    ? iso.substr(0, 4)
                         : part.part == "month" ? iso.substr(5, 2)
                                                : iso.substr(8, 2);
    if (part.kind == "select") {
      std::vector<std::string> values;
      for (const auto& option : part.options) {
        auto label = answer::plain(option.label);
        bool month_name = part.part == "month" && answer::names_month(label, std::stoi(digits));
        bool number = !label.empty() && label.size() <= 4 &&
                      std::all_of(label.begin(), label.end(), [](unsigned char c) { return std::isdigit(c); }) &&
                      std::stoul(label) == std::stoul(digits);
        if (values.empty() && (month_name || number)) values.push_back(option.value);
      }
      if (values.empty()) {
        result.reason = "the date is not among its options";
        co_return result;
      }
      auto handle = handle_of(field, part.handle);
      co_await browser.select_options(std::move(handle), std::move(values));
    } else if (part.kind == "text") {
      auto handle = handle_of(field, part.handle);
      co_await browser.fill(std::move(handle), digits);
    } else {
      auto handle = handle_of(field, part.handle);
      auto keys = handle;
      co_await browser.click(std::move(handle), kClick);
      co_await browser.type(std::move(keys), digits);
    }
  }
  result.acted = !field.parts.empty();
  co_return result;
}

asio::awaitable<Attempt> fill_file(Browser& browser, Field field, std::string path) {
  Attempt result;
  if (path.empty()) {
    result.reason = "there is no file to give";
    co_return result;
  }
  auto name = path.substr(path.rfind('/') + 1);
  json::value nothing;
  auto before = co_await browser.evaluate(field.frame, form::scripts::file_signs(), nothing);
  auto handle = handle_of(field, field.handle);
  co_await browser.upload(std::move(handle), path);
  json::object arg;
  arg["before"] = std::move(before);
  arg["handle"] = field.handle;
  arg["name"] = name;
  json::value packed(std::move(arg));
  auto taken = co_await browser.wait_for(form::scripts::file_taken(), std::move(packed), kUpload);
  if (!taken) {
    result.reason = "the page does not show that it took the file";
    co_return result;
  }
  result.acted = true;
  result.chosen.push_back(name);
  co_return result;
}

asio::awaitable<Attempt> fill_any(Browser& browser, Field field, answer::Decision decision, const answer::Facts& facts,
                                  Staged staged, int attempt) {
  Attempt result;
  auto wanted = wanted_texts(decision);
  if (field.kind == Kind::file) {
    std::string path = !wanted.empty() && wanted.front() == "cover_letter" ? staged.cover_letter : staged.resume;
    co_return co_await fill_file(browser, field, path);
  }
  if (field.kind == Kind::checkbox) {
    co_await fill_tick(browser, field, field.handle, decision.value.as_bool(), attempt);
    result.acted = true;
    co_return result;
  }
  if (field.widget == Widget::combobox) co_return co_await fill_combobox(browser, field, decision, facts, attempt);
  if (field.kind == Kind::radio || field.kind == Kind::checkboxes || field.kind == Kind::select ||
      field.kind == Kind::multiselect)
    co_return co_await fill_choice(browser, field, wanted, attempt);
  auto text = wanted.empty() ? std::string() : wanted.front();
  if (field.widget == Widget::parts) co_return co_await fill_date_parts(browser, field, text);
  if (field.widget == Widget::calendar) {
    auto handle = handle_of(field, field.handle);
    co_await browser.click(std::move(handle), kClick);
    json::object arg;
    arg["handle"] = field.handle;
    arg["date"] = text;
    json::value packed(std::move(arg));
    auto picked = co_await browser.evaluate(field.frame, form::scripts::pick_date(), std::move(packed));
    result.acted = picked.is_bool() && picked.get_bool();
    if (!result.acted) result.reason = "its calendar could not be used";
    co_return result;
  }
  bool suggests = field.kind == Kind::text && attempt < 2 && may_suggest(field);
  if (suggests) co_await note_open_lists(browser, field);
  co_await fill_text(browser, field, text, attempt);
  result.acted = true;
  if (suggests) {
    auto taken = co_await take_suggestion(browser, field, decision, facts);
    result.chosen = std::move(taken.chosen);
  }
  co_return result;
}

}  // namespace

std::vector<std::string> wanted_texts(const answer::Decision& decision) {
  std::vector<std::string> texts;
  if (decision.value.is_string()) texts.emplace_back(decision.value.get_string());
  if (decision.value.is_bool()) texts.emplace_back(decision.value.get_bool() ? "Yes" : "No");
  if (decision.value.is_array())
    for (const auto& entry : decision.value.get_array()) texts.emplace_back(entry.get_string());
  return texts;
}

asio::awaitable<Attempt> fill_field(Browser& browser, Field field, answer::Decision decision,
                                    const answer::Facts& facts, const Staged& staged, int attempt) {
  Attempt result;
  try {
    result = co_await fill_any(browser, field, decision, facts, staged, attempt);
  } catch (const browser::BrowserError& error) {
    if (error.fault() == browser::BrowserFault::crashed || error.fault() == browser::BrowserFault::network) throw;
    result = Attempt();
    result.reason = std::string("the browser could not do it: ") + error.what();
  }
  co_return result;
}

}  // namespace jobswipe::apply

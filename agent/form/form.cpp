#include "agent/form/form.hpp"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <optional>
#include <regex>
#include <set>
#include <utility>

namespace jobswipe::form {
namespace {

constexpr std::array<std::string_view, 15> kKinds{"text",       "textarea", "email",       "phone",    "number",
                                                  "date",       "select",   "multiselect", "radio",    "checkbox",
                                                  "checkboxes", "file",     "url",         "password", "unknown"};
constexpr std::array<std::string_view, 11> kWidgets{"native", "aria",     "combobox", "listbox",  "datalist", "buttons",
                                                    "parts",  "calendar", "text",     "richtext", "range"};

/// Reads members of one object; the first wrong place is kept and everything after it is ignored.
class Reader {
 public:
  Reader(const json::value& value, std::string pointer, std::optional<base::Error>& error)
      : object_(value.if_object()), pointer_(std::move(pointer)), error_(error) {
    if (!object_) fail("", "must be an object");
  }

  std::string text(std::string_view name) const {
    if (const auto* value = member(name)) {
      if (const auto* string = value->if_string()) return std::string(string->data(), string->size());
      fail(name, "must be a string");
    }
    return {};
  }
  bool yes(std::string_view name) const {
    if (const auto* value = member(name)) {
      if (const auto* flag = value->if_bool()) return *flag;
      fail(name, "must be a boolean");
    }
    return false;
  }
  double number(std::string_view name) const {
    if (const auto* value = member(name)) {
      if (value->is_number()) return value->to_number<double>();
      fail(name, "must be a number");
    }
    return 0;
  }
  json::value any(std::string_view name) const {
    const auto* value = member(name);
    return value ? *value : json::value();
  }
  template <class Each>
  auto list(std::string_view name, Each each) const {
    std::vector<decltype(each(std::declval<Reader>()))> items;
    if (const auto* array = elements(name)) {
      for (std::size_t i = 0; i < array->size() && !error_; ++i)
        items.push_back(
            each(Reader((*array)[i], pointer_ + "/" + std::string(name) + "/" + std::to_string(i), error_)));
    }
    return items;
  }
  std::vector<std::string> texts(std::string_view name) const {
    std::vector<std::string> items;
    if (const auto* array = elements(name)) {
      for (const auto& value : *array) {
        if (!value.is_string()) {
          fail(name, "must hold strings");
          break;
        }
        items.emplace_back(value.get_string().data(), value.get_string().size());
      }
    }
    return items;
  }
  Reader object(std::string_view name) const {
    static const json::value kNothing;
    const auto* value = member(name);
    return Reader(value ? *value : kNothing, pointer_ + "/" + std::string(name), error_);
  }
  void fail(std::string_view name, std::string reason) const {
    if (error_) return;
    error_ = base::Error::invalid(name.empty() ? pointer_ : pointer_ + "/" + std::string(name), std::move(reason));
  }

 private:
  const json::value* member(std::string_view name) const {
    if (!object_ || error_) return nullptr;
    const auto* value = object_->if_contains(name);
    if (!value) fail(name, "is missing");
    return value;
  }
  const json::array* elements(std::string_view name) const {
    const auto* value = member(name);
    if (!value) return nullptr;
    const auto* array = value->if_array();
    if (!array) fail(name, "must be a list");
    return array;
  }

  const json::object* object_;
  std::string pointer_;
  std::optional<base::Error>& error_;
};

template <class Enum, std::size_t N>
Enum read_enum(const Reader& reader, std::string_view name, const std::array<std::string_view, N>& names) {
  auto text = reader.text(name);
  auto found = std::find(names.begin(), names.end(), text);
  if (found == names.end()) {
    reader.fail(name, "'" + text + "' is not known");
    return Enum{};
  }
  return static_cast<Enum>(found - names.begin());
}

Option read_option(const Reader& reader) {
  Option option;
  option.label = reader.text("label");
  option.value = reader.text("value");
  option.checked = reader.yes("checked");
  option.disabled = reader.yes("disabled");
  option.empty = reader.yes("empty");
  option.handle = reader.text("handle");
  return option;
}

Field read_field(const Reader& reader, const std::string& frame) {
  Field field;
  field.frame = frame;
  field.handle = reader.text("handle");
  field.kind = read_enum<Kind>(reader, "kind", kKinds);
  field.widget = read_enum<Widget>(reader, "widget", kWidgets);
  field.label = reader.text("label");
  field.label_source = reader.text("labelSource");
  field.label_confidence = reader.number("labelConfidence");
  field.section = reader.text("section");
  field.description = reader.text("description");
  field.name = reader.text("name");
  field.id = reader.text("id");
  field.autocomplete = reader.text("autocomplete");
  field.input_type = reader.text("inputType");
  field.placeholder = reader.text("placeholder");
  field.required = reader.yes("required");
  field.options = reader.list("options", read_option);
  field.value = reader.any("value");
  field.parts = reader.list("parts", [](const Reader& part) {
    DatePart read;
    read.part = part.text("part");
    read.handle = part.text("handle");
    read.kind = part.text("kind");
    read.options = part.list("options", read_option);
    return read;
  });
  field.visible = reader.yes("visible");
  field.hidden_reason = reader.text("hiddenReason");
  field.drawn = reader.yes("drawn");
  field.trap = reader.yes("trap");
  field.disabled = reader.yes("disabled");
  field.readonly = reader.yes("readonly");
  field.multiple = reader.yes("multiple");
  field.accept = reader.text("accept");
  field.numeric = reader.yes("numeric");
  field.max_length = static_cast<int>(reader.number("maxLength"));
  field.min = reader.text("min");
  field.max = reader.text("max");
  field.error = reader.text("error");
  field.form = static_cast<int>(reader.number("form"));
  field.region = reader.text("region");
  field.step = static_cast<int>(reader.number("step"));
  field.known = reader.text("known");
  return field;
}

Button read_button(const Reader& reader, const std::string& frame) {
  Button button;
  button.frame = frame;
  button.handle = reader.text("handle");
  button.text = reader.text("text");
  button.section = reader.text("section");
  button.controls = reader.texts("controls");
  button.role = reader.text("role");
  button.apply = reader.yes("apply");
  button.submits = reader.yes("submits");
  button.link = reader.yes("link");
  button.href = reader.text("href");
  button.disabled = reader.yes("disabled");
  button.visible = reader.yes("visible");
  button.form = static_cast<int>(reader.number("form"));
  button.region = reader.text("region");
  return button;
}

bool matches(const std::string& text, const std::regex& pattern) {
  return std::regex_search(text, pattern);
}

/// How much a set of fields looks like an application. Under 2 it isn't one.
double score_of(const Page& page, int index, const std::vector<const Field*>& fields, bool has_submit) {
  static const std::regex kNewsletter(
      "newsletter|subscribe|job alert|notify me|abonnieren|jobs? per e-?mail|s'abonner|suscr(i|í)b", std::regex::icase);
  static const std::regex kSearch("^(q|s|query|search|keywords?|location|radius|sort|suche|stichwort|was|wo)$",
                                  std::regex::icase);
  static const std::regex kOwn(
      "r(e|é)sum|\\bcv\\b|cover ?letter|lebenslauf|anschreiben|motivation|linkedin|curr(i|í)cul|first ?name|"
      "last ?name|full ?name|vorname|nachname|pr(e|é)nom|\\bnom\\b|nombre|apellido|phone|telefon|mobile|salary|"
      "gehalt|notice|sponsor|authori[sz]|why do you|experience|birth|relocat",
      std::regex::icase);
  double score = 0;
  bool password = false;
  bool search = index >= 0 && page.forms[index].search;
  for (const auto* field : fields) {
    if (field->kind == Kind::password) password = true;
    if (!field->fillable() || field->kind == Kind::password) continue;
    if (matches(field->name, kSearch) || field->input_type == "search") {
      score -= 0.5;
      continue;
    }
    score += 1;
    if (field->kind == Kind::file) score += 2;
    if (field->kind == Kind::email || field->kind == Kind::phone) score += 0.5;
    if (matches(field->label, kOwn) || matches(field->name, kOwn)) score += 1.5;
    if (field->required) score += 0.3;
  }
  if (score <= 0) return 0;
  if (has_submit) score += 0.7;
  if (search) score -= 4;
  if (password) score -= 4;
  if (index >= 0 && fields.size() <= 3 && matches(page.forms[index].text, kNewsletter)) score -= 4;
  return score;
}

}  // namespace

std::string_view to_string(Kind kind) noexcept {
  return kKinds[static_cast<std::size_t>(kind)];
}

base::Result<Page> parse_page(std::string frame, std::string parent, const json::value& scanned) {
  std::optional<base::Error> error;
  Reader reader(scanned, "", error);
  Page page;
  page.frame = std::move(frame);
  page.parent = std::move(parent);
  page.url = reader.text("url");
  page.title = reader.text("title");
  page.lang = reader.text("lang");
  page.hidden = reader.yes("frameHidden");
  auto step = reader.object("step");
  page.step.index = static_cast<int>(step.number("index"));
  page.step.count = static_cast<int>(step.number("count"));
  auto posting = reader.object("posting");
  page.posting.title = posting.text("title");
  page.posting.company = posting.text("company");
  page.posting.locations = posting.texts("locations");
  page.fields = reader.list("fields", [&page](const Reader& field) { return read_field(field, page.frame); });
  page.buttons = reader.list("buttons", [&page](const Reader& button) { return read_button(button, page.frame); });
  page.forms = reader.list("forms", [](const Reader& form) {
    FormElement read;
    read.id = form.text("id");
    read.name = form.text("name");
    read.action = form.text("action");
    read.method = form.text("method");
    read.text = form.text("text");
    read.search = form.yes("search");
    return read;
  });
  page.blockers = reader.list("blockers", [](const Reader& blocker) {
    Blocker read;
    read.kind = blocker.text("kind");
    read.detail = blocker.text("detail");
    return read;
  });
  page.errors = reader.texts("errors");
  page.confirmation = reader.text("confirmation");
  page.platform = reader.text("platform");
  for (const auto& field : page.fields)
    if (field.form >= static_cast<int>(page.forms.size()))
      reader.fail("fields", "a field names a form that isn't there");
  for (const auto& button : page.buttons)
    if (button.form >= static_cast<int>(page.forms.size()))
      reader.fail("buttons", "a button names a form that isn't there");
  if (error) return *error;
  return page;
}

const Button* Form::button(std::string_view role) const {
  const Button* best = nullptr;
  for (const auto& button : buttons) {
    if (button.role != role || !button.visible) continue;
    // The last one wins among equals: forms end with their button. An enabled one wins over a disabled one.
    if (!best || best->disabled || !button.disabled) best = &button;
  }
  return best;
}

Form choose_form(const std::vector<Page>& pages) {
  Form best;
  for (const auto& page : pages) {
    if (page.hidden) continue;
    std::set<int> owners;
    for (const auto& field : page.fields) owners.insert(field.form);
    for (int owner : owners) {
      std::vector<const Field*> fields;
      for (const auto& field : page.fields)
        if (field.form == owner && field.region.empty()) fields.push_back(&field);
      bool own_submit = false;
      for (const auto& button : page.buttons)
        if (button.visible && button.form == owner && (button.role == "submit" || button.role == "next"))
          own_submit = true;
      double score = score_of(page, owner, fields, own_submit);
      if (score < 2 || score <= best.score) continue;
      best = Form{};
      best.frame = page.frame;
      best.url = page.url;
      best.index = owner;
      best.score = score;
      best.step = page.step;
      best.errors = page.errors;
      for (const auto* field : fields) best.fields.push_back(*field);
      for (const auto& button : page.buttons) {
        if (!button.visible || !button.region.empty()) continue;
        if (button.form == owner) best.buttons.push_back(button);
      }
      auto ends = [&best] { return best.button("submit") || best.button("next"); };
      // A form without a button of its own is sent by one beside it, but never by one of another form.
      if (!ends())
        for (const auto& button : page.buttons)
          if (button.visible && button.region.empty() && button.form == -1 && !(button.link && button.apply))
            best.buttons.push_back(button);
      if (!ends())
        for (auto& button : best.buttons)
          if (button.submits && button.role.empty() && button.form == owner) button.role = "submit";
    }
  }
  return best;
}

std::vector<Blocker> blockers_of(const std::vector<Page>& pages, const Form& form) {
  std::vector<Blocker> found;
  std::size_t fillable =
      std::count_if(form.fields.begin(), form.fields.end(), [](const Field& field) { return field.fillable(); });
  bool own_password = std::any_of(form.fields.begin(), form.fields.end(),
                                  [](const Field& field) { return field.kind == Kind::password && field.fillable(); });
  for (const auto& page : pages) {
    if (page.hidden || (page.frame != "main" && page.frame != form.frame)) continue;
    for (const auto& blocker : page.blockers) {
      bool beside = form.found() && fillable >= 3 && !own_password;
      if (beside && (blocker.kind == "login_required" || blocker.kind == "posting_closed")) continue;
      if (std::none_of(found.begin(), found.end(), [&](const Blocker& other) { return other.kind == blocker.kind; }))
        found.push_back(blocker);
    }
  }
  return found;
}

std::string confirmation_of(const std::vector<Page>& pages) {
  for (const auto& page : pages)
    if (!page.hidden && !page.confirmation.empty()) return page.confirmation;
  return {};
}

}  // namespace jobswipe::form

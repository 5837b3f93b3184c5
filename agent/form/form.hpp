#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"

// A form as data: what scanner.js read in each frame of a page, and the one form of all those frames that applies for
// the job. No browser here; everything is a plain value.

namespace jobswipe::form {

namespace json = boost::json;

/// What a field asks for. The names are those of `Question.kind` in api/openapi.yaml.
enum class Kind {
  text,
  textarea,
  email,
  phone,
  number,
  date,
  select,
  multiselect,
  radio,
  checkbox,
  checkboxes,
  file,
  url,
  password,
  unknown
};
std::string_view to_string(Kind kind) noexcept;

/// How a field is made, which decides how it is filled.
enum class Widget {
  native,    ///< the browser's own control, maybe drawn by something else
  aria,      ///< drawn, with ARIA roles
  combobox,  ///< opens a list; may take typed text to narrow it, may load it from elsewhere
  listbox,   ///< an ARIA list that is always open
  datalist,  ///< text with suggestions
  buttons,   ///< a row of plain buttons
  parts,     ///< a date in several controls
  calendar,  ///< a date that can only be picked
  text,      ///< a date typed as text
  richtext,  ///< contenteditable
  range      ///< a slider
};

struct Option {
  std::string label;
  std::string value;
  std::string handle;  ///< empty for options of a native select
  bool checked = false;
  bool disabled = false;
  bool empty = false;  ///< stands for "nothing chosen"
};

/// One control of a date in parts.
struct DatePart {
  std::string part;  ///< "day", "month" or "year"
  std::string handle;
  std::string kind;  ///< "select", "text" or "spin"
  std::vector<Option> options;
};

/// Where a field stands in a history of education or employment. The scanner doesn't know it; answer/histories does.
struct Entry {
  std::string list;    ///< "education" or "employment"; empty outside of both
  int index = 0;       ///< among the entries that the page shows
  int shown = 0;       ///< how many the page shows
  std::string part;    ///< "school", "company", "start", …; empty for what only this page asks about an entry
  int on_file = -1;    ///< the profile's entry that it is for; -1 for none
  std::string name;    ///< that entry's school or employer
  bool holds = false;  ///< any of the entry's fields holds something
};

struct Field {
  std::string frame;   ///< browser::Frame::id
  std::string handle;  ///< of the field's first control; stable while its element lives
  Kind kind = Kind::unknown;
  Widget widget = Widget::native;
  std::string label;
  std::string label_source;  ///< label, labelledby, aria, legend, beside, placeholder, nearby, title, name, none
  double label_confidence = 0;
  std::string section;  ///< heading or named group around it, innermost first, joined by " › "
  std::string description;
  std::string name;
  std::string id;
  std::string autocomplete;
  std::string input_type;
  std::string placeholder;
  bool required = false;
  std::vector<Option> options;
  json::value value;  ///< text, yes/no, or a list of option labels
  std::vector<DatePart> parts;
  bool visible = false;
  std::string hidden_reason;
  bool drawn = false;  ///< a native select that something else is drawn for; it is set through its events
  bool trap = false;   ///< meant to catch robots
  bool disabled = false;
  bool readonly = false;
  bool multiple = false;
  std::string accept;
  bool numeric = false;  ///< text that takes digits only
  int max_length = 0;
  std::string min;
  std::string max;
  std::string error;
  int form = -1;       ///< index into Page::forms, -1 outside of any
  std::string region;  ///< search, cookie, nav, footer, header, platform; empty in the page's own content
  int step = 1;
  std::string known;  ///< the fact that the platform's own id stands for, see platform.hpp; usually empty
  Entry entry;

  /// Whether a person could fill it: seen, enabled, no trap, in the page's own content.
  bool fillable() const { return visible && !disabled && !trap && region.empty(); }
};

struct Button {
  std::string frame;
  std::string handle;
  std::string text;
  std::string section;                ///< of add and remove: a longer name, and the headings they stand under
  std::vector<std::string> controls;  ///< of remove: the controls in its own box
  std::string role;                   ///< submit, next, back, add, remove, upload, other, cookie_refuse, or empty
  bool apply = false;                 ///< its words lead to an application
  bool submits = false;
  bool link = false;
  std::string href;
  bool disabled = false;
  bool visible = false;
  int form = -1;
  std::string region;
};

struct FormElement {
  std::string id;
  std::string name;
  std::string action;
  std::string method;
  std::string text;  ///< its first words
  bool search = false;
};

struct Blocker {
  std::string kind;  ///< captcha, login_required, email_code, payment, posting_closed, already_applied
  std::string detail;
};

struct Step {
  int index = 1;
  int count = 0;  ///< 0: the page doesn't say
};

/// What a page says of the posting; any of it may be empty.
struct Posting {
  std::string title;
  std::string company;
  std::vector<std::string> locations;
};

/// One frame's document.
struct Page {
  std::string frame;
  std::string parent;
  std::string url;
  std::string title;
  std::string lang;
  bool hidden = false;
  Step step;
  Posting posting;
  std::vector<Field> fields;
  std::vector<Button> buttons;
  std::vector<FormElement> forms;
  std::vector<Blocker> blockers;
  std::vector<std::string> errors;
  std::string confirmation;
  std::string platform;  ///< told by its signs or host; usually empty
};

/// Reads what scanner.js returned for one frame. Fails naming the place when anything is missing or of another type.
base::Result<Page> parse_page(std::string frame, std::string parent, const json::value& scanned);

/// The form that applies for the job, put together from all frames. The fields of one owner only: a newsletter box, a
/// search or a login beside it isn't part of it.
struct Form {
  std::string frame;  ///< where it is; empty when no frame holds one
  std::string url;    ///< of that frame
  int index = -1;     ///< its <form> in that frame, or -1
  double score = 0;
  Step step;
  std::vector<Field> fields;
  std::vector<Button> buttons;  ///< those in the form, or beside it when it has none
  std::vector<std::string> errors;

  bool found() const { return !frame.empty(); }
  /// The button with this role that a person would press, or null.
  const Button* button(std::string_view role) const;
};

Form choose_form(const std::vector<Page>& pages);

/// What stands in the way of that form: blockers of the main frame and of the form's frame. A login beside a form that
/// can be filled without it doesn't count.
std::vector<Blocker> blockers_of(const std::vector<Page>& pages, const Form& form);

/// The first confirmation that any visible frame shows, or empty.
std::string confirmation_of(const std::vector<Page>& pages);

}  // namespace jobswipe::form

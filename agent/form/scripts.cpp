#include "agent/form/scripts.hpp"

#include <string_view>

#include "agent/form/platform.hpp"
#include "agent/form/sources.hpp"

namespace jobswipe::form::scripts {
namespace {

std::string make(std::string_view function) {
  std::string source = "(arg) => {\n" + platforms_script();
  for (auto part : {sources::words, sources::dom, sources::platform, sources::labels, sources::scanner, sources::signs,
                    sources::widgets, sources::steps}) {
    source.append(part.text);
    source.push_back('\n');
  }
  source.append("return ").append(function).append("(arg);\n}");
  return source;
}

}  // namespace

const std::string& scan() {
  static const std::string source = make("scan");
  return source;
}
const std::string& popup() {
  static const std::string source = make("popup");
  return source;
}
const std::string& note_open_lists() {
  static const std::string source = make("noteOpenLists");
  return source;
}
const std::string& popup_ready() {
  static const std::string source = make("popupReady");
  return source;
}
const std::string& keep_in_tab() {
  static const std::string source = make("keepInTab");
  return source;
}
const std::string& set_native() {
  static const std::string source = make("setNative");
  return source;
}
const std::string& file_signs() {
  static const std::string source = make("fileSigns");
  return source;
}
const std::string& file_taken() {
  static const std::string source = make("fileTaken");
  return source;
}
const std::string& pick_date() {
  static const std::string source = make("pickDate");
  return source;
}
const std::string& settle() {
  static const std::string source = make("settle");
  return source;
}
const std::string& form_sign() {
  static const std::string source = make("formSign");
  return source;
}
const std::string& page_mark() {
  static const std::string source = make("pageMark");
  return source;
}
const std::string& step_done() {
  static const std::string source = make("stepDone");
  return source;
}
const std::string& after_click() {
  static const std::string source = make("afterClick");
  return source;
}
const std::string& in_the_way() {
  static const std::string source = make("inTheWay");
  return source;
}
const std::string& invalid_now() {
  static const std::string source = make("invalidNow");
  return source;
}

}  // namespace jobswipe::form::scripts

#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "agent/browser/browser.hpp"

namespace jobswipe::browser {

/// The other side sent something that is no message of WebDriver BiDi.
class BidiProtocolError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// How a command ended that did not succeed.
struct BidiFailure {
  std::string code;     ///< such as "no such frame"; W3C WebDriver, 6.6, and BiDi, "Errors"
  std::string message;  ///< its first line
};

/// The answer to a command.
struct BidiReply {
  std::int64_t id = 0;
  json::value result;
  std::optional<BidiFailure> failure;
};
struct BidiEvent {
  std::string method;
  json::object params;
};
using BidiMessage = std::variant<BidiReply, BidiEvent>;

/// A command as the text to send (W3C WebDriver BiDi, "Transport").
std::string bidi_command(std::int64_t id, std::string_view method, json::object params);
/// Throws BidiProtocolError.
BidiMessage parse_bidi(std::string_view text);

/// What a failed command means to a step.
BrowserFault fault_of(const BidiFailure& failure) noexcept;

/// What `script.callFunction` returned as a remote value. Throws BrowserError when the function threw: `timeout` for
/// our own deadline within the page, else `tool` with the first line of what it threw.
const json::object& remote_value(const json::value& result);
/// Its text; throws `tool` when it is none.
std::string remote_text(const json::value& result);
/// The `sharedId` of a node, or nothing for null.
std::optional<std::string> remote_node(const json::value& result);

/// Local values for arguments.
json::object local_text(std::string text);
json::object local_node(const std::string& shared_id);
json::object local_number(double number);

/// `input.performActions` for keys: "Enter", "ArrowDown", "Control+A" by Playwright's names (the code points are those
/// of W3C WebDriver, 17.4.2). Throws BrowserError::tool for a name that nobody knows.
json::array chord_actions(std::string_view key);
/// A text in pieces: those that have keys, and those that are put in as text.
struct TypedPiece {
  std::string text;
  bool keys = false;
};
std::vector<TypedPiece> typed_pieces(std::string_view text);
/// Key actions for a piece that has keys.
json::array key_actions(std::string_view text);
/// One press of the main button at the middle of this element.
json::array press_actions(const std::string& shared_id);

}  // namespace jobswipe::browser

#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/json/value.hpp>
#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

// One real browser page, as the steps of an application need it. Two ways of addressing things:
//
// * A *frame* has an id that is its path in the frame tree: "main", "main/0", "main/0/1" (indices into the parent's
// child
//   frames). The path stays the same while the frame stays attached; a navigation of the frame keeps it.
// * An *element* is named by the attribute `data-jobswipe-handle`, which form/scanner.js stamps on it. Its value starts
//   with a nonce that the scanner draws per document, so it is unique over all frames; it stands in open shadow roots
//   too (Playwright's CSS engine pierces those). `Handle::frame` says where to look first; when the element isn't
//   there, every other frame is searched, because frames come and go. An element that is nowhere is BrowserFault::gone.
//
// Functions given to evaluate* are JavaScript expressions of a function (`(arg) => …`, may be async). They run in the
// page's main world; arguments and results are JSON.

namespace jobswipe::browser {

namespace asio = boost::asio;
namespace json = boost::json;
using Milliseconds = std::chrono::milliseconds;

/// Why a browser call failed.
enum class BrowserFault {
  timeout,  ///< the deadline passed
  network,  ///< the address could not be reached: DNS, refused, TLS, cut
  refused,  ///< our own policy: scheme, private address, download
  gone,     ///< the element or frame isn't there any more
  tool,     ///< the tool reported any other error: the step is aborted
  crashed,  ///< browser or tool process ended; this object can only be closed
};

/// Thrown by every call below. `what()` is for logs and people; it never holds a typed value.
class BrowserError : public std::runtime_error {
 public:
  BrowserError(BrowserFault fault, const std::string& what) : std::runtime_error(what), fault_(fault) {}
  BrowserFault fault() const noexcept { return fault_; }

 private:
  BrowserFault fault_;
};

struct Handle {
  std::string frame;  ///< where it was scanned; a hint
  std::string id;     ///< value of data-jobswipe-handle
  bool operator==(const Handle&) const = default;
};

struct Frame {
  std::string id;
  std::string parent;  ///< empty for "main"
  std::string url;     ///< address of its document
};

/// What one frame's evaluation gave.
struct FrameValue {
  Frame frame;
  json::value value;
};

/// Where a navigation ended. `status` is the HTTP status of the document, 0 when there was none (about:blank, cached).
struct Navigation {
  std::string url;
  int status = 0;
};

/// One response that the page received, other than images, fonts, styles and media.
struct Response {
  std::string url;
  std::string method;
  int status = 0;
  bool document = false;  ///< it was a navigation of a frame
};

/// One page. Not thread-safe: one call at a time, on the executor it was made with. Every call has a deadline of its
/// own (the given one, else the implementation's of some seconds) and throws BrowserError.
class Browser {
 public:
  virtual ~Browser() = default;

  /// Goes to `url` (http or https) and waits until its document is parsed. HTTP error statuses are returned, not
  /// thrown. Private, loopback and link-local addresses are `refused`, here and in every later redirect, navigation or
  /// subresource document, unless the implementation was made to allow them. Forgets the recorded responses.
  virtual asio::awaitable<Navigation> open(std::string url, Milliseconds timeout) = 0;

  /// All attached frames, "main" first, parents before children.
  virtual asio::awaitable<std::vector<Frame>> frames() = 0;

  /// Calls `function(arg)` in one frame; a promise is awaited.
  virtual asio::awaitable<json::value> evaluate(std::string frame, std::string function, json::value arg) = 0;

  /// Calls `function(arg)` in every frame, in one round trip where possible. Frames that navigate away meanwhile or
  /// can't be evaluated are left out; never throws `gone`.
  virtual asio::awaitable<std::vector<FrameValue>> evaluate_all(std::string function, json::value arg) = 0;

  /// Calls `function(element, arg)`.
  virtual asio::awaitable<json::value> evaluate_on(Handle element, std::string function, json::value arg) = 0;

  /// Waits until `function(arg)` is truthy in any frame, trying again across navigations (an evaluation that dies
  /// because its document went away is not an error). Nothing at the deadline.
  virtual asio::awaitable<std::optional<FrameValue>> wait_for(std::string function, json::value arg,
                                                              Milliseconds timeout) = 0;

  /// Scrolls into view, waits until it is stable and hit by the pointer, clicks once. When the click opens a new tab,
  /// that tab becomes the page. Returns when the click was delivered, or the navigation it started has been committed.
  virtual asio::awaitable<void> click(Handle element, Milliseconds timeout) = 0;

  /// Focuses, clears and sets the text in one input event; works on input, textarea and contenteditable.
  virtual asio::awaitable<void> fill(Handle element, std::string text) = 0;

  /// Focuses and types key by key after what is there: for typeaheads and widgets that listen to keys.
  virtual asio::awaitable<void> type(Handle element, std::string text) = 0;

  /// Presses one key (Playwright's names: "Enter", "ArrowDown", "Escape", "Tab", "Control+A") with the element focused.
  virtual asio::awaitable<void> press(Handle element, std::string key) = 0;

  /// Chooses exactly these options of a native <select>, by their `value`.
  virtual asio::awaitable<void> select_options(Handle element, std::vector<std::string> values) = 0;

  /// Ticks or unticks a native or ARIA checkbox or radio. A hidden input is reached through its label.
  virtual asio::awaitable<void> set_checked(Handle element, bool checked) = 0;

  /// Gives the file to an <input type=file>, hidden or not, or, when the element is something else (button, drop zone),
  /// clicks it and answers the file chooser that opens. `path` is the staged copy whose file name the employer sees.
  virtual asio::awaitable<void> upload(Handle element, std::string path) = 0;

  /// PNG of the whole page.
  virtual asio::awaitable<std::string> screenshot() = 0;

  virtual asio::awaitable<std::string> current_url() = 0;

  /// The responses since the last call, oldest first.
  virtual asio::awaitable<std::vector<Response>> take_responses() = 0;

  /// JavaScript dialogs: alerts are accepted at once. confirm() is accepted while `accept` is true, else dismissed;
  /// prompt() is always dismissed. While `accept` is true the page is at its final click, so no request is sent again
  /// whose connection was lost. False at first.
  virtual void accept_confirmations(bool accept) = 0;

  /// Texts of the dialogs since the last call.
  virtual std::vector<std::string> take_dialogs() = 0;

  /// Ends the page (and browser, when it was started for it). Never throws; nothing else may be called after.
  virtual asio::awaitable<void> close() = 0;
};

}  // namespace jobswipe::browser

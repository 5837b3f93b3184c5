#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/json/object.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/answer/advice.hpp"
#include "agent/answer/facts.hpp"
#include "agent/browser/browser.hpp"
#include "core/domain/failure.hpp"
#include "core/domain/lease.hpp"

// One application, from its address to proof that it was sent. Knows no server, no journal and no process: those are
// given as `Hooks`. See README.md for the way.

namespace jobswipe::apply {

namespace asio = boost::asio;
namespace json = boost::json;

/// Where an application stands. Each is told to Hooks::phase *before* it begins, so that whoever keeps them knows after
/// a crash what may have happened; `clicking` alone means that the employer may have got it.
enum class Phase { opening, reading, filling, ready, intent, clicking, clicked, confirmed };
std::string_view to_string(Phase phase) noexcept;

using domain::FailureKind;

/// What a person must answer; schema `Question`. `id` is the normalised question: the same in every run.
struct Question {
  std::string id;
  std::string label;
  std::string kind;
  bool required = true;
  std::vector<std::string> options;
  std::string reason;
  json::value suggestion;  ///< what would be said, for the person to accept or change; null for nothing
};

/// A page without a form, and what may be pressed on it: nothing that sends, nothing that leads to another site.
struct WayView {
  std::string url;
  std::string words;
  std::vector<std::string> ways;
  std::vector<std::string> taken;  ///< what was pressed before
};

/// Which answers a person wants to see, and may change, before anything is sent.
enum class Review {
  never,
  unsure,  ///< those that a model gave, or that are not certain
  always
};

/// What was put into the form, read back from it; schema `AnswerSent`.
struct AnswerSent {
  std::string label;
  std::string value;
  std::string provenance;
  double confidence = 1;
};

/// A request that may have carried the application, and the status of its answer; nothing of what was in it.
struct RequestSeen {
  std::string method;
  std::string host;
  std::string path;  ///< without query and tokens
  int status = 0;
  std::string at;  ///< RFC 3339, by this computer's clock
};

enum class OutcomeStatus {
  completed,     ///< the page itself confirmed it: `confirmation`
  failed,        ///< `kind` says whether trying again makes sense; nothing was sent
  needs_review,  ///< only a person can go on; with `outcome_unknown` it may have been sent
  dropped,       ///< the gate refused, or the work was cancelled; nothing was sent
};
std::string_view to_string(OutcomeStatus status) noexcept;

struct Outcome {
  OutcomeStatus status = OutcomeStatus::failed;
  std::optional<FailureKind> kind;  ///< for failed and needs_review
  std::string detail;               ///< plain words
  std::string confirmation;         ///< the page's own words
  std::vector<Question> questions;
  std::vector<AnswerSent> answers;
  std::vector<RequestSeen> requests;  ///< what went out after the click
  std::optional<std::chrono::seconds> retry_after;
  bool clicked = false;  ///< the final button was pressed
  std::string url;       ///< where the page stood at the end
};

/// `{"status","kind","detail","confirmation","questions","answers","requests","clicked","url"}`.
json::object to_json(const Outcome& outcome);

enum class Evidence { before_submit, confirmation, failure };
std::string_view to_string(Evidence kind) noexcept;

struct Gate {
  bool granted = false;
  std::string reason;  ///< when refused: becomes the outcome's detail
};

/// Whether a person is at what only a person may do: a captcha, a login, a code.
enum class TakeOver {
  nobody,   ///< no: the application ends for review
  waiting,  ///< maybe: look at the page again
  go_on,    ///< they said that it is done, whatever the page still shows
};

/// What the pipeline tells and asks its owner. Called on the pipeline's executor, one at a time. An exception from any
/// of them ends the application where it is, without a click when none was made yet.
class Hooks {
 public:
  virtual ~Hooks() = default;
  /// Must be durable before it returns (for `intent`, `clicking`).
  virtual asio::awaitable<void> phase(Phase phase, std::string detail) = 0;
  /// Permission for the one final click: the server's submit-intent, or a person's yes. Asked after `intent`, and again
  /// when the click did not follow within domain::kPermissionLife: what was granted once may have ended meanwhile.
  virtual asio::awaitable<Gate> may_submit(std::vector<AnswerSent> answers) = 0;
  virtual asio::awaitable<void> evidence(Evidence kind, std::string png) = 0;
  /// One line of the automation log; no answers in it. `level` is `info`, `warn` or `error`.
  virtual asio::awaitable<void> log(std::string level, std::string message) = 0;
  /// Somebody who may know what is not on file, asked once per question. Nobody, unless overridden.
  virtual asio::awaitable<std::vector<answer::Advice>> advise(std::vector<form::Field> fields, answer::Facts facts);
  /// Which of the ways may lead to the form, where none is found. Nothing, unless overridden.
  virtual asio::awaitable<std::optional<std::size_t>> choose_way(WayView page);
  /// Waits a while for the person at the visible window; asked again while the page still shows what stands in the way.
  /// Nobody, unless overridden.
  virtual asio::awaitable<TakeOver> take_over(FailureKind kind, std::string detail);
  /// What `take_over` waited for has gone, or the person said so: the work goes on. Nothing, unless overridden.
  virtual void taken_over();
  /// Asked between fields: true stops before the click with `dropped`.
  virtual bool cancelled() = 0;
};

struct ApplyRequest {
  std::string url;
  std::string resume_path;  ///< the staged copy with the name that the employer shall see; empty when there is none
  std::string cover_letter_path;  ///< as a file, for forms that take only a file; usually empty
  bool allow_private = false;     ///< for the demo's and tests' pages on loopback
  Review review = Review::never;
  std::chrono::milliseconds page_timeout{30'000};
  std::chrono::milliseconds confirmation_timeout{20'000};
  std::chrono::milliseconds permission_life = domain::kPermissionLife;  ///< on a clock that counts sleep too
};

/// Does the whole way once and clicks at most once. Never throws for what a page or browser does: that becomes the
/// Outcome (a crash after `clicking` is `outcome_unknown`). Exceptions of `hooks` before the click pass through; after
/// it they too become `outcome_unknown` only if proof is missing. `browser` and `hooks` must outlive the call.
asio::awaitable<Outcome> apply(browser::Browser& browser, answer::Facts facts, ApplyRequest request, Hooks& hooks);

struct PlanRequest {
  std::string url;
  bool has_resume = true;  ///< decide file fields as if a résumé were given
  bool allow_private = false;
  std::chrono::milliseconds page_timeout{30'000};
};

/// Opens the page, goes to its form and decides the answers without typing or submitting anything. Of a wizard it reads
/// the step that is shown first. Gives `{"url","platform","fields":[…],"blockers":[…]}` as the command `plan` prints
/// it. Throws browser::BrowserError when the page can't be opened.
asio::awaitable<json::object> plan(browser::Browser& browser, answer::Facts facts, PlanRequest request);

}  // namespace jobswipe::apply

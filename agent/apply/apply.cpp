#include "agent/apply/apply.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <map>
#include <set>
#include <utility>

#include "agent/answer/decide.hpp"
#include "agent/answer/histories.hpp"
#include "agent/answer/lexicon.hpp"
#include "agent/answer/text.hpp"
#include "agent/apply/fill.hpp"
#include "agent/apply/guide.hpp"
#include "agent/apply/histories.hpp"
#include "agent/apply/permission.hpp"
#include "agent/apply/proof.hpp"
#include "agent/apply/reading.hpp"
#include "agent/form/scripts.hpp"

namespace jobswipe::apply {
namespace {

using answer::Action;
using answer::Decision;
using browser::Browser;
using browser::BrowserError;
using browser::BrowserFault;
using browser::Handle;
using form::Field;

constexpr int kMostSteps = 15;
constexpr int kMostRounds = 10;
constexpr int kAttempts = 3;
/// Entries of histories that are added or taken away in one step of a form.
constexpr int kMostEntries = 30;
/// Below this an answer is looked at where the person wants to see what is unsure. What is on file and only asked for
/// more narrowly ("years of relevant experience") stands at it.
constexpr double kSureEnough = 0.75;
constexpr browser::Milliseconds kStepTimeout{20'000};

/// Names a question over re-drawings of the page, in which handles change.
std::string key_of(const Field& field) {
  // An entry of a history is known by what it is for: others come and go before it.
  const auto& entry = field.entry;
  const auto in_history = entry.list.empty()   ? std::string()
                          : entry.on_file >= 0 ? fmt::format("{}-{}", entry.list, entry.on_file)
                                               : fmt::format("{}+{}", entry.list, entry.index);
  return fmt::format("{}|{}|{}|{}|{}|{}", field.step, in_history, in_history.empty() ? field.section : entry.part,
                     answer::plain(field.label), in_history.empty() ? field.name : std::string(),
                     form::to_string(field.kind));
}

Question question_of(const Field& field, const std::string& reason, const std::vector<std::string>& offered) {
  Question question;
  question.label = answer::question_of(field);
  question.id = answer::normalise_question(question.label);
  if (question.id.empty()) question.id = field.handle;
  question.id.resize(std::min<std::size_t>(question.id.size(), 200));
  question.kind = form::to_string(field.kind);
  question.required = field.required;
  for (const auto& option : field.options)
    if (!option.empty && !option.disabled && question.options.size() < 300) question.options.push_back(option.label);
  if (question.options.empty())
    question.options.assign(offered.begin(), offered.begin() + std::min<std::size_t>(offered.size(), 300));
  question.reason = reason;
  return question;
}

/// One application on its way. Lives in the coroutine frame of apply().
class Application {
 public:
  Application(Browser& browser, answer::Facts facts, ApplyRequest request, Hooks& hooks)
      : browser_(browser),
        facts_(std::move(facts)),
        request_(std::move(request)),
        hooks_(hooks),
        trust_(request_.url),
        permission_(request_.permission_life) {
    staged_.resume = request_.resume_path;
    staged_.cover_letter = request_.cover_letter_path;
    files_.resume = !staged_.resume.empty();
    files_.cover_letter = !staged_.cover_letter.empty();
  }

  /// Ends by throwing Ended, or by returning the outcome after the final click.
  asio::awaitable<Outcome> run() {
    co_await hooks_.phase(Phase::opening, request_.url);
    auto reading =
        co_await look_for_form(browser_, request_.url, request_.allow_private, request_.page_timeout, trust_);
    if (const auto kind = person_blocker(reading)) {
      reading = co_await past_blockers(std::move(reading));
      // Wherever a login led, the way to the form begins at the posting. A form that is there keeps what the person did
      // in it: opened anew it would want the next captcha.
      if (kind == FailureKind::login_required || !reading.form.found())
        reading = co_await look_for_form(browser_, request_.url, request_.allow_private, request_.page_timeout, trust_);
    }
    reading = co_await past_blockers(std::move(reading));
    if (!reading.form.found())
      reading = co_await follow_ways(browser_, hooks_, std::move(reading), request_.page_timeout, trust_);
    learn_from_page(reading, facts_);
    co_await hooks_.phase(Phase::reading, platform_of(reading));
    co_await hooks_.log("info",
                        fmt::format("found the form: {} fields, {}", reading.form.fields.size(), platform_of(reading)));
    co_await hooks_.phase(Phase::filling, "");
    for (int step = 0; step < kMostSteps; ++step) {
      if (reading.form.found()) reading = co_await fill_step(std::move(reading));
      const auto button = final_button(reading);
      bool last = button.role == "submit";
      if (last || may_send(reading)) {
        auto outcome = co_await submit(button);
        if (outcome) co_return std::move(*outcome);
      } else {
        co_await next_step(reading, button);
      }
      identified_ = identified_ || !order_.empty();
      reading = co_await read_on();
    }
    throw Ended(
        needs_review(FailureKind::form_not_understood, "The form goes on for more steps than any application has."));
  }

  bool clicking() const { return clicking_; }
  bool clicked() const { return clicked_; }
  /// What went out to the employer since the first click, where the browser heard an answer.
  const std::vector<RequestSeen>& requests() const { return requests_; }
  std::vector<AnswerSent> answers() const {
    std::vector<AnswerSent> list;
    for (const auto& key : order_) list.push_back(sent_.at(key));
    return list;
  }

 private:
  struct Progress {
    int attempts = 0;
    std::vector<std::string> chosen;
    std::vector<std::string> offered;
    std::string reason;
    bool settled = false;
  };

  void stop_if_cancelled() const {
    if (!hooks_.cancelled()) return;
    Outcome outcome;
    outcome.status = OutcomeStatus::dropped;
    outcome.detail = "The work was cancelled before anything was sent.";
    throw Ended(std::move(outcome));
  }

  void check_trust(const Reading& reading) const {
    if (!trust_.allows(reading.url))
      throw Ended(needs_review(
          FailureKind::form_not_understood,
          fmt::format("The page went to another site ({}), where nothing is typed.", host_of(reading.url))));
    if (reading.form.found() && !trust_.allows(reading.form.url))
      throw Ended(needs_review(
          FailureKind::form_not_understood,
          fmt::format("The form now stands on another site ({}), where nothing is typed.", host_of(reading.form.url))));
  }

  asio::awaitable<Reading> read_on() {
    auto reading = co_await read_page(browser_);
    if (!person_blocker(reading)) check_trust(reading);
    reading = co_await past_blockers(std::move(reading));
    check_trust(reading);
    co_return reading;
  }

  /// What only a person may do, unless they said that it is done.
  std::optional<FailureKind> person_blocker(const Reading& reading) const {
    for (const auto& blocker : reading.blockers)
      for (const auto kind : {FailureKind::captcha, FailureKind::login_required, FailureKind::email_code})
        if (blocker.kind == to_string(kind) && !waved_.contains(kind)) return kind;
    return std::nullopt;
  }

  /// Waits while a person is at it. Ends at a blocker when nobody is, and at those that nobody can move.
  asio::awaitable<Reading> past_blockers(Reading reading) {
    bool waited = false;
    while (true) {
      const auto kind = person_blocker(reading);
      if (!kind && (!waited || trust_.allows(reading.url))) break;
      stop_if_cancelled();
      // Between a login's pages none may show a password field.
      const auto what = kind.value_or(FailureKind::login_required);
      std::string detail(to_string(what));
      const auto answer = co_await hooks_.take_over(what, std::move(detail));
      if (answer == TakeOver::nobody) {
        stop_at_blockers(reading);
        break;
      }
      if (answer == TakeOver::go_on) waved_.insert(what);
      waited = true;
      co_await settle(browser_);
      reading = co_await read_page(browser_);
    }
    if (waited) hooks_.taken_over();
    std::erase_if(reading.blockers, [this](const form::Blocker& blocker) {
      return std::any_of(waved_.begin(), waved_.end(),
                         [&blocker](FailureKind kind) { return blocker.kind == to_string(kind); });
    });
    stop_at_blockers(reading);
    co_return reading;
  }

  /// Fills everything that has an answer, reads it back, and goes on while new fields appear. Ends with the questions
  /// that are left, all at once.
  asio::awaitable<Reading> fill_step(Reading reading) {
    int changes = 0;
    for (int round = 0; round < kMostRounds; ++round) {
      answer::mark_histories(reading.form, facts_);
      auto decisions = answer::decide(reading.form, facts_, files_);
      decisions = co_await with_advice(reading, std::move(decisions));
      std::vector<std::size_t> todo;
      for (bool files : {true, false})
        for (std::size_t i = 0; i < decisions.size(); ++i)
          if ((reading.form.fields[i].kind == form::Kind::file) == files &&
              wants_work(reading.form.fields[i], decisions[i]))
            todo.push_back(i);
      if (todo.empty()) {
        const auto change = next_history_change(reading.form, facts_, lists_given_up_);
        if (change && changes < kMostEntries) {
          ++changes;
          round = 0;
          reading = co_await change_history(std::move(reading), *change);
          continue;
        }
        note_answers(reading, decisions);
        auto questions = questions_of(reading, decisions);
        if (!questions.empty()) {
          Outcome outcome = needs_review(FailureKind::question_unanswered,
                                         questions.size() == 1
                                             ? "One question has no answer on file."
                                             : fmt::format("{} questions have no answer on file.", questions.size()));
          outcome.questions = std::move(questions);
          throw Ended(std::move(outcome));
        }
        co_return reading;
      }
      for (auto i : todo) {
        stop_if_cancelled();
        const auto field = reading.form.fields[i];
        const auto decision = decisions[i];
        auto& progress = progress_[key_of(field)];
        auto attempt = co_await fill_field(browser_, field, decision, facts_, staged_, progress.attempts);
        ++progress.attempts;
        if (attempt.acted) progress.chosen = std::move(attempt.chosen);
        if (!attempt.offered.empty()) progress.offered = std::move(attempt.offered);
        progress.reason = attempt.reason;
        if (!attempt.acted)
          co_await hooks_.log("warn", fmt::format("\"{}\": {}", field.label.substr(0, 80), attempt.reason));
        if (field.kind == form::Kind::file) progress.settled = attempt.acted;
      }
      co_await settle(browser_);
      reading = co_await read_on();
      if (!reading.form.found())
        throw Ended(needs_review(FailureKind::form_not_understood, "The form went away while it was filled."));
    }
    throw Ended(needs_review(FailureKind::form_not_understood, "The form keeps changing while it is filled."));
  }

  /// Adds an entry to a list of schools or employers, or takes one away that is not on file.
  asio::awaitable<Reading> change_history(Reading reading, HistoryChange change) {
    stop_if_cancelled();
    Handle handle{change.button.frame, change.button.handle};
    browser_.accept_confirmations(!change.adds);
    co_await browser_.click(std::move(handle), kStepTimeout);
    co_await settle(browser_);
    browser_.accept_confirmations(false);
    reading = co_await read_on();
    if (!reading.form.found())
      throw Ended(needs_review(FailureKind::form_not_understood,
                               fmt::format("The form went away after \"{}\".", change.button.text)));
    answer::mark_histories(reading.form, facts_);
    if (change.done(reading.form)) co_return reading;
    // Pressed once and not again: the entries that are shown are filled, and what is missing stays out.
    lists_given_up_.insert(change.list);
    const char* wanted = change.adds ? "add" : "take away";
    auto line = fmt::format("\"{}\" did not {} an entry of {}", change.button.text, wanted, change.list);
    co_await hooks_.log("warn", std::move(line));
    co_return reading;
  }

  /// What nothing on file answers, as a model advises; each question is put to it once.
  asio::awaitable<std::vector<Decision>> with_advice(const Reading& reading, std::vector<Decision> decisions) {
    std::vector<Field> unknown;
    for (std::size_t i = 0; i < decisions.size(); ++i) {
      const auto& field = reading.form.fields[i];
      if (decisions[i].action != Action::ask || !field.fillable() || advice_.contains(key_of(field))) continue;
      advice_[key_of(field)] = answer::Advice();
      unknown.push_back(field);
    }
    if (!unknown.empty()) {
      auto given = co_await hooks_.advise(unknown, facts_);
      for (auto& advice : given)
        if (advice.field < unknown.size()) advice_[key_of(unknown[advice.field])] = std::move(advice);
    }
    for (std::size_t i = 0; i < decisions.size(); ++i) {
      if (decisions[i].action != Action::ask) continue;
      const auto found = advice_.find(key_of(reading.form.fields[i]));
      if (found != advice_.end() && found->second.decision) decisions[i] = *found->second.decision;
    }
    co_return decisions;
  }

  /// Ends with the answers that a person wants to see first. What the person said for this application has been seen.
  void stop_for_review() const {
    Outcome outcome = needs_review(FailureKind::question_unanswered, "");
    for (const auto& key : order_) {
      const auto found = to_review_.find(key);
      if (found != to_review_.end()) outcome.questions.push_back(found->second);
    }
    if (outcome.questions.empty()) return;
    outcome.detail = outcome.questions.size() == 1 ? "One answer is to be looked at before it is sent."
                                                   : fmt::format("{} answers are to be looked at before they are sent.",
                                                                 outcome.questions.size());
    throw Ended(std::move(outcome));
  }

  void note_for_review(const std::string& key, const Field& field, const Decision& decision, const Progress& progress) {
    to_review_.erase(key);
    const bool seen = decision.provenance == answer::Provenance::person || field.kind == form::Kind::file;
    const bool unsure = decision.provenance == answer::Provenance::model || decision.confidence < kSureEnough;
    if (seen || request_.review == Review::never || (request_.review == Review::unsure && !unsure)) return;
    auto question = question_of(field, unsure ? "Please check this answer before it is sent." : "This will be sent.",
                                progress.offered);
    question.suggestion = decision.value;
    if (!progress.chosen.empty() && decision.value.is_string())
      question.suggestion = json::value(json::string_view(progress.chosen.front()));
    to_review_[key] = std::move(question);
  }

  bool wants_work(const Field& field, const Decision& decision) {
    if (decision.action != Action::fill || !field.fillable()) return false;
    if (field.readonly && field.widget != form::Widget::calendar && field.widget != form::Widget::combobox)
      return false;
    auto& progress = progress_[key_of(field)];
    if (progress.settled || progress.attempts >= kAttempts) return false;
    return !holds(field, decision, progress.chosen);
  }

  std::vector<Question> questions_of(const Reading& reading, const std::vector<Decision>& decisions) {
    std::vector<Question> questions;
    for (std::size_t i = 0; i < decisions.size(); ++i) {
      const auto& field = reading.form.fields[i];
      auto& progress = progress_[key_of(field)];
      if (!field.fillable()) continue;
      if (decisions[i].action == Action::ask) {
        questions.push_back(question_of(field, decisions[i].reason, progress.offered));
        const auto advice = advice_.find(key_of(field));
        if (advice != advice_.end() && !advice->second.suggestion.empty()) {
          questions.back().suggestion = json::value(json::string_view(advice->second.suggestion));
          questions.back().reason = "A draft: please read it, change it, or write your own.";
        }
      } else if (decisions[i].action == Action::fill && !progress.settled &&
                 !holds(field, decisions[i], progress.chosen)) {
        auto reason = progress.reason.empty() ? std::string("the form did not keep the answer") : progress.reason;
        // An optional field that holds nothing says nothing wrong; one that holds something else does.
        bool holds_other = field.value.is_string() ? !field.value.get_string().empty()
                                                   : field.value.is_bool() && field.value.get_bool();
        if (field.required || holds_other) questions.push_back(question_of(field, reason, progress.offered));
      }
    }
    return questions;
  }

  void note_answers(const Reading& reading, const std::vector<Decision>& decisions) {
    for (std::size_t i = 0; i < decisions.size(); ++i) {
      const auto& field = reading.form.fields[i];
      auto key = key_of(field);
      auto& progress = progress_[key];
      if (decisions[i].action != Action::fill || !field.fillable()) continue;
      if (!progress.settled && !holds(field, decisions[i], progress.chosen)) continue;
      AnswerSent sent;
      sent.label = answer::question_of(field);
      const auto texts = progress.chosen.empty() ? wanted_texts(decisions[i]) : progress.chosen;
      for (const auto& text : texts) sent.value += (sent.value.empty() ? "" : ", ") + text;
      sent.provenance = answer::to_string(decisions[i].provenance);
      sent.confidence = decisions[i].confidence;
      if (!sent_.contains(key)) order_.push_back(key);
      sent_[key] = std::move(sent);
      note_for_review(key, field, decisions[i], progress);
      last_frame_ = field.frame;
    }
  }

  /// The button that goes on from here, by the form's own or, on a page without fields, the page's.
  form::Button final_button(const Reading& reading) const {
    form::Form ends = reading.form;
    if (!ends.found()) {
      for (const auto& page : reading.pages)
        if (page.frame == last_frame_)
          for (const auto& button : page.buttons)
            if (button.visible && button.region.empty() && !button.link) ends.buttons.push_back(button);
    }
    const auto* submit = ends.button("submit");
    const auto* next = ends.button("next");
    bool more_steps = reading.form.step.count > 0 && reading.form.step.index < reading.form.step.count;
    const auto* button = submit && !(next && more_steps) ? submit : next;
    if (!button) {
      auto errors = join_texts(reading.errors);
      throw Ended(
          needs_review(FailureKind::form_not_understood, "The form is filled, but no button to send it was found." +
                                                             (errors.empty() ? "" : " The page says: " + errors)));
    }
    return *button;
  }

  /// Whether a "continue" may in truth send the application: nothing on the page proves a further step. Words alone
  /// prove nothing. Proof is a counted step that isn't the last, a final button or required fields that wait unseen in
  /// the same form, or that nothing was asked yet by which an employer could know the applicant.
  bool may_send(const Reading& reading) const {
    const auto& form = reading.form;
    if (form.step.count > 0) return form.step.index >= form.step.count;
    for (const auto& page : reading.pages) {
      if (page.frame != form.frame) continue;
      for (const auto& other : page.buttons)
        if (other.role == "submit" && !other.visible && !other.link && other.form == form.index && other.region.empty())
          return false;
    }
    auto waits = [](const Field& field) {
      return !field.visible && !field.trap && field.required && field.kind != form::Kind::file &&
             field.hidden_reason == "display";
    };
    if (std::any_of(form.fields.begin(), form.fields.end(), waits)) return false;
    auto identifies = [](const Field& field) {
      return field.visible && (field.kind == form::Kind::email || field.kind == form::Kind::file ||
                               answer::has_any(answer::plain(field.label + " " + field.name), {"email*", "e mail*"}));
    };
    return identified_ || !form.found() || std::any_of(form.fields.begin(), form.fields.end(), identifies);
  }

  /// Ends when the button can't be pressed or the browser itself would refuse the form.
  asio::awaitable<void> check_button(form::Button button) {
    json::object arg;
    arg["handle"] = button.handle;
    json::value packed(std::move(arg));
    auto again = packed;
    auto obstacle = co_await browser_.evaluate(button.frame, form::scripts::in_the_way(), std::move(packed));
    if (obstacle.is_string() && !obstacle.get_string().empty())
      throw Ended(needs_review(
          FailureKind::form_not_understood,
          fmt::format("\"{}\" can't be pressed: {}.", button.text, std::string_view(obstacle.get_string()))));
    auto invalid = co_await browser_.evaluate(button.frame, form::scripts::invalid_now(), std::move(again));
    std::vector<std::string> refused;
    if (invalid.is_array())
      for (const auto& entry : invalid.get_array())
        if (entry.is_string()) refused.emplace_back(entry.get_string());
    if (!refused.empty())
      throw Ended(needs_review(FailureKind::form_not_understood, "The form is not complete: " + join_texts(refused)));
  }

  asio::awaitable<void> next_step(Reading reading, form::Button button) {
    stop_if_cancelled();
    co_await check_button(button);
    auto before = co_await page_marks(browser_);
    Handle handle{button.frame, button.handle};
    co_await hooks_.log("info", fmt::format("step {} is filled", reading.form.step.index));
    co_await browser_.click(std::move(handle), kStepTimeout);
    auto done = co_await browser_.wait_for(form::scripts::step_done(), std::move(before), kStepTimeout);
    if (!done)
      throw Ended(
          needs_review(FailureKind::form_not_understood, fmt::format("Nothing happened after \"{}\".", button.text)));
    auto errors = texts_in(done->value, "errors");
    co_await settle(browser_);
    if (!errors.empty()) {
      auto now = co_await read_page(browser_);
      if (learned_from(now, errors)) co_return;
      throw Ended(
          needs_review(FailureKind::form_not_understood, "The form did not accept the answers: " + join_texts(errors)));
    }
    auto sent = co_await read_page(browser_);
    auto confirmation = form::confirmation_of(sent.pages);
    if (!confirmation.empty() && !sent.form.found() && form::confirmation_of(reading.pages).empty()) {
      // A button that promised another step sent the application. What is true has to be reported.
      clicked_ = true;
      Outcome outcome;
      outcome.status = OutcomeStatus::completed;
      outcome.confirmation = confirmation;
      outcome.detail = fmt::format("\"{}\" sent the application without a further step.", button.text);
      throw Ended(std::move(outcome));
    }
  }

  /// The one final click. Nothing is returned when it only led to another step and provably sent nothing.
  asio::awaitable<std::optional<Outcome>> submit(form::Button button) {
    stop_if_cancelled();
    co_await check_button(button);
    if (!permission_.was_given()) {
      stop_for_review();
      auto png = co_await browser_.screenshot();
      co_await hooks_.evidence(Evidence::before_submit, std::move(png));
      co_await hooks_.phase(Phase::ready, "");
      co_await hooks_.phase(Phase::intent, "");
      co_await ask_permission();
    }
    auto before = co_await page_marks(browser_);
    co_await browser_.take_responses();
    browser_.accept_confirmations(true);
    // A computer that slept, or a long way through further steps: what was granted then may have ended by now.
    if (!permission_.holds()) co_await ask_permission();
    co_await hooks_.phase(Phase::clicking, button.text);
    if (!permission_.holds())
      throw Ended(needs_review(FailureKind::outcome_unknown,
                               "The computer slept right before the click. Nothing was clicked and nothing was sent."));
    clicking_ = true;
    Handle handle{button.frame, button.handle};
    co_await browser_.click(std::move(handle), kStepTimeout);
    clicked_ = true;
    co_await hooks_.phase(Phase::clicked, "");
    Proof proof(browser_, trust_, hooks_, request_.confirmation_timeout, requests_);
    proof.can_go_on = [this](const Reading& now) { return can_go_on(now); };
    proof.learned = [this](const Reading& now, const std::vector<std::string>& errors) {
      return learned_from(now, errors);
    };
    auto outcome = co_await proof.wait(std::move(before));
    if (!outcome) {
      // Only a review page or a further step came: the permission stays, and what follows is the click that counts.
      clicking_ = false;
      clicked_ = false;
      co_await hooks_.phase(Phase::filling, "");
    }
    co_return outcome;
  }

  asio::awaitable<void> ask_permission() {
    const auto asked_at = Permission::now();
    auto list = answers();
    auto gate = co_await hooks_.may_submit(std::move(list));
    if (!gate.granted) {
      Outcome outcome;
      outcome.status = OutcomeStatus::dropped;
      outcome.detail = gate.reason.empty() ? "Permission to submit was not given." : gate.reason;
      throw Ended(std::move(outcome));
    }
    permission_.given(asked_at);
  }

  /// Whether a refusal told of a field that has to be answered and is empty. The same refusal teaches once.
  bool learned_from(const Reading& reading, const std::vector<std::string>& errors) {
    if (!reading.form.found() || !refusals_.insert(join_texts(errors)).second) return false;
    return std::any_of(reading.form.fields.begin(), reading.form.fields.end(),
                       [](const Field& field) { return field.fillable() && field.required && !field.error.empty(); });
  }

  bool can_go_on(const Reading& reading) const {
    try {
      final_button(reading);
      return true;
    } catch (const Ended&) {
      return false;
    }
  }

  Browser& browser_;
  answer::Facts facts_;
  ApplyRequest request_;
  Hooks& hooks_;
  Trust trust_;
  Staged staged_;
  answer::Files files_;
  std::map<std::string, Progress> progress_;
  std::map<std::string, AnswerSent> sent_;
  std::map<std::string, answer::Advice> advice_;
  std::map<std::string, Question> to_review_;
  std::vector<std::string> order_;
  std::string last_frame_ = "main";
  Permission permission_;
  std::set<std::string> refusals_;
  std::set<std::string> lists_given_up_;  ///< histories whose adding or removing button did nothing
  std::vector<RequestSeen> requests_;
  std::set<FailureKind> waved_;  ///< blockers that the person said are done
  bool identified_ = false;      ///< an earlier step has asked who applies
  bool clicking_ = false;
  bool clicked_ = false;
};

Outcome from_fault(BrowserFault fault, const std::string& what) {
  switch (fault) {
    case BrowserFault::timeout:
      return failed(FailureKind::timeout, "The page took too long: " + what);
    case BrowserFault::network:
      return failed(FailureKind::network, "The site could not be reached: " + what);
    case BrowserFault::refused:
      return failed(FailureKind::form_not_understood, "The browser refused to go there: " + what);
    case BrowserFault::crashed:
      return failed(FailureKind::browser_crashed, "The browser ended: " + what);
    case BrowserFault::gone:
    case BrowserFault::tool:
      return failed(FailureKind::portal_error, "The page could not be worked with: " + what);
  }
  return failed(FailureKind::portal_error, what);
}

Outcome unknown(const std::string& what) {
  return needs_review(FailureKind::outcome_unknown,
                      "The final button was pressed, and then the view of the page was lost: " + what);
}

}  // namespace

asio::awaitable<std::vector<answer::Advice>> Hooks::advise(std::vector<form::Field>, answer::Facts) {
  co_return std::vector<answer::Advice>();
}

asio::awaitable<TakeOver> Hooks::take_over(FailureKind, std::string) {
  co_return TakeOver::nobody;
}

void Hooks::taken_over() {}

asio::awaitable<std::optional<std::size_t>> Hooks::choose_way(WayView) {
  co_return std::nullopt;
}

asio::awaitable<Outcome> apply(Browser& browser, answer::Facts facts, ApplyRequest request, Hooks& hooks) {
  Application application(browser, std::move(facts), std::move(request), hooks);
  std::optional<Outcome> outcome;
  std::exception_ptr passing;
  try {
    outcome = co_await application.run();
  } catch (const Ended& ended) {
    outcome = ended.outcome();
  } catch (const BrowserError& error) {
    outcome = application.clicking() ? unknown(error.what()) : from_fault(error.fault(), error.what());
  } catch (const std::exception& error) {
    if (!application.clicking())
      passing = std::current_exception();
    else
      outcome = unknown(error.what());
  }
  if (passing) std::rethrow_exception(passing);
  outcome->clicked = application.clicking() || application.clicked();
  outcome->answers = application.answers();
  outcome->requests = application.requests();

  bool done = outcome->status == OutcomeStatus::completed;
  try {
    outcome->url = co_await browser.current_url();
    if (outcome->status != OutcomeStatus::dropped) {
      auto png = co_await browser.screenshot();
      Evidence kind = done ? Evidence::confirmation : Evidence::failure;
      co_await hooks.evidence(kind, std::move(png));
    }
    if (done) co_await hooks.phase(Phase::confirmed, outcome->confirmation);
  } catch (const std::exception& error) {
    // The outcome stands without its picture.
    outcome->detail += std::string(" (No picture of the end: ") + error.what() + ")";
  }
  co_return std::move(*outcome);
}

}  // namespace jobswipe::apply

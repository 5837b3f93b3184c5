// One browser for many forms: reads a job per line from stdin and writes its result as a line to stdout.
//
//   {"do": "plan" | "apply", "url": …, "facts": {"profile", "answers"}, "resume": path, "look": "() => …"}
//
// `look`, of a plan, is called in every frame of the page that was read; the result's `frames` hold what it gave.
//
// The same engine as `jobswipe-agent plan` and `apply`, on pages of this machine; saves a browser's start per form.

#include <fmt/format.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_to.hpp>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <iostream>
#include <stdexcept>
#include <string>
#include <string_view>

#include "agent/answer/facts.hpp"
#include "agent/app_files.hpp"
#include "agent/apply/apply.hpp"
#include "agent/browser/session.hpp"
#include "agent/form/platform.hpp"

namespace {

namespace asio = boost::asio;
namespace fs = std::filesystem;
namespace json = boost::json;
using namespace jobswipe;

/// Grants every click and keeps the log's lines for the result.
class RunnerHooks final : public apply::Hooks {
 public:
  asio::awaitable<void> phase(apply::Phase, std::string) override { co_return; }
  asio::awaitable<apply::Gate> may_submit(std::vector<apply::AnswerSent>) override {
    apply::Gate gate;
    gate.granted = true;
    ++asked_;
    co_return gate;
  }
  asio::awaitable<void> evidence(apply::Evidence, std::string) override { co_return; }
  asio::awaitable<void> log(std::string, std::string message) override {
    lines_.emplace_back(message);
    co_return;
  }
  bool cancelled() override { return false; }

  json::array take_lines() { return std::move(lines_); }
  int asked() const { return asked_; }

 private:
  json::array lines_;
  int asked_ = 0;
};

std::string text_at(const json::object& job, std::string_view name) {
  const auto* value = job.if_contains(name);
  return value ? json::value_to<std::string>(*value) : std::string();
}

json::object frame_json(browser::FrameValue seen) {
  json::object frame;
  frame["id"] = seen.frame.id;
  frame["url"] = seen.frame.url;
  frame["value"] = std::move(seen.value);
  return frame;
}

asio::awaitable<json::object> work(browser::Session& session, json::object job, fs::path staging) {
  auto facts = answer::parse_facts(job.at("facts"));
  if (!facts) throw std::runtime_error("facts: " + facts.error().detail);
  const auto page = co_await session.page();
  const auto kind = text_at(job, "do");
  if (kind == "plan") {
    apply::PlanRequest request;
    request.url = text_at(job, "url");
    request.allow_private = true;
    auto plan = co_await apply::plan(*page, std::move(*facts), std::move(request));
    auto look = text_at(job, "look");
    if (look.empty()) co_return plan;
    json::array frames;
    auto all = co_await page->evaluate_all(std::move(look), nullptr);
    for (auto& seen : all) frames.push_back(frame_json(std::move(seen)));
    plan["frames"] = std::move(frames);
    co_return plan;
  }
  if (kind != "apply") throw std::runtime_error("`do` must be plan or apply");
  apply::ApplyRequest request;
  request.url = text_at(job, "url");
  request.allow_private = true;
  request.confirmation_timeout = std::chrono::seconds(10);
  if (const auto resume = text_at(job, "resume"); !resume.empty()) {
    fs::create_directories(staging);
    const auto file = staging / fs::path(resume).filename();
    fs::copy_file(resume, file, fs::copy_options::overwrite_existing);
    request.resume_path = file.string();
  }
  RunnerHooks hooks;
  const auto outcome = co_await apply::apply(*page, std::move(*facts), std::move(request), hooks);
  auto result = apply::to_json(outcome);
  result["log"] = hooks.take_lines();
  result["permissions"] = hooks.asked();
  co_return result;
}

asio::awaitable<void> serve(browser::Session& session, fs::path staging) {
  std::string line;
  while (std::getline(std::cin, line)) {
    json::object result;
    try {
      auto job = json::parse(line).as_object();
      result = co_await work(session, std::move(job), staging);
    } catch (const std::exception& error) {
      result["error"] = error.what();
    }
    fmt::print("{}\n", json::serialize(result));
    std::fflush(stdout);
  }
  co_await session.close();
}

}  // namespace

int main(int count, char** arguments) {
  auto driver = browser::Driver::automatic;
  for (int i = 1; i < count; ++i) {
    const std::string_view word = arguments[i];
    const auto named = word == "--driver" && i + 1 < count ? browser::driver_of(arguments[++i]) : std::nullopt;
    if (named) {
      driver = *named;
    } else if (word == "--generic") {
      // Without what is known of single applicant systems, to measure what the generic way does alone.
      form::forget_platforms();
    } else {
      fmt::print(stderr, "Usage: form_runner [--driver auto|playwright|webdriver] [--generic]\n");
      return 2;
    }
  }
  const agent::TemporaryDirectory directory;
  browser::SessionOptions options;
  options.profile_directory = (directory.path() / "browser").string();
  options.staging_directory = (directory.path() / "staging").string();
  options.allow_private = true;
  options.driver = driver;
  // Never destroyed: its end would wait for a name lookup that hangs.
  auto& context = *new asio::io_context;
  browser::Session session(context.get_executor(), std::move(options));
  std::exception_ptr failure;
  asio::co_spawn(context, serve(session, directory.path() / "staging"),
                 [&](std::exception_ptr error) { failure = error; });
  context.run();
  try {
    if (failure) std::rethrow_exception(failure);
  } catch (const std::exception& error) {
    fmt::print(stderr, "form_runner: {}\n", error.what());
    return 1;
  }
  return 0;
}

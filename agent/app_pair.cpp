#include <fmt/format.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_to.hpp>
#include <cstdio>
#include <stdexcept>

#include "agent/app.hpp"
#include "agent/app_files.hpp"
#include "agent/journal/journal.hpp"
#include "agent/link/api.hpp"

namespace jobswipe::agent {
namespace {

namespace asio = boost::asio;
namespace json = boost::json;

void print_line(const json::object& object) {
  fmt::print("{}\n", json::serialize(object));
  std::fflush(stdout);
}

void show_code(const link::DeviceCode& code, bool as_json) {
  if (!as_json) {
    fmt::print("Open {}\nand type the code  {}\nIt is good for {} minutes.\n", code.verification_uri, code.user_code,
               code.expires_in.count() / 60);
    std::fflush(stdout);
    return;
  }
  json::object object;
  object["userCode"] = code.user_code;
  object["verificationUri"] = code.verification_uri;
  object["verificationUriComplete"] = code.verification_uri_complete;
  object["expiresIn"] = code.expires_in.count();
  print_line(object);
}

asio::awaitable<void> do_pair(http::Client& client, PairOptions options, link::CredentialsFile file) {
  const auto code = co_await link::request_device_code(client, options.server, options.name);
  if (!code) throw std::runtime_error("the server gives no pairing code: " + code.error().detail);
  show_code(*code, options.json);
  const auto credentials = co_await link::await_approval(client, options.server, *code);
  if (!credentials) throw std::runtime_error("not paired: " + credentials.error().detail);
  file.store(*credentials);
  json::object done;
  done["paired"] = true;
  done["deviceId"] = credentials->device_id;
  if (options.json) print_line(done);
  if (!options.json) fmt::print("Paired. Start the agent with: jobswipe-agent run\n");
}

}  // namespace

int pair(const PairOptions& given) {
  auto options = given;
  options.server = server_origin(options.server);
  const StateDirectory state(options.state_directory);
  // Never destroyed: its end would wait for a name lookup that hangs.
  auto& context = *new asio::io_context;
  http::Client client(context.get_executor(), http::ClientConfig());
  std::exception_ptr failure;
  asio::co_spawn(context, do_pair(client, options, link::CredentialsFile(state.credentials())),
                 [&](std::exception_ptr error) {
                   failure = error;
                   context.stop();
                 });
  context.run();
  if (failure) std::rethrow_exception(failure);
  return 0;
}

int status(const StatusOptions& options) {
  const fs::path path(options.state_directory);
  const auto credentials = link::CredentialsFile(path / "credentials.json").load();
  json::object report;
  report["state"] = fs::absolute(path).string();
  report["paired"] = credentials.has_value();
  report["server"] = nullptr;
  report["deviceId"] = nullptr;
  if (credentials) {
    report["server"] = credentials->server;
    report["deviceId"] = credentials->device_id;
  }
  report["running"] = StateDirectory::in_use(path);
  json::array waiting;
  if (fs::exists(path / "journal.db")) {
    const base::SystemClock clock;
    journal::Journal journal((path / "journal.db").string(), path / "evidence", clock);
    for (const auto& attempt : journal.unsettled()) {
      json::object entry;
      entry["applicationId"] = attempt.id.application_id;
      entry["epoch"] = attempt.id.epoch;
      entry["phase"] = to_string(attempt.phase);
      entry["outcomeKnown"] = attempt.outcome.has_value();
      entry["startedAt"] = attempt.started_at;
      waiting.push_back(std::move(entry));
    }
  }
  report["unreported"] = waiting;
  if (options.json) {
    print_line(report);
    return 0;
  }
  fmt::print("state    {}\n", fs::absolute(path).string());
  if (credentials)
    fmt::print("paired   with {} as {}\n", credentials->server, credentials->device_id);
  else
    fmt::print("paired   no; run: jobswipe-agent pair --server URL\n");
  fmt::print("running  {}\n", report.at("running") == true ? "yes" : "no");
  for (const auto& entry : waiting)
    fmt::print("not reported yet: {} epoch {} in {}\n", json::value_to<std::string>(entry.at("applicationId")),
               entry.at("epoch").to_number<int>(), json::value_to<std::string>(entry.at("phase")));
  return 0;
}

}  // namespace jobswipe::agent

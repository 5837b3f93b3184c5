// jobswipe-load: the load of the benchmarks. Prints one JSON object; errors go to stderr, with exit code 1.
#include <fmt/format.h>
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <boost/json/serialize.hpp>
#include <fstream>

#include "bench/program/people.hpp"
#include "bench/program/runs.hpp"

namespace {

using namespace jobswipe::load;

struct Settings {
  std::string url, tokens, kind = "swipe", method = "GET", target, body, acknowledged, socket_target = "/api/ws";
  std::string master_key_file, folder;
  std::uint64_t people = 5000, jobs = 10000, offset = 0;
  Driver::Options load;
  SocketPlan sockets;
  Span span;
};

void raise_open_files() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

void add_load(CLI::App& command, Settings& settings) {
  command.add_option("--url", settings.url, "http://ADDRESS:PORT")->required();
  command.add_option("--tokens", settings.tokens, "a file with an access token a line")->required();
  command.add_option("--people", settings.people, "how many of them swipe");
  command.add_option("--jobs", settings.jobs, "how many postings there are");
  command.add_option("--offset", settings.offset, "the posting to begin with");
  command.add_option("--connections", settings.load.connections);
  command.add_option("--rate", settings.load.rate, "units a second by a timetable; 0: as fast as they are answered");
  command.add_option("--warm-up", settings.span.warm_up, "seconds before it counts");
  command.add_option("--seconds", settings.span.seconds, "that count");
  command.add_option("--watch", settings.span.watched, "NAME=PID: a process whose CPU time is told");
}

void add_sockets(CLI::App& command, Settings& settings) {
  command.add_option("--sockets", settings.sockets.count);
  command.add_option("--at-once", settings.sockets.at_once, "sockets that are being opened at the same time");
  command.add_option("--socket-target", settings.sockets.target)->default_val("/api/ws");
}

boost::json::object work(Settings& settings, const Place& place) {
  if (settings.kind == "swipe") {
    Swipes swipes(place, settings.people, settings.jobs, settings.offset);
    auto result = run_work(settings.load, swipes, settings.span);
    result["acknowledged"] = swipes.acknowledged().size();
    if (!settings.acknowledged.empty()) {
      std::ofstream file(settings.acknowledged);
      for (const auto& id : swipes.acknowledged()) file << id << '\n';
      if (!file.flush()) throw std::runtime_error(settings.acknowledged + " can't be written");
    }
    return result;
  }
  if (settings.kind == "request") {
    Requests requests(place, settings.method, settings.target, settings.body);
    return run_work(settings.load, requests, settings.span);
  }
  Claims claims(place, settings.target, settings.body, settings.kind == "cycle");
  auto result = run_work(settings.load, claims, settings.span);
  result["empty"] = claims.empty();
  return result;
}

boost::json::object run(const CLI::App& app, Settings& settings) {
  if (app.got_subcommand("people")) {
    write_people(settings.master_key_file, settings.people, settings.folder);
    boost::json::object result;
    result["people"] = settings.people;
    return result;
  }
  raise_open_files();
  const auto place = make_place(settings.url, settings.tokens);
  settings.load.address = place.address;
  settings.load.port = place.port;
  if (app.got_subcommand("idle")) return run_idle(place, settings.sockets);
  if (app.got_subcommand("work")) return work(settings, place);
  Swipes swipes(place, settings.people, settings.jobs, settings.offset);
  return run_delivery(place, settings.sockets, settings.load, swipes, settings.span);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Sends the load of the benchmarks.");
  app.require_subcommand(1);
  Settings settings;
  auto* people = app.add_subcommand("people", "Writes people, their keys and their tokens.");
  people->add_option("--master-key-file", settings.master_key_file)->required();
  people->add_option("--count", settings.people)->required();
  people->add_option("--folder", settings.folder)->required();
  auto* work = app.add_subcommand("work", "Sends requests.");
  add_load(*work, settings);
  work->add_option("--kind", settings.kind, "swipe, request, claim, or cycle: a claim and its end")
      ->check(CLI::IsMember({"swipe", "request", "claim", "cycle"}));
  work->add_option("--method", settings.method, "of request");
  work->add_option("--target", settings.target, "of request, claim and cycle");
  work->add_option("--body", settings.body, "of request, claim and cycle");
  work->add_option("--acknowledged", settings.acknowledged, "file for the ids of the swipes that were answered 201");
  work->add_option("--kill", settings.span.kill, "PID that gets SIGKILL at the end, under load");
  auto* delivery = app.add_subcommand("delivery", "Measures the way from a swipe to the person's WebSocket.");
  add_load(*delivery, settings);
  add_sockets(*delivery, settings);
  auto* idle = app.add_subcommand("idle", "Holds WebSockets open until its standard input ends.");
  idle->add_option("--url", settings.url)->required();
  idle->add_option("--tokens", settings.tokens)->required();
  add_sockets(*idle, settings);
  CLI11_PARSE(app, argc, argv);
  try {
    fmt::print("{}\n", boost::json::serialize(run(app, settings)));
  } catch (const std::exception& error) {
    fmt::print(stderr, "jobswipe-load: {}\n", error.what());
    return 1;
  }
  return 0;
}

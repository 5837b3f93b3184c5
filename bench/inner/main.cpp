#include <benchmark/benchmark.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <string>
#include <vector>

#include "core/domain/state_machine.hpp"
#include "io/redis/parser.hpp"
#include "io/ws/frame.hpp"
#include "server/gateway/contract.hpp"
#include "server/gateway/gateway.hpp"
#include "server/stream/frames.hpp"

namespace {

using namespace jobswipe;
namespace json = boost::json;

constexpr char kSwipe[] =
    R"({"jobId":"10000000-0000-4000-8000-000000000001","resumeId":"30000000-0000-4000-8000-000000000001","priority":5})";

store::StoredEvent swiped() {
  store::StoredEvent event;
  event.seq = 123456;
  event.application = base::ApplicationId::make();
  event.type = "application.swiped";
  event.data =
      json::parse(
          R"({"jobId":"10000000-0000-4000-8000-000000000001","title":"Engineer","company":"Company","status":"PENDING","epoch":0})")
          .as_object();
  event.actor = "person";
  event.at = base::SystemClock().now();
  return event;
}

void find_route(benchmark::State& state) {
  const auto& contract = gateway::Contract::embedded();
  for (auto _ : state) {
    benchmark::DoNotOptimize(contract.find(http::Method::post, "/api/jobs/swipe-right"));
    benchmark::DoNotOptimize(
        contract.find(http::Method::put, "/api/applications/20000000-0000-4000-8000-000000000001/status"));
  }
  state.SetItemsProcessed(state.iterations() * 2);
}
BENCHMARK(find_route);

void parse_swipe(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(json::parse(kSwipe));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(parse_swipe);

void check_swipe(benchmark::State& state) {
  const auto match = gateway::Contract::embedded().find(http::Method::post, "/api/jobs/swipe-right");
  json::value body = json::parse(kSwipe);
  for (auto _ : state) benchmark::DoNotOptimize(match.operation->json_body->check(body));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(check_swipe);

void write_swiped(benchmark::State& state) {
  json::object body;
  body["id"] = "20000000-0000-4000-8000-000000000001";
  body["status"] = "PENDING";
  body["position"] = 7;
  for (auto _ : state) benchmark::DoNotOptimize(gateway::json_response(201, body));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(write_swiped);

void append_resp_command(benchmark::State& state) {
  const std::vector<std::string> command{"PUBLISH", "application:user:20000000-0000-4000-8000-000000000001", "events"};
  std::string out;
  for (auto _ : state) {
    out.clear();
    redis::append_command(out, command);
    benchmark::DoNotOptimize(out);
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(append_resp_command);

void parse_resp_reply(benchmark::State& state) {
  redis::Parser parser;
  for (auto _ : state) {
    parser.feed(":1\r\n$36\r\n20000000-0000-4000-8000-000000000001\r\n");
    benchmark::DoNotOptimize(parser.next());
    benchmark::DoNotOptimize(parser.next());
  }
  state.SetItemsProcessed(state.iterations() * 2);
}
BENCHMARK(parse_resp_reply);

void encode_event_frame(benchmark::State& state) {
  const auto event = swiped();
  for (auto _ : state) {
    const auto frame = stream::event_frame(event, "abcdef012345");
    benchmark::DoNotOptimize(ws::encode_header(ws::Opcode::text, frame.json->size(), std::nullopt));
    benchmark::DoNotOptimize(frame);
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(encode_event_frame);

void take_steps(benchmark::State& state) {
  using domain::Action;
  for (auto _ : state) {
    auto status = domain::Status::pending;
    for (const auto action : {Action::relay, Action::claim, Action::start, Action::complete}) {
      benchmark::DoNotOptimize(action);
      status = domain::next(status, action).value();
    }
    benchmark::DoNotOptimize(status);
  }
  state.SetItemsProcessed(state.iterations() * 4);
}
BENCHMARK(take_steps);

}  // namespace

BENCHMARK_MAIN();

#include <gmock/gmock.h>

#include <boost/asio/use_awaitable.hpp>
#include <boost/json/parse.hpp>
#include <deque>
#include <map>
#include <set>

#include "io/http/client.hpp"
#include "io/http/testing.hpp"
#include "io/ws/client.hpp"
#include "io/ws/frame.hpp"
#include "server/stream/stream_api.hpp"

namespace jobswipe::stream {
namespace {

namespace json = boost::json;
using http::testing::Loop;
using http::testing::RawSocket;
using http::testing::RunningServer;
using ::testing::ElementsAre;

/// An event log in memory, by the rules of the real one.
class LogInMemory final : public EventSource {
 public:
  asio::awaitable<store::ReadResult> read(base::UserId user, std::int64_t after, int limit) override {
    if (down) throw std::runtime_error("no database");
    const auto& log = logs[user];
    store::ReadResult result;
    result.last_seq = log.last;
    result.pruned_seq = log.pruned;
    for (const auto& event : log.events) {
      if (event.seq > after && static_cast<int>(result.events.size()) < limit) result.events.push_back(event);
    }
    ++reads;
    co_return result;
  }
  asio::awaitable<std::string> epoch() override { co_return "e1"; }
  asio::awaitable<std::vector<std::pair<base::UserId, std::int64_t>>> heads(std::vector<base::UserId> users) override {
    std::vector<std::pair<base::UserId, std::int64_t>> list;
    for (const auto& user : users) list.emplace_back(user, logs[user].last);
    co_return list;
  }
  void append(base::UserId user, std::size_t bytes = 0) {
    auto& log = logs[user];
    store::StoredEvent event;
    event.seq = ++log.last;
    event.type = "application.progress";
    event.actor = "desktop";
    event.data["n"] = event.seq;
    if (bytes > 0) event.data["filler"] = std::string(bytes, 'x');
    log.events.push_back(event);
  }
  void prune(base::UserId user, std::int64_t seq) {
    auto& log = logs[user];
    log.pruned = seq;
    std::erase_if(log.events, [seq](const auto& event) { return event.seq <= seq; });
  }
  struct Log {
    std::deque<store::StoredEvent> events;
    std::int64_t last = 0, pruned = 0;
  };
  std::map<base::UserId, Log> logs;
  int reads = 0;
  bool down = false;
};

/// The bearer token is the session's id.
class OneUser final : public gateway::Authenticator {
 public:
  explicit OneUser(base::UserId user) : user_(user) {}
  asio::awaitable<base::Result<std::optional<gateway::Caller>>> authenticate(const http::Request& request) override {
    gateway::Caller caller;
    caller.user = user_;
    const auto session = base::Uuid::parse(std::string(request.fields.get("Authorization")).substr(7));
    if (session) caller.session = *session;
    co_return caller;
  }

 private:
  base::UserId user_;
};

class Revocations final : public SessionGuard {
 public:
  bool revoked(const gateway::Caller& caller) override { return sessions.contains(caller.session); }
  std::set<base::Uuid> sessions;
};

Settings quick() {
  Settings settings;
  settings.ping_interval = std::chrono::milliseconds(60'000);
  settings.poll_interval = std::chrono::milliseconds(60'000);
  settings.poll_interval_alone = std::chrono::milliseconds(60'000);
  settings.page = 50;
  return settings;
}

class StreamTest : public ::testing::Test {
 protected:
  template <class F>
  auto on_server(F function) {
    return server_->loop().call(std::move(function));
  }
  explicit StreamTest(Settings settings = quick(), http::ServerConfig config = {}) {
    gateway_.observe([](const gateway::Served&) {});
    server_ = std::make_unique<RunningServer>(
        [this](http::Request request) { return gateway_.serve(std::move(request)); }, config);
    on_server([&] {
      hub_ = std::make_unique<Hub>(server_->loop().executor(), &revocations_);
      api_ =
          std::make_unique<StreamApi>(server_->loop().executor(), *hub_, log_, settings, [this] { return fan_out_; });
      api_->add_to(gateway_);
      api_->start();
    });
    client_ = std::make_unique<http::Client>(loop_.executor(), http::ClientConfig());
  }
  void TearDown() override {
    loop_.call([this] { client_.reset(); });
    on_server([this] {
      api_->stop();
      hub_->drain();
    });
    server_->loop().run(server_->server().drain(std::chrono::seconds(5)));
    EXPECT_EQ(on_server([this] { return hub_->listeners(); }), 0u);
    on_server([this] {
      api_.reset();
      hub_.reset();
    });
    server_.reset();
  }

  void append(int count, std::size_t bytes = 0) {
    on_server([&] {
      for (int i = 0; i < count; ++i) log_.append(user_, bytes);
      hub_->wake(user_);
    });
  }

  http::ClientRequest request(const std::string& target) {
    http::ClientRequest made;
    made.url = server_->url(target);
    made.fields.add("Authorization", "Bearer " + session_.to_string());
    return made;
  }
  json::value poll(const std::string& query) {
    const auto response = loop_.run(client_->send(request("/api/events" + query)));
    EXPECT_EQ(response.status, 200) << response.body;
    return json::parse(response.body);
  }
  std::future<http::ClientResponse> poll_later(const std::string& query) {
    return asio::co_spawn(loop_.context(), client_->send(request("/api/events" + query)), asio::use_future);
  }

  std::shared_ptr<ws::Session> open_socket(const std::string& query = "") {
    ws::ConnectOptions options;
    options.url = "ws://127.0.0.1:" + std::to_string(server_->port()) + "/api/ws" + query;
    options.fields.add("Authorization", "Bearer " + session_.to_string());
    return loop_.run(ws::connect(loop_.executor(), options));
  }
  /// Frames up to and with the first of `type`.
  std::vector<json::value> read_until(const std::shared_ptr<ws::Session>& session, const char* type) {
    std::vector<json::value> frames;
    while (auto text = loop_.run(session->receive())) {
      frames.push_back(json::parse(*text));
      if (frames.back().at("type") == type) break;
    }
    return frames;
  }
  void wait_for_listeners(std::size_t count) {
    while (on_server([this] { return hub_->listeners(); }) != count) std::this_thread::yield();
  }

  base::UserId user_ = base::UserId::make();
  base::Uuid session_ = base::Uuid::make();
  LogInMemory log_;
  OneUser tokens_{user_};
  Revocations revocations_;
  gateway::Gateway gateway_{tokens_, nullptr, {}};
  bool fan_out_ = true;
  std::unique_ptr<RunningServer> server_;
  std::unique_ptr<Hub> hub_;
  std::unique_ptr<StreamApi> api_;
  Loop loop_;
  std::unique_ptr<http::Client> client_;
};

std::vector<std::int64_t> seqs(const std::vector<json::value>& frames) {
  std::vector<std::int64_t> list;
  for (const auto& frame : frames) {
    if (frame.at("type") == "event") list.push_back(frame.at("event").at("seq").as_int64());
  }
  return list;
}

std::vector<std::int64_t> count_to(std::int64_t first, std::int64_t last) {
  std::vector<std::int64_t> list;
  for (auto i = first; i <= last; ++i) list.push_back(i);
  return list;
}

/// The frames in a text of server-sent events; checks the form of each.
std::vector<json::value> frames_of_sse(std::string text) {
  std::vector<json::value> frames;
  std::size_t at = 0, end;
  while ((end = text.find("\n\n", at)) != std::string::npos) {
    const std::string block = text.substr(at, end - at);
    at = end + 2;
    if (block.starts_with("retry:")) continue;
    const auto data = block.find("data: ");
    frames.push_back(json::parse(block.substr(data + 6)));
    const std::string type(frames.back().at("type").as_string());
    EXPECT_TRUE(block.starts_with("event: " + type + "\n")) << block;
    const auto* cursor = frames.back().as_object().if_contains("cursor");
    if (type == "event") cursor = &frames.back().at("event").at("cursor");
    if (cursor) {
      EXPECT_NE(block.find("id: " + std::string(cursor->as_string()) + "\n"), std::string::npos) << block;
    }
  }
  return frames;
}

TEST_F(StreamTest, GivesTheSameEventsOverEveryTransport) {
  append(120);
  std::vector<std::int64_t> polled;
  std::string cursor = "e1:0";
  for (bool up_to_date = false; !up_to_date;) {
    const auto page = poll("?limit=50&after=" + cursor);
    for (const auto& event : page.at("events").as_array()) polled.push_back(event.at("seq").as_int64());
    cursor = page.at("cursor").as_string();
    up_to_date = page.at("upToDate").as_bool();
  }
  EXPECT_EQ(polled, count_to(1, 120));
  EXPECT_EQ(cursor, "e1:120");

  auto socket = open_socket("?after=e1:0");
  const auto frames = read_until(socket, "up_to_date");
  EXPECT_EQ(frames.front().at("type"), "hello");
  EXPECT_EQ(frames.front().at("cursor"), "e1:0");
  EXPECT_EQ(seqs(frames), count_to(1, 120));
  EXPECT_EQ(frames.back().at("cursor"), "e1:120");
  loop_.call([&] { socket->close(1000, ""); });

  auto sse = request("/api/events?after=e1:0");
  sse.fields.add("Accept", "text/event-stream");
  std::string text;
  const auto response = loop_.run(client_->stream(sse, std::chrono::seconds(10), [&](int, std::string_view chunk) {
    text += chunk;
    return text.find("event: up_to_date") == std::string::npos || !text.ends_with("\n\n");
  }));
  EXPECT_EQ(response.fields.get("Content-Type"), "text/event-stream");
  const auto sent = frames_of_sse(text);
  EXPECT_EQ(sent.front().at("type"), "hello");
  EXPECT_EQ(seqs(sent), count_to(1, 120));
  EXPECT_EQ(sent.back(), frames.back());
  ASSERT_EQ(sent.size(), frames.size());
  for (std::size_t i = 1; i < sent.size(); ++i) EXPECT_EQ(sent[i], frames[i]);
}

TEST_F(StreamTest, DeliversWhatHappensWhileTheSocketIsOpen) {
  append(3);
  auto socket = open_socket();
  const auto hello = read_until(socket, "up_to_date");
  EXPECT_EQ(hello.size(), 2u);
  EXPECT_EQ(hello[0].at("cursor"), "e1:3");
  append(1);
  const auto frames = read_until(socket, "event");
  EXPECT_EQ(frames.back().at("event").at("cursor"), "e1:4");
  EXPECT_EQ(frames.back().at("event").at("data").at("n"), 4);
  loop_.call([&] { socket->close(1000, ""); });
}

TEST_F(StreamTest, LongPollAnswersWhenSomethingHappens) {
  append(2);
  const auto now = poll("");
  EXPECT_EQ(now.at("cursor"), "e1:2");
  EXPECT_TRUE(now.at("upToDate").as_bool());
  EXPECT_TRUE(now.at("events").as_array().empty());
  auto later = poll_later("?wait=30&after=e1:2");
  wait_for_listeners(1);
  append(1);
  const auto page = json::parse(later.get().body);
  ASSERT_EQ(page.at("events").as_array().size(), 1u);
  EXPECT_EQ(page.at("cursor"), "e1:3");
}

TEST_F(StreamTest, LongPollEndsEmptyAfterItsWait) {
  const auto page = poll("?wait=1&after=e1:0");
  EXPECT_TRUE(page.at("events").as_array().empty());
  EXPECT_EQ(page.at("cursor"), "e1:0");
}

TEST_F(StreamTest, AnswersCursorsThatCantBeServedWithReset) {
  append(10);
  on_server([&] { log_.prune(user_, 5); });
  for (const char* bad : {"e0:3", "e1:4", "e1:11", "nonsense", "e1:x"}) {
    const auto page = poll(std::string("?after=") + bad);
    EXPECT_TRUE(page.at("reset").as_bool()) << bad;
    EXPECT_EQ(page.at("cursor"), "e1:10") << bad;
    EXPECT_TRUE(page.at("events").as_array().empty()) << bad;
    auto socket = open_socket(std::string("?after=") + bad);
    const auto frames = read_until(socket, "up_to_date");
    ASSERT_EQ(frames.size(), 3u) << bad;
    EXPECT_EQ(frames[1].at("type"), "reset");
    EXPECT_EQ(frames[1].at("cursor"), "e1:10");
    loop_.call([&] { socket->close(1000, ""); });
  }
  EXPECT_FALSE(poll("?after=e1:5").at("reset").as_bool());
}

TEST_F(StreamTest, LastEventIdWinsOverTheUrl) {
  append(10);
  auto sse = request("/api/events?after=e1:0");
  sse.fields.add("Accept", "text/event-stream");
  sse.fields.add("Last-Event-ID", "e1:8");
  std::string text;
  loop_.run(client_->stream(sse, std::chrono::seconds(10), [&](int, std::string_view chunk) {
    text += chunk;
    return text.find("event: up_to_date") == std::string::npos || !text.ends_with("\n\n");
  }));
  EXPECT_EQ(seqs(frames_of_sse(text)), count_to(9, 10));
}

TEST_F(StreamTest, SendsEventsOverSseAsTheyHappenAndForgetsAPeerThatLeft) {
  RawSocket socket(server_->port());
  socket.send("GET /api/events HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer " + session_.to_string() +
              "\r\nAccept: text/event-stream\r\n\r\n");
  socket.read_until("event: up_to_date");
  append(1);
  socket.read_until("\"cursor\":\"e1:1\"");
  EXPECT_EQ(on_server([this] { return hub_->listeners(); }), 1u);
  socket.close();
  wait_for_listeners(0);
}

TEST_F(StreamTest, ClosesStreamsOfARevokedSessionWithinFiveSeconds) {
  auto socket = open_socket();
  read_until(socket, "up_to_date");
  auto later = poll_later("?wait=30&after=e1:0");
  RawSocket sse(server_->port());
  sse.send("GET /api/events HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer " + session_.to_string() +
           "\r\nAccept: text/event-stream\r\n\r\n");
  sse.read_until("event: up_to_date");
  wait_for_listeners(3);
  const auto start = std::chrono::steady_clock::now();
  on_server([&] { revocations_.sessions.insert(session_); });
  EXPECT_TRUE(read_until(socket, "none").empty());
  EXPECT_EQ(loop_.call([&] { return socket->close_code(); }), 1008);
  later.get();
  sse.read_to_end();
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
}

TEST_F(StreamTest, EndSessionClosesItsStreamsAtOnceAndNoOthers) {
  auto mine = open_socket();
  read_until(mine, "up_to_date");
  const auto first = session_;
  session_ = base::Uuid::make();
  auto other = open_socket();
  read_until(other, "up_to_date");
  on_server([&] { hub_->end_session(first); });
  read_until(mine, "none");
  EXPECT_EQ(loop_.call([&] { return mine->close_code(); }), 1008);
  append(1);
  EXPECT_EQ(read_until(other, "event").size(), 1u);
  loop_.call([&] { other->close(1000, ""); });
}

TEST_F(StreamTest, TellsSocketsAndStreamsThatTheNodeDrains) {
  auto socket = open_socket();
  read_until(socket, "up_to_date");
  RawSocket sse(server_->port());
  sse.send("GET /api/events HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer " + session_.to_string() +
           "\r\nAccept: text/event-stream\r\n\r\n");
  sse.read_until("event: up_to_date");
  auto later = poll_later("?wait=30&after=e1:0");
  wait_for_listeners(3);
  on_server([this] { hub_->drain(); });
  auto drained =
      asio::co_spawn(server_->loop().context(), server_->server().drain(std::chrono::seconds(5)), asio::use_future);
  const auto frames = read_until(socket, "drain");
  ASSERT_EQ(frames.size(), 1u);
  EXPECT_GE(frames[0].at("retryAfterMs").as_int64(), 250);
  EXPECT_TRUE(read_until(socket, "none").empty());
  EXPECT_EQ(loop_.call([&] { return socket->close_code(); }), 1012);
  EXPECT_NE(sse.read_to_end().find("event: drain"), std::string::npos);
  EXPECT_EQ(later.get().status, 200);
  drained.get();
}

TEST_F(StreamTest, TellsTheFanOutWhenThePersonComesAndGoes) {
  std::vector<std::string> calls;
  on_server([&] {
    hub_->on_first_subscriber([&](base::UserId user) { calls.push_back(user == user_ ? "first" : "?"); });
    hub_->on_last_subscriber([&](base::UserId user) { calls.push_back(user == user_ ? "last" : "?"); });
  });
  auto one = open_socket();
  auto two = open_socket();
  wait_for_listeners(2);
  loop_.call([&] { one->close(1000, ""); });
  wait_for_listeners(1);
  loop_.call([&] { two->close(1000, ""); });
  wait_for_listeners(0);
  EXPECT_THAT(on_server([&] { return calls; }), ElementsAre("first", "last"));
  on_server([&] {
    hub_->on_first_subscriber(nullptr);
    hub_->on_last_subscriber(nullptr);
  });
}

Settings polling() {
  Settings settings = quick();
  settings.poll_interval_alone = std::chrono::milliseconds(50);
  settings.ping_interval = std::chrono::milliseconds(300);
  return settings;
}

class PollingStreamTest : public StreamTest {
 protected:
  PollingStreamTest() : StreamTest(polling()) { fan_out_ = false; }
};

TEST_F(PollingStreamTest, FindsEventsWhoseWakeUpWasLost) {
  // The first interval was chosen while the fan-out was still up.
  on_server([this] {
    api_->stop();
    api_->start();
  });
  auto socket = open_socket();
  read_until(socket, "up_to_date");
  on_server([&] { log_.append(user_); });
  EXPECT_EQ(seqs(read_until(socket, "event")), count_to(1, 1));
  loop_.call([&] { socket->close(1000, ""); });
}

TEST_F(PollingStreamTest, PingsQuietStreams) {
  auto socket = open_socket();
  EXPECT_EQ(read_until(socket, "ping").back().at("type"), "ping");
  loop_.call([&] { socket->close(1000, ""); });
  auto sse = request("/api/events");
  sse.fields.add("Accept", "text/event-stream");
  std::string text;
  loop_.run(client_->stream(sse, std::chrono::seconds(10), [&](int, std::string_view chunk) {
    text += chunk;
    return text.find("event: ping") == std::string::npos;
  }));
}

Settings impatient() {
  Settings settings = quick();
  settings.slow_reader_timeout = std::chrono::milliseconds(200);
  return settings;
}

class SlowReaderTest : public StreamTest {
 protected:
  SlowReaderTest() : StreamTest(impatient()) {}
};

TEST_F(SlowReaderTest, ClosesAReaderThatDoesNotKeepUpAndLetsItResume) {
  append(400, 50'000);
  auto socket = open_socket("?after=e1:0");
  // Nothing is read until the server has given up.
  wait_for_listeners(1);
  while (on_server([this] { return log_.reads; }) < 2) std::this_thread::yield();
  std::this_thread::sleep_for(std::chrono::milliseconds(600));
  const auto frames = read_until(socket, "none");
  EXPECT_EQ(loop_.call([&] { return socket->close_code(); }), 1013);
  const auto seen = seqs(frames);
  ASSERT_FALSE(seen.empty());
  EXPECT_EQ(seen, count_to(1, seen.back()));
  EXPECT_LT(seen.back(), 400);
  auto resumed = open_socket("?after=e1:" + std::to_string(seen.back()));
  EXPECT_EQ(seqs(read_until(resumed, "up_to_date")), count_to(seen.back() + 1, 400));
  loop_.call([&] { resumed->close(1000, ""); });
}

TEST_F(StreamTest, SendsALongBacklogToAReaderThatKeepsUp) {
  append(3000, 1000);
  auto socket = open_socket("?after=e1:0");
  EXPECT_EQ(seqs(read_until(socket, "up_to_date")), count_to(1, 3000));
  loop_.call([&] { socket->close(1000, ""); });
}

TEST_F(StreamTest, SaysTryAgainWhenTheLogCantBeRead) {
  on_server([this] { log_.down = true; });
  auto socket = open_socket();
  EXPECT_TRUE(read_until(socket, "none").empty());
  EXPECT_EQ(loop_.call([&] { return socket->close_code(); }), 1013);
  on_server([this] { log_.down = false; });
}

TEST(Frames, HaveTheFormOfTheContract) {
  const auto time = *base::parse_rfc3339("2026-01-31T09:30:00.123Z");
  const protocol::Cursor cursor{"e1", 7};
  EXPECT_EQ(json::parse(*hello_frame(cursor, time).json),
            json::parse(R"({"type":"hello","cursor":"e1:7","at":"2026-01-31T09:30:00.123Z"})"));
  EXPECT_EQ(json::parse(*up_to_date_frame(cursor).json), json::parse(R"({"type":"up_to_date","cursor":"e1:7"})"));
  EXPECT_EQ(json::parse(*reset_frame(cursor).json), json::parse(R"({"type":"reset","cursor":"e1:7"})"));
  EXPECT_EQ(json::parse(*drain_frame(500).json), json::parse(R"({"type":"drain","retryAfterMs":500})"));
  store::StoredEvent event;
  event.seq = 8;
  event.type = "device.paired";
  event.data["text"] = "two\nlines";
  event.actor = "person";
  event.at = time;
  const auto frame = event_frame(event, "e1");
  EXPECT_EQ(json::parse(*frame.json),
            json::parse(R"({"type":"event","event":{"cursor":"e1:8","seq":8,"type":"device.paired","applicationId":null,
                "data":{"text":"two\nlines"},"actor":"person","at":"2026-01-31T09:30:00.123Z"}})"));
  EXPECT_EQ(to_sse(frame), "event: event\nid: e1:8\ndata: " + *frame.json + "\n\n");
  EXPECT_EQ(to_sse(ping_frame(time)).find("id:"), std::string::npos);
}

TEST(DecideStart, TellsServableCursorsFromOthers) {
  const struct {
    std::optional<std::string> asked;
    std::int64_t seq;
    bool reset;
  } table[] = {{std::nullopt, 10, false}, {"e1:10", 10, false}, {"e1:3", 3, false}, {"e1:2", 10, true},
               {"e1:11", 10, true},       {"e2:5", 10, true},   {"", 10, true},     {"e1:-1", 10, true}};
  for (const auto& row : table) {
    const auto start = decide_start(row.asked, "e1", 10, 3);
    EXPECT_EQ(start.cursor.seq, row.seq) << row.asked.value_or("none");
    EXPECT_EQ(start.reset, row.reset) << row.asked.value_or("none");
    EXPECT_EQ(start.cursor.epoch, "e1");
  }
}

}  // namespace
}  // namespace jobswipe::stream

#include "io/redis/client.hpp"

#include <gmock/gmock.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <thread>

#include "io/redis/test_server.hpp"

namespace jobswipe::redis {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

asio::awaitable<void> pause(asio::any_io_executor executor, std::chrono::milliseconds time) {
  asio::steady_timer timer(executor, time);
  co_await timer.async_wait(asio::use_awaitable);
}

class RedisClient : public testing::Test {
 protected:
  template <class T>
  T run(asio::awaitable<T> coroutine) {
    return run_through(io_, std::move(coroutine));
  }
  void ready(Client& client) { run(client.wait_ready(5s)); }

  TestServer server_;
  asio::io_context io_;
};

TEST_F(RedisClient, RunsACommand) {
  Client client(io_.get_executor(), server_.config());
  ready(client);
  run(client.command({"SET", "greeting", "grüß dich %s\r\n"}));
  EXPECT_EQ(run(client.command({"GET", "greeting"})).string(), "grüß dich %s\r\n");
  EXPECT_TRUE(run(client.command({"GET", "nothing"})).is_nil());
}

TEST_F(RedisClient, ThrowsWhatRedisRefuses) {
  Client client(io_.get_executor(), server_.config());
  ready(client);
  EXPECT_THROW(run(client.command({"NOSUCHCOMMAND"})), Error);
  run(client.command({"SET", "text", "x"}));
  const auto replies = run(client.pipeline({{"INCR", "text"}, {"GET", "text"}}));
  EXPECT_TRUE(replies[0].is_error());
  EXPECT_EQ(replies[1].string(), "x");
}

TEST_F(RedisClient, KeepsTheOrderOfTenThousandPipelinedCommands) {
  Client client(io_.get_executor(), server_.config());
  ready(client);
  std::vector<Command> commands;
  for (int i = 0; i < 10'000; ++i) commands.push_back({"ECHO", std::to_string(i)});
  const auto replies = run(client.pipeline(std::move(commands)));
  ASSERT_EQ(replies.size(), 10'000u);
  for (int i = 0; i < 10'000; ++i) ASSERT_EQ(replies[i].string(), std::to_string(i));
}

asio::awaitable<void> echo(Client& client, int number, int& right) {
  Command command{"ECHO", std::to_string(number)};
  const Reply reply = co_await client.command(std::move(command));
  right += reply.string() == std::to_string(number);
}

TEST_F(RedisClient, GivesEachOfAThousandCoroutinesItsOwnReply) {
  Client client(io_.get_executor(), server_.config());
  ready(client);
  int right = 0, ended = 0;
  for (int i = 0; i < 1000; ++i)
    asio::co_spawn(io_, echo(client, i, right), [&](std::exception_ptr error) { ended += !error; });
  while (ended < 1000) io_.run_one();
  EXPECT_EQ(right, 1000);
}

TEST_F(RedisClient, RefusesMoreThanItsBound) {
  Config config = server_.config();
  config.max_in_flight = 10;
  Client client(io_.get_executor(), config);
  ready(client);
  EXPECT_THROW(run(client.pipeline(std::vector<Command>(11, Command{"PING"}))), Unavailable);
  EXPECT_EQ(run(client.pipeline(std::vector<Command>(10, Command{"PING"}))).size(), 10u);
}

TEST_F(RedisClient, ThrowsAtOnceWhileRedisIsDownAndComesBackByItself) {
  Client client(io_.get_executor(), server_.config());
  ready(client);
  server_.kill();
  // Whether the loss has been noticed yet or not, the caller hears the same.
  EXPECT_THROW(run(client.command({"PING"})), Unavailable);
  EXPECT_FALSE(client.healthy());
  EXPECT_THROW(run(client.command({"PING"})), Unavailable);
  EXPECT_THAT(client.failure(), HasSubstr("redis.sock"));
  server_.start();
  ready(client);
  EXPECT_EQ(run(client.command({"PING"})).string(), "PONG");
}

TEST_F(RedisClient, ComesBackAfterAWriteThatFailedBehindTheEndOfTheStream) {
  Client client(io_.get_executor(), server_.config());
  ready(client);
  // Killed in the very turn that sends: the write is tried before the reader hears of the end, and is told after it.
  auto send_to_the_dead = [](TestServer& server, Client& to) -> asio::awaitable<void> {
    server.kill();
    co_await to.command(Command(1, "PING"));
  };
  EXPECT_THROW(run(send_to_the_dead(server_, client)), Unavailable);
  server_.start();
  server_.wait_until_it_listens();  // so that already the first try gets through
  ready(client);
  EXPECT_EQ(run(client.command({"PING"})).string(), "PONG");
}

TEST_F(RedisClient, SeveralMayWaitForTheConnectionAtOnceWithoutKeepingEachOtherBusy) {
  server_.kill();
  Client client(io_.get_executor(), server_.config());
  int ended = 0;
  for (int i = 0; i < 3; ++i)
    asio::co_spawn(io_, client.wait_ready(60s), [&](std::exception_ptr error) { ended += !error; });
  io_.restart();
  const std::size_t steps = io_.run_for(200ms);
  EXPECT_LT(steps, 200u) << "they should sleep until something happens";
  server_.start();
  io_.restart();
  while (ended < 3) io_.run_one();
}

TEST_F(RedisClient, ACancelledWaitForTheConnectionEndsAtOnce) {
  server_.kill();
  Client client(io_.get_executor(), server_.config());
  asio::cancellation_signal signal;
  std::exception_ptr error;
  auto ended = [&](std::exception_ptr e) { error = e; };
  asio::co_spawn(io_, client.wait_ready(60s), asio::bind_cancellation_slot(signal.slot(), ended));
  run(pause(io_.get_executor(), 10ms));
  signal.emit(asio::cancellation_type::terminal);
  const auto before = std::chrono::steady_clock::now();
  io_.restart();
  while (!error) io_.run_one();
  EXPECT_LT(std::chrono::steady_clock::now() - before, 10s);
  EXPECT_THROW(std::rethrow_exception(error), boost::system::system_error);
}

TEST_F(RedisClient, ClosedWhileItConnectsItEndsWhoWaits) {
  server_.freeze();
  auto client = std::make_unique<Client>(io_.get_executor(), server_.config());
  std::exception_ptr error;
  asio::co_spawn(io_, client->wait_ready(60s), [&](std::exception_ptr e) { error = e; });
  run(pause(io_.get_executor(), 10ms));
  run(client->close(10ms));
  io_.restart();
  while (!error) io_.run_one();
  EXPECT_THROW(std::rethrow_exception(error), Unavailable);
  EXPECT_THROW(run(client->wait_ready(1s)), Unavailable);
  EXPECT_THROW(run(client->command({"PING"})), Unavailable);
  client.reset();
  server_.thaw();
}

TEST_F(RedisClient, LeavesAMasterThatWasDemoted) {
  Client client(io_.get_executor(), server_.config());
  ready(client);
  run(client.command({"REPLICAOF", "127.0.0.1", "1"}));
  const Script script("set", "return redis.call('SET', KEYS[1], 'x')", 1);
  EXPECT_THROW(run(client.eval(script, {"k"})), Unavailable);
  EXPECT_FALSE(client.healthy()) << "its address may lead to the new master";
  EXPECT_THAT(client.failure(), HasSubstr("replica"));
  Client admin(io_.get_executor(), server_.config());
  ready(admin);
  run(admin.command({"REPLICAOF", "NO", "ONE"}));
  ready(client);
  run(client.command({"SET", "k", "x"}));
}

TEST_F(RedisClient, OutOfMemoryRefusesAWritingScriptAsAWhole) {
  Client client(io_.get_executor(), server_.config());
  ready(client);
  const Script script("two", "redis.call('SET', KEYS[1], 'x') return redis.call('SET', KEYS[1] .. '2', 'x')", 1);
  run(client.command({"CONFIG", "SET", "maxmemory", "1"}));
  EXPECT_THROW(run(client.eval(script, {"k"})), Unavailable);
  EXPECT_TRUE(client.healthy()) << "reads go on";
  EXPECT_EQ(run(client.command({"EXISTS", "k", "k2"})).integer(), 0);
  run(client.command({"CONFIG", "SET", "maxmemory", "0"}));
  run(client.eval(script, {"k"}));
  EXPECT_EQ(run(client.command({"EXISTS", "k", "k2"})).integer(), 2);
}

TEST_F(RedisClient, FailsWhatIsInFlightWhenTheConnectionBreaks) {
  Client client(io_.get_executor(), server_.config());
  ready(client);
  std::exception_ptr error;
  asio::co_spawn(io_, client.command({"BLPOP", "nothing", "0"}, 60s), [&](std::exception_ptr e, Reply) { error = e; });
  run(pause(io_.get_executor(), 20ms));
  server_.kill();
  while (!error) io_.run_one();
  EXPECT_THROW(std::rethrow_exception(error), Unavailable);
}

TEST_F(RedisClient, GivesUpOnASilentRedis) {
  Config config = server_.config();
  config.command_timeout = 150ms;
  Client client(io_.get_executor(), config);
  ready(client);
  server_.freeze();
  EXPECT_THROW(run(client.command({"PING"})), Unavailable);
  EXPECT_FALSE(client.healthy());
  server_.thaw();
  ready(client);
  EXPECT_EQ(run(client.command({"PING"})).string(), "PONG");
}

TEST_F(RedisClient, DoesNotBlameRedisForAThreadThatWasHeldUp) {
  Config config = server_.config();
  config.command_timeout = 300ms;
  config.ping_interval = 300ms;
  Client client(io_.get_executor(), config);
  ready(client);
  std::optional<std::string> answer;
  std::exception_ptr error;
  asio::co_spawn(io_, client.command({"PING"}),
                 [&](std::exception_ptr e, Reply reply) { error = e, answer = reply.text; });
  // The command stands in line, unsent, while something else keeps the thread for longer than its deadline.
  asio::post(io_, [] { std::this_thread::sleep_for(700ms); });
  io_.restart();
  while (!answer) io_.run_one();
  EXPECT_FALSE(error);
  EXPECT_EQ(*answer, "PONG");
  EXPECT_TRUE(client.healthy());
}

TEST_F(RedisClient, NoticesAnIdleConnectionThatWentSilent) {
  Config config = server_.config();
  config.command_timeout = 100ms;
  config.ping_interval = 50ms;
  Client client(io_.get_executor(), config);
  ready(client);
  server_.freeze();
  while (client.healthy()) io_.run_one();
  EXPECT_THAT(client.failure(), HasSubstr("no answer"));
  server_.thaw();
  ready(client);
}

TEST_F(RedisClient, LoadsAScriptAgainAfterItWasFlushed) {
  Client client(io_.get_executor(), server_.config());
  ready(client);
  const Script script("increase", "return redis.call('INCRBY', KEYS[1], ARGV[1])", 1);
  EXPECT_EQ(run(client.eval(script, {"n", "2"})).integer(), 2);
  run(client.command({"SCRIPT", "FLUSH"}));
  EXPECT_EQ(run(client.eval(script, {"n", "3"})).integer(), 5);
  run(client.command({"SCRIPT", "FLUSH"}));
  std::vector<Invocation> many(100, Invocation{&script, {"n", "1"}});
  const auto replies = run(client.eval_all(std::move(many)));
  EXPECT_EQ(replies.back().integer(), 105);
}

TEST_F(RedisClient, GoesOnAfterACancelledCall) {
  Client client(io_.get_executor(), server_.config());
  ready(client);
  asio::cancellation_signal signal;
  std::exception_ptr error;
  auto handler = [&](std::exception_ptr e, Reply) { error = e; };
  asio::co_spawn(io_, client.command({"BLPOP", "list", "0.3"}), asio::bind_cancellation_slot(signal.slot(), handler));
  run(pause(io_.get_executor(), 10ms));
  signal.emit(asio::cancellation_type::terminal);
  while (!error) io_.run_one();
  EXPECT_THROW(std::rethrow_exception(error), boost::system::system_error);
  // The reply to the cancelled call still comes first and must not be taken for this one's.
  EXPECT_EQ(run(client.command({"ECHO", "mine"})).string(), "mine");
}

TEST_F(RedisClient, FinishesWhatIsInFlightWhenClosed) {
  Client client(io_.get_executor(), server_.config());
  ready(client);
  std::optional<Reply> reply;
  asio::co_spawn(io_, client.command({"BLPOP", "nothing", "0.1"}),
                 [&](std::exception_ptr, Reply r) { reply = std::move(r); });
  run(pause(io_.get_executor(), 10ms));
  run(client.close(5s));
  while (!reply) io_.run_one();
  EXPECT_TRUE(reply->is_nil());
  EXPECT_THROW(run(client.command({"PING"})), Unavailable);
}

TEST_F(RedisClient, DestroyedWithCallsInFlightEndsThem) {
  auto client = std::make_unique<Client>(io_.get_executor(), server_.config());
  ready(*client);
  std::exception_ptr error;
  asio::co_spawn(io_, client->command({"BLPOP", "nothing", "0"}), [&](std::exception_ptr e, Reply) { error = e; });
  run(pause(io_.get_executor(), 10ms));
  client.reset();
  io_.restart();
  io_.run();
  EXPECT_THROW(std::rethrow_exception(error), Unavailable);
}

/// Something that listens where Redis should, and says what it was told to say to each connection.
class Pretender {
 public:
  Pretender(asio::io_context& io, std::string says, bool closes)
      : acceptor_(io, {boost::asio::ip::make_address("127.0.0.1"), 0}), says_(std::move(says)), closes_(closes) {
    accept();
  }
  Config config() const {
    Config config = Config::parse("redis://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port()));
    config.backoff_base = 10ms;
    config.backoff_cap = 60s;
    return config;
  }
  int connections = 0;

 private:
  void accept() {
    acceptor_.async_accept([this](boost::system::error_code error, asio::ip::tcp::socket socket) {
      if (error) return;
      ++connections;
      boost::system::error_code ignored;
      asio::write(socket, asio::buffer(says_), ignored);
      if (!closes_) sockets_.push_back(std::move(socket));
      accept();
    });
  }
  asio::ip::tcp::acceptor acceptor_;
  std::vector<asio::ip::tcp::socket> sockets_;
  std::string says_;
  bool closes_;
};

TEST(RedisClientAgainstAPretender, PausesGrowWhenEachConnectionIsLostRightAfterItsGreeting) {
  asio::io_context io;
  Pretender pretender(io, "+OK\r\n", true);
  Client client(io.get_executor(), pretender.config());
  const auto before = std::chrono::steady_clock::now();
  while (pretender.connections < 6) io.run_one();
  EXPECT_GE(std::chrono::steady_clock::now() - before, 150ms) << "10, 20, 40, 80 and 160 ms, halved at most";
}

TEST(RedisClientAgainstAPretender, DropsAPeerThatDoesNotSpeakRedis) {
  asio::io_context io;
  Pretender pretender(io, "HTTP/1.1 400 Bad Request\r\n\r\n", false);
  Client client(io.get_executor(), pretender.config());
  try {
    run_through(io, client.wait_ready(200ms));
    FAIL();
  } catch (const Unavailable& e) {
    EXPECT_THAT(e.what(), HasSubstr("RESP2"));
  }
}

TEST(RedisClientAgainstAPretender, DropsOneThatAnswersWithoutBeingAsked) {
  asio::io_context io;
  Pretender pretender(io, "+OK\r\n+surprise\r\n", false);
  Client client(io.get_executor(), pretender.config());
  io.run_for(200ms);
  EXPECT_GE(pretender.connections, 2) << "else the surprise would be the answer to the first command";
  EXPECT_THAT(client.failure(), HasSubstr("nobody asked for"));
}

TEST(RedisClientAuthentication, GreetsWithThePasswordAndSaysWhenItIsWrong) {
  TestServer server({"--requirepass", "s3cret"});
  asio::io_context io;
  Config config = server.config();
  config.password = "s3cret";
  config.database = 4;
  Client client(io.get_executor(), config);
  run_through(io, client.wait_ready(5s));
  EXPECT_EQ(run_through(io, client.command({"CLIENT", "GETNAME"})).string(), "jobswipe");
  EXPECT_THAT(run_through(io, client.command({"CLIENT", "INFO"})).string(), HasSubstr("db=4"));

  config.password = "wrong";
  Client stranger(io.get_executor(), config);
  try {
    run_through(io, stranger.wait_ready(300ms));
    FAIL();
  } catch (const Unavailable& e) {
    EXPECT_THAT(e.what(), HasSubstr("WRONGPASS"));
  }
}

TEST(RedisClientMemory, TreatsAFullRedisAsUnavailable) {
  TestServer server({"--maxmemory", "1mb", "--maxmemory-policy", "noeviction"});
  asio::io_context io;
  Client client(io.get_executor(), server.config());
  run_through(io, client.wait_ready(5s));
  EXPECT_THROW(
      {
        for (int i = 0; i < 100; ++i)
          run_through(io, client.command({"SET", "k" + std::to_string(i), std::string(100'000, 'x')}));
      },
      Unavailable);
}

TEST(RedisClientTcp, SpeaksOverTcpAndTriesTheNextHost) {
  const char* url = std::getenv("JOBSWIPE_TEST_REDIS_URL");
  ASSERT_NE(url, nullptr)
      << "JOBSWIPE_TEST_REDIS_URL is not set; run ./jobswipe test, which starts a Redis and sets it";
  asio::io_context io;
  Config config = Config::parse(url);
  config.endpoints.insert(config.endpoints.begin(), Endpoint{"127.0.0.1", 1, ""});
  config.backoff_base = 10ms;
  Client client(io.get_executor(), config);
  run_through(io, client.wait_ready(5s));
  EXPECT_EQ(run_through(io, client.command({"PING"})).string(), "PONG");
}

}  // namespace
}  // namespace jobswipe::redis

#include "io/process/child.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/system/system_error.hpp>
#include <csignal>
#include <cstdio>
#include <system_error>

namespace jobswipe::process {
namespace {

using std::chrono::milliseconds;

SpawnOptions shell(std::string script) {
  SpawnOptions options;
  options.argv = {"/bin/sh", "-c", std::move(script)};
  return options;
}

/// Runs one coroutine to its end; what it throws is thrown.
void run(std::function<asio::awaitable<void>(asio::any_io_executor)> body) {
  asio::io_context context;
  auto done = asio::co_spawn(context, body(context.get_executor()), asio::use_future);
  context.run_for(std::chrono::seconds(20));
  ASSERT_EQ(done.wait_for(milliseconds(0)), std::future_status::ready) << "the coroutine did not end within 20 s";
  done.get();
}

bool alive(pid_t pid) {
  return ::kill(pid, 0) == 0;
}

asio::awaitable<void> echo(asio::any_io_executor executor) {
  Child child(executor, shell("while read line; do echo \"got $line\"; done"));
  co_await child.write("one\ntwo\n");
  const auto first = co_await child.read_line();
  const auto second = co_await child.read_line();
  EXPECT_EQ(first, "got one");
  EXPECT_EQ(second, "got two");
}
TEST(Child, LinesGoInAndComeOut) {
  run(echo);
}

asio::awaitable<void> deaf(asio::any_io_executor executor) {
  Child child(executor, shell("exec <&-; echo closed; read line"));
  const auto closed = co_await child.read_line();
  EXPECT_EQ(closed, "closed");
  boost::system::error_code error;
  try {
    co_await child.write("nobody reads this\n");
  } catch (const boost::system::system_error& thrown) {
    error = thrown.code();
  }
  EXPECT_EQ(error, boost::system::errc::broken_pipe);
}
TEST(Child, WritingToOneThatReadsNoMoreFailsAndEndsNobody) {
  ::signal(SIGPIPE, SIG_DFL);
  run(deaf);
}

asio::awaitable<void> last_line(asio::any_io_executor executor) {
  Child child(executor, shell("printf 'a\\nb'"));
  auto line = co_await child.read_line();
  EXPECT_EQ(line, "a");
  line = co_await child.read_line();
  EXPECT_EQ(line, "b");
  line = co_await child.read_line();
  EXPECT_FALSE(line.has_value());
}
TEST(Child, ALastLineWithoutAnEndIsGivenAndThenTheEnd) {
  run(last_line);
}

asio::awaitable<void> pieces(asio::any_io_executor executor) {
  Child child(executor, shell("printf 'a\\nb'"));
  std::string all;
  for (;;) {
    const auto piece = co_await child.read_some();
    if (piece.empty()) break;
    all += piece;
  }
  EXPECT_EQ(all, "a\nb");
}
TEST(Child, OutputCanBeReadAsItComes) {
  run(pieces);
}

asio::awaitable<void> long_line(asio::any_io_executor executor) {
  auto options = shell("head -c 100000 /dev/zero | tr '\\0' x");
  options.max_line_bytes = 1000;
  Child child(executor, std::move(options));
  bool refused = false;
  try {
    co_await child.read_line();
  } catch (const LineTooLong&) {
    refused = true;
  }
  EXPECT_TRUE(refused);
}
TEST(Child, ALineLongerThanTheBoundIsRefused) {
  run(long_line);
}

asio::awaitable<void> exits(asio::any_io_executor executor) {
  Child three(executor, shell("exit 3"));
  const auto first = co_await three.wait();
  EXPECT_EQ(first.code, 3);
  EXPECT_EQ(first.signal, 0);
  EXPECT_FALSE(three.running());
  Child killed(executor, shell("kill -9 $$"));
  const auto second = co_await killed.wait();
  EXPECT_EQ(second.signal, SIGKILL);
}
TEST(Child, TheExitSaysCodeOrSignal) {
  run(exits);
}

asio::awaitable<void> stubborn(asio::any_io_executor executor) {
  Child child(executor, shell("trap '' TERM; echo ready; while :; do sleep 0.05; done"));
  co_await child.read_line();
  const auto exit = co_await child.terminate(milliseconds(100));
  EXPECT_EQ(exit.signal, SIGKILL);
}
TEST(Child, OneThatIgnoresSigtermIsKilledAfterTheGrace) {
  run(stubborn);
}

asio::awaitable<void> group(asio::any_io_executor executor) {
  pid_t grandchild = 0;
  {
    Child child(executor, shell("sleep 60 & echo $!; wait"));
    const auto line = co_await child.read_line();
    grandchild = std::stoi(line.value());
    EXPECT_TRUE(alive(grandchild));
  }
  // Killed already; its adoptive parent may need a moment to reap it, until when it still counts as a zombie.
  for (int i = 0; i < 100 && alive(grandchild); ++i) {
    const auto state = std::string("/proc/") + std::to_string(grandchild) + "/stat";
    char letter = '?';
    if (FILE* file = std::fopen(state.c_str(), "r")) {
      if (std::fscanf(file, "%*d (%*[^)]) %c", &letter) != 1) letter = '?';
      std::fclose(file);
    }
    if (letter == 'Z') break;
    ::usleep(10'000);
    EXPECT_LT(i, 99) << "the grandchild outlived the child's object";
  }
}
TEST(Child, DestroyingItEndsTheWholeGroup) {
  run(group);
}

asio::awaitable<void> missing(asio::any_io_executor executor) {
  SpawnOptions options;
  options.argv = {"/nonexistent/program"};
  EXPECT_THROW(Child(executor, options), std::system_error);
  options.argv = {"no-such-program-in-path"};
  EXPECT_THROW(Child(executor, options), std::system_error);
  auto elsewhere = shell("true");
  elsewhere.directory = "/nonexistent";
  EXPECT_THROW(Child(executor, elsewhere), std::system_error);
  co_return;
}
TEST(Child, AProgramThatCannotStartThrows) {
  run(missing);
}

asio::awaitable<void> errors_and_environment(asio::any_io_executor executor) {
  std::vector<std::string> lines;
  auto options = shell("echo \"$GREETING\" >&2; pwd >&2; echo done");
  options.environment = {{"GREETING", "hello"}};
  options.directory = "/";
  asio::steady_timer both(executor, std::chrono::seconds(10));
  options.on_stderr = [&lines, &both](std::string_view line) {
    lines.emplace_back(line);
    if (lines.size() == 2) both.cancel();
  };
  Child child(executor, std::move(options));
  boost::system::error_code ignored;
  co_await both.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  const std::vector<std::string> expected = {"hello", "/"};
  EXPECT_EQ(lines, expected);
}
TEST(Child, StderrIsGivenLineByLine) {
  run(errors_and_environment);
}

TEST(Child, DiesWithAParentThatIsKilled) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const pid_t parent = ::fork();
  ASSERT_GE(parent, 0);
  if (parent == 0) {
    asio::io_context context;
    Child child(context.get_executor(), shell("sleep 60"));
    const pid_t pid = child.pid();
    [[maybe_unused]] const auto sent = ::write(ends[1], &pid, sizeof pid);
    ::pause();
  }
  pid_t child = 0;
  ASSERT_EQ(::read(ends[0], &child, sizeof child), static_cast<ssize_t>(sizeof child));
  ::kill(parent, SIGKILL);
  ::waitpid(parent, nullptr, 0);
  // The kernel has sent the signal; the end of the child's stdout pipe (held by nobody else) is not visible here, so
  // look.
  for (int i = 0; i < 200 && alive(child); ++i) ::usleep(10'000);
  bool gone = !alive(child);
  if (!gone) {
    char letter = '?';
    const auto state = std::string("/proc/") + std::to_string(child) + "/stat";
    if (FILE* file = std::fopen(state.c_str(), "r")) {
      if (std::fscanf(file, "%*d (%*[^)]) %c", &letter) != 1) letter = '?';
      std::fclose(file);
    }
    gone = letter == 'Z';
  }
  EXPECT_TRUE(gone);
  ::close(ends[0]);
  ::close(ends[1]);
}

asio::awaitable<std::string> confined(asio::any_io_executor executor, std::string script, Confinement confinement) {
  auto options = shell(std::move(script));
  options.confinement = confinement;
  Child child(executor, std::move(options));
  std::string output;
  for (;;) {
    const auto chunk = co_await child.read_some();
    if (chunk.empty()) break;
    output += chunk;
  }
  const auto exit = co_await child.wait();
  co_return output + exit.to_string();
}

asio::awaitable<void> confined_children(asio::any_io_executor executor) {
  const Confinement usual;
  ::setenv("JOBSWIPE_CONFINEMENT_TEST", "secret", 1);
  auto said = co_await confined(executor, "echo \"got:$JOBSWIPE_CONFINEMENT_TEST\"", usual);
  EXPECT_EQ(said, "got:\nexit code 0") << "the parent's environment";
  const auto folder = std::to_string(::getpid());
  const std::string write_file = "echo x > /tmp/jobswipe-confined-" + folder + " 2>/dev/null && echo wrote";
  said = co_await confined(executor, write_file, usual);
  EXPECT_EQ(said.find("wrote"), std::string::npos) << said;
  said = co_await confined(executor, "kill -0 $PPID && echo signalled", usual);
  EXPECT_EQ(said.find("signalled"), std::string::npos) << said;
  const std::string network =
      "perl -MSocket -e 'socket(my $s, AF_INET, SOCK_STREAM, 0) ? print qq(socket) : print qq(refused)'";
  said = co_await confined(executor, network, usual);
  EXPECT_EQ(said, "refusedexit code 0");
  if (::geteuid() == 0) {
    said = co_await confined(executor, "id -u", usual);
    EXPECT_EQ(said, "65534\nexit code 0");
  }
  Confinement brief;
  brief.cpu = std::chrono::seconds(1);
  said = co_await confined(executor, "while :; do :; done", brief);
  EXPECT_NE(said.find("killed by signal"), std::string::npos) << said;
  Confinement small;
  small.memory_bytes = 64ull * 1024 * 1024;
  said = co_await confined(executor, "perl -e '$x = q(x) x 200_000_000; print length $x'", small);
  EXPECT_EQ(said.find("200000000"), std::string::npos) << said;
}
TEST(Child, OfHostileBytesHasNoNetworkNoFilesNoEnvironmentAndLittleTimeAndMemory) {
  run(confined_children);
}

}  // namespace
}  // namespace jobswipe::process

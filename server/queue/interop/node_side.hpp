#pragma once

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <stdexcept>
#include <string>
#include <vector>

namespace jobswipe::queue {

/// For tests: a Node process with the real npm package bullmq, which does on a Redis what it is asked to. One call at a
/// time; each blocks the thread until it is answered.
class NodeSide {
 public:
  NodeSide() {
    int in[2], out[2];
    if (pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0) throw std::runtime_error("no pipes for Node");
    pid_ = fork();
    if (pid_ < 0) throw std::runtime_error("fork failed");
    if (pid_ == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      dup2(in[0], STDIN_FILENO);
      dup2(out[1], STDOUT_FILENO);
      execl("node_modules/.bin/node", "node", "server/queue/interop/bullmq.mjs", nullptr);
      _exit(127);
    }
    close(in[0]), close(out[1]);
    to_ = in[1], from_ = out[0];
  }
  ~NodeSide() {
    close(to_), close(from_);
    ::kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  NodeSide(const NodeSide&) = delete;
  NodeSide& operator=(const NodeSide&) = delete;

  /// `where` is {"socket": path} or {"cluster": [ports]}.
  boost::json::value ask(const std::string& command, boost::json::object where, const std::string& prefix,
                         boost::json::object input) {
    input["command"] = command;
    input["redis"] = std::move(where);
    input["prefix"] = prefix;
    const std::string line = boost::json::serialize(input) + "\n";
    for (std::size_t sent = 0; sent < line.size();) {
      const ssize_t size = write(to_, line.data() + sent, line.size() - sent);
      if (size <= 0) fail(command);
      sent += static_cast<std::size_t>(size);
    }
    std::string answer;
    while (answer.empty() || answer.back() != '\n') {
      char buffer[4096];
      const ssize_t size = read(from_, buffer, sizeof buffer);
      if (size <= 0) fail(command);
      answer.append(buffer, static_cast<std::size_t>(size));
    }
    boost::json::value parsed = boost::json::parse(answer);
    if (const auto* error = parsed.as_object().if_contains("error"))
      throw std::runtime_error("the Node side failed at " + command + ": " + error->as_string().c_str());
    return parsed.at("value");
  }

 private:
  [[noreturn]] static void fail(const std::string& command) {
    throw std::runtime_error("the Node side ended at " + command +
                             "; it needs npm ci in the repository's root, and the test to run there");
  }

  pid_t pid_ = -1;
  int to_ = -1, from_ = -1;
};

}  // namespace jobswipe::queue

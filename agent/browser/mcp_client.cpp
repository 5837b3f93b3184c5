#include "agent/browser/mcp_client.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <deque>
#include <map>

#include "agent/browser/mcp_protocol.hpp"
#include "io/process/child.hpp"

namespace jobswipe::browser {
namespace {

struct Waiting {
  explicit Waiting(asio::any_io_executor executor) : timer(executor) {}
  asio::steady_timer timer;
  std::optional<McpReply> reply;
};

std::string first_line(const std::string& text) {
  std::string_view view = text;
  constexpr std::string_view kHeading = "### Error\n";
  if (view.starts_with(kHeading)) view.remove_prefix(kHeading.size());
  return std::string(view.substr(0, std::min<std::size_t>(view.find('\n'), 500)));
}

}  // namespace

class McpClient::Impl : public std::enable_shared_from_this<McpClient::Impl> {
 public:
  explicit Impl(asio::any_io_executor executor) : executor_(std::move(executor)) {}

  asio::awaitable<void> start(McpServerCommand command, std::vector<std::string> needed, Milliseconds timeout) {
    auto self = shared_from_this();
    process::SpawnOptions options;
    options.argv = std::move(command.argv);
    options.directory = std::move(command.directory);
    options.environment = std::move(command.environment);
    options.on_stderr = [](std::string_view line) { spdlog::debug("mcp: {}", line); };
    try {
      child_ = std::make_unique<process::Child>(executor_, std::move(options));
    } catch (const std::exception& error) {
      throw BrowserError(BrowserFault::crashed, std::string("Playwright MCP can't be started: ") + error.what());
    }
    asio::co_spawn(executor_, read(self), [self](std::exception_ptr error) { self->reader_ended(error); });

    json::object info;
    info["name"] = "jobswipe-agent";
    info["version"] = "0.1.0";
    json::object params;
    params["protocolVersion"] = "2025-06-18";
    params["capabilities"] = json::object();
    params["clientInfo"] = std::move(info);
    co_await exchange("initialize", std::move(params), timeout);
    send(protocol_.notification("notifications/initialized"));
    json::object nothing;
    const auto listed = co_await exchange("tools/list", std::move(nothing), timeout);
    const auto names = McpProtocol::tool_names(listed);
    for (const auto& name : needed)
      if (std::find(names.begin(), names.end(), name) == names.end())
        throw BrowserError(BrowserFault::tool,
                           fmt::format("Playwright MCP offers no tool {}; install the pinned @playwright/mcp", name));
  }

  asio::awaitable<std::string> call_tool(std::string name, json::object arguments, Milliseconds timeout) {
    auto self = shared_from_this();
    json::object params;
    params["name"] = name;
    params["arguments"] = std::move(arguments);
    const auto result = co_await exchange("tools/call", std::move(params), timeout);
    McpToolResult tool;
    try {
      tool = McpProtocol::tool_result(result);
    } catch (const McpProtocolError& error) {
      throw BrowserError(BrowserFault::crashed, std::string("Playwright MCP: ") + error.what());
    }
    if (tool.is_error) throw BrowserError(BrowserFault::tool, name + ": " + first_line(tool.text));
    co_return std::move(tool.text);
  }

  void fail(const std::string& reason) {
    if (failure_.empty()) failure_ = reason;
    for (auto& [id, waiting] : waiting_) waiting->timer.cancel();
  }
  bool failed() const noexcept { return !failure_.empty(); }

  asio::awaitable<void> close(Milliseconds grace) {
    auto self = shared_from_this();
    fail("closed");
    if (!child_) co_return;
    child_->close_pipes();
    try {
      co_await child_->terminate(grace);
    } catch (const std::exception& error) {
      spdlog::warn("Playwright MCP did not end: {}", error.what());
    }
    child_.reset();
  }

  void abandon() {
    fail("closed");
    child_.reset();
  }

 private:
  asio::awaitable<json::value> exchange(std::string method, json::object params, Milliseconds timeout) {
    if (failed()) throw BrowserError(BrowserFault::crashed, failure_);
    auto bytes = protocol_.request(method, std::move(params));
    const auto id = protocol_.last_id();
    auto waiting = std::make_shared<Waiting>(executor_);
    waiting->timer.expires_after(timeout);
    waiting_[id] = waiting;
    // Also when the wait is cancelled from outside.
    struct Forget {
      std::map<std::int64_t, std::shared_ptr<Waiting>>& map;
      std::int64_t id;
      ~Forget() { map.erase(id); }
    } forget{waiting_, id};
    // Beside the wait, not before it: a process that reads no more would keep a long request waiting for ever.
    send(std::move(bytes));
    boost::system::error_code error;
    if (!waiting->reply && !failed())
      co_await waiting->timer.async_wait(asio::redirect_error(asio::use_awaitable, error));
    if (!waiting->reply) {
      if (failed()) throw BrowserError(BrowserFault::crashed, failure_);
      // The driver keeps deadlines of its own, so a tool that is silent beyond them is stuck; another is needed.
      fail("Playwright MCP is stuck");
      throw BrowserError(BrowserFault::timeout,
                         fmt::format("Playwright MCP: no answer to {} within {} ms", method, timeout.count()));
    }
    if (waiting->reply->error)
      throw BrowserError(BrowserFault::tool, fmt::format("Playwright MCP: {}: {}", method, *waiting->reply->error));
    co_return std::move(waiting->reply->result);
  }

  void send(std::string bytes) {
    outgoing_.push_back(std::move(bytes));
    if (writing_) return;
    writing_ = true;
    asio::co_spawn(executor_, write_all(shared_from_this()), [self = shared_from_this()](std::exception_ptr error) {
      self->writing_ = false;
      if (error) self->fail("Playwright MCP ended");
    });
  }

  static asio::awaitable<void> write_all(std::shared_ptr<Impl> self) {
    while (!self->outgoing_.empty() && self->child_) {
      auto bytes = std::move(self->outgoing_.front());
      self->outgoing_.pop_front();
      co_await self->child_->write(std::move(bytes));
    }
  }

  static asio::awaitable<void> read(std::shared_ptr<Impl> self) {
    for (;;) {
      const auto bytes = co_await self->child_->read_some();
      if (bytes.empty()) co_return;
      for (auto& message : self->protocol_.feed(bytes)) {
        if (auto* reply = std::get_if<McpReply>(&message)) {
          const auto found = self->waiting_.find(reply->id);
          // A reply that nobody waits for any more belongs to a call whose deadline has passed.
          if (found == self->waiting_.end()) continue;
          found->second->reply = std::move(*reply);
          found->second->timer.cancel();
        } else if (auto* request = std::get_if<McpServerRequest>(&message)) {
          self->send(self->protocol_.answer(*request));
        }
      }
    }
  }

  void reader_ended(std::exception_ptr error) {
    std::string reason = "Playwright MCP ended";
    try {
      if (error) std::rethrow_exception(error);
    } catch (const std::exception& thrown) {
      reason += std::string(": ") + thrown.what();
    }
    if (!failed()) spdlog::warn("{}", reason);
    fail(reason);
  }

  asio::any_io_executor executor_;
  McpProtocol protocol_;
  std::unique_ptr<process::Child> child_;
  std::map<std::int64_t, std::shared_ptr<Waiting>> waiting_;
  std::deque<std::string> outgoing_;
  bool writing_ = false;
  std::string failure_;
};

McpClient::McpClient(asio::any_io_executor executor) : impl_(std::make_shared<Impl>(std::move(executor))) {}
McpClient::~McpClient() {
  impl_->abandon();
}
asio::awaitable<void> McpClient::start(McpServerCommand command, std::vector<std::string> needed,
                                       Milliseconds timeout) {
  return impl_->start(std::move(command), std::move(needed), timeout);
}
asio::awaitable<std::string> McpClient::call_tool(std::string name, json::object arguments, Milliseconds timeout) {
  return impl_->call_tool(std::move(name), std::move(arguments), timeout);
}
void McpClient::fail(const std::string& reason) {
  impl_->fail(reason);
}
bool McpClient::failed() const noexcept {
  return impl_->failed();
}
asio::awaitable<void> McpClient::close(Milliseconds grace) {
  return impl_->close(grace);
}

}  // namespace jobswipe::browser

#include "agent/browser/mcp_client.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/json/object.hpp>
#include <chrono>

namespace jobswipe::browser {
namespace {

/// Greets as an MCP server does, and never reads again.
constexpr const char* kDeafServer =
    "read hello; echo "
    "'{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"protocolVersion\":\"2025-06-18\",\"capabilities\":{},"
    "\"serverInfo\":{\"name\":\"deaf\",\"version\":\"1\"}}}'; read ready; read list; "
    "echo '{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{\"tools\":[]}}'; exec sleep 60";

asio::awaitable<BrowserFault> call_deaf(asio::any_io_executor executor) {
  McpClient client(executor);
  McpServerCommand command;
  command.argv = {"/bin/sh", "-c", kDeafServer};
  std::vector<std::string> needed;
  co_await client.start(std::move(command), std::move(needed), Milliseconds(5000));
  // More than a pipe takes.
  json::object arguments;
  arguments["code"] = std::string(1'000'000, 'x');
  auto fault = BrowserFault::tool;
  try {
    co_await client.call_tool("browser_run_code_unsafe", std::move(arguments), Milliseconds(200));
  } catch (const BrowserError& error) {
    fault = error.fault();
  }
  EXPECT_TRUE(client.failed());
  co_await client.close(Milliseconds(1000));
  co_return fault;
}

TEST(McpClient, gives_up_at_the_deadline_when_a_long_request_is_not_even_read) {
  asio::io_context context;
  auto fault = asio::co_spawn(context, call_deaf(context.get_executor()), asio::use_future);
  context.run_for(std::chrono::seconds(20));
  ASSERT_EQ(fault.wait_for(std::chrono::seconds(0)), std::future_status::ready) << "waits for ever";
  EXPECT_EQ(fault.get(), BrowserFault::timeout);
}

}  // namespace
}  // namespace jobswipe::browser

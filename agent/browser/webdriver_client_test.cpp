#include "agent/browser/webdriver_client.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace jobswipe::browser {
namespace {

/// A program in place of chromedriver, and what comes of starting it.
class WebDriverClientTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "jobswipe-chromedriver-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string program(const std::string& script) const {
    const auto path = folder_ / "chromedriver";
    std::ofstream(path) << "#!/bin/sh\ncd \"$(dirname \"$0\")\"\necho start >>starts\n" << script << '\n';
    std::filesystem::permissions(path, std::filesystem::perms::owner_all);
    return path.string();
  }

  /// The message of the error that starting it ends with.
  std::string start(const std::string& path) {
    asio::io_context context;
    std::string message;
    WebDriverClient client(context.get_executor());
    asio::co_spawn(context, client.start(path, "127.0.0.1:1", Milliseconds(5000)), [&](std::exception_ptr error) {
      try {
        if (error) std::rethrow_exception(error);
      } catch (const BrowserError& thrown) {
        message = thrown.what();
      }
      context.stop();
    });
    context.run();
    return message;
  }

  long starts() const {
    std::ifstream file(folder_ / "starts");
    return std::count(std::istreambuf_iterator<char>(file), {}, '\n');
  }

  std::filesystem::path folder_;
};

TEST_F(WebDriverClientTest, StartsAgainAProgramThatEndsAtItsStart) {
  const auto message = start(program(R"sh([ "$(wc -l <starts)" -gt 2 ] || exit 1
echo "ChromeDriver was started successfully on port 1."
exec sleep 60)sh"));
  EXPECT_EQ(message.find("chromedriver gave no session"), 0U) << message;
  EXPECT_EQ(starts(), 3);
}

TEST_F(WebDriverClientTest, GivesUpAfterThreeStartsAndSaysWhatWasPrintedLast) {
  EXPECT_EQ(start(program("echo 'bind() failed: Address already in use' >&2; exit 1")),
            "chromedriver ended at its start, 3 times: bind() failed: Address already in use");
  EXPECT_EQ(starts(), 3);
}

TEST_F(WebDriverClientTest, SaysThatThereIsNoSuchProgram) {
  EXPECT_NE(start((folder_ / "none").string()), "");
}

}  // namespace
}  // namespace jobswipe::browser

#include "agent/app.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

#include "agent/app_files.hpp"
#include "agent/app_log.hpp"

namespace jobswipe::agent {
namespace {

TEST(FileName, IsTheLastPartWithoutWhatLeadsElsewhere) {
  EXPECT_EQ(safe_file_name("Ada Lovelace – CV.pdf", "resume.pdf"), "Ada Lovelace – CV.pdf");
  EXPECT_EQ(safe_file_name("../../etc/passwd", "resume.pdf"), "passwd");
  EXPECT_EQ(safe_file_name("C:\\Users\\ada\\cv.docx", "resume.pdf"), "cv.docx");
  EXPECT_EQ(safe_file_name("..", "resume.pdf"), "resume.pdf");
  EXPECT_EQ(safe_file_name("a\nb\"c.pdf", "resume.pdf"), "abc.pdf");
  EXPECT_EQ(safe_file_name("-rf.pdf", "resume.pdf"), "rf.pdf");
  const auto cut = safe_file_name(std::string(300, 'x') + ".pdf", "resume.pdf");
  EXPECT_LE(cut.size(), 120u);
  EXPECT_TRUE(cut.ends_with(".pdf"));
}

TEST(ServerAddress, IsAnOrigin) {
  EXPECT_EQ(server_origin("https://jobswipe.example/"), "https://jobswipe.example");
  EXPECT_EQ(server_origin("http://127.0.0.1:8080"), "http://127.0.0.1:8080");
  for (const char* wrong :
       {"jobswipe.example", "ftp://x", "https://", "https://x/path", "https://u:p@x", "https://x?y"})
    EXPECT_THROW(server_origin(wrong), std::runtime_error) << wrong;
}

TEST(StateDirectory, IsForOneAgentAtATime) {
  const TemporaryDirectory directory;
  {
    const StateDirectory first(directory.path() / "state");
    EXPECT_TRUE(StateDirectory::in_use(first.path()));
    EXPECT_THROW(StateDirectory(directory.path() / "state"), std::runtime_error);
    EXPECT_EQ(fs::status(first.path()).permissions(), fs::perms::owner_all);
  }
  EXPECT_FALSE(StateDirectory::in_use(directory.path() / "state"));
  const StateDirectory second(directory.path() / "state");
}

TEST(Log, IsOneJsonObjectALineWithItsSubject) {
  set_log_subject("app", 3);
  const auto line = boost::json::parse(log_line("2026-01-01T00:00:00.000Z", "info", "two\nlines \"quoted\""));
  set_log_subject("", 0);
  EXPECT_EQ(line.at("message"), "two\nlines \"quoted\"");
  EXPECT_EQ(line.at("application"), "app");
  EXPECT_EQ(line.at("epoch"), 3);
  EXPECT_FALSE(boost::json::parse(log_line("x", "info", "y")).as_object().contains("application"));
}

int run_with(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "jobswipe-agent");
  std::vector<char*> argv;
  for (auto& argument : arguments) argv.push_back(argument.data());
  return run_program(static_cast<int>(argv.size()), argv.data());
}

TEST(CommandLine, HelpIsGoodAndNonsenseIsNot) {
  for (const char* command : {"run", "pair", "plan", "apply", "status"})
    EXPECT_EQ(run_with({command, "--help"}), 0) << command;
  EXPECT_NE(run_with({"dance"}), 0);
  EXPECT_NE(run_with({"run", "--pause-seconds", "-1"}), 0);
  const TemporaryDirectory directory;
  EXPECT_EQ(run_with({"run", "--state", directory.path().string()}), 1) << "not paired";
  EXPECT_EQ(run_with({"status", "--state", directory.path().string(), "--json"}), 0);
}

}  // namespace
}  // namespace jobswipe::agent

#include "agent/report/outbox.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <boost/json/parse.hpp>

#include "agent/report/status_body.hpp"
#include "io/http/testing.hpp"

namespace jobswipe::report {
namespace {

using http::Request;
using http::Response;

/// Answers as it is told and notes what it was asked.
class OutboxTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "jobswipe-outbox-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    directory_ = pattern;
    link::Credentials credentials;
    credentials.server = server_.url("");
    credentials.access_token = "t";
    credentials.access_expires_at = clock_.now() + std::chrono::hours(1);
    api_ = std::make_unique<link::Api>(server_.loop().executor(),
                                       link::CredentialsFile(directory_ / "credentials.json"), credentials);
  }
  void TearDown() override {
    server_.loop().call([this] { api_.reset(); });
    std::filesystem::remove_all(directory_);
  }

  asio::awaitable<Response> answer(Request request) {
    const auto what = request.path.substr(request.path.rfind('/') + 1);
    asked_.push_back(what + " " + std::string(request.fields.get("idempotency-key")));
    if (what == "status") reports_.push_back(boost::json::parse(request.body).as_object());
    if (status_ != 200 && (what == "status" || status_ == 503)) {
      const int status = status_;
      if (once_) status_ = 200;
      co_return Response::text(status, "application/problem+json", problem_);
    }
    if (what == "evidence") co_return Response::text(201, "application/json", R"({"n":5})");
    if (what == "logs") co_return Response::empty(204);
    co_return Response::text(200, "application/json", "{}");
  }

  journal::Journal open() { return journal::Journal((directory_ / "journal.db").string(), directory_, clock_); }
  bool flush(journal::Journal& journal) {
    Outbox outbox(journal, *api_);
    return server_.loop().run(outbox.flush());
  }
  void begin(journal::Journal& journal) {
    journal.begin(id_, "https://jobs.example/1");
    journal.add_evidence(id_, "confirmation", "png");
    journal.add_log(id_, "warn", "filling", "a line");
    journal.record_outcome(id_, failure_body(2, apply::FailureKind::network, "cut"));
  }

  const journal::AttemptId id_{"018f0000-0000-7000-8000-000000000001", 2};
  base::SystemClock clock_;
  std::filesystem::path directory_;
  int status_ = 200;
  bool once_ = false;
  std::string problem_ = R"({"code":"unavailable","detail":"later"})";
  std::vector<std::string> asked_;
  std::vector<boost::json::object> reports_;
  http::testing::RunningServer server_{[this](Request request) { return answer(std::move(request)); }};
  std::unique_ptr<link::Api> api_;
};

TEST_F(OutboxTest, AnOutcomeSurvivesARestartAndIsSentWithTheSameKeysUntilItIsTaken) {
  status_ = 503;
  {
    auto journal = open();
    begin(journal);
    EXPECT_FALSE(flush(journal));
    EXPECT_EQ(journal.unsettled().size(), 1u);
  }
  const auto first = std::exchange(asked_, {});
  status_ = 200;
  auto journal = open();
  EXPECT_TRUE(flush(journal));
  EXPECT_EQ(asked_, first) << "the same requests with the same keys";
  EXPECT_TRUE(journal.unsettled().empty());
  EXPECT_TRUE(journal.pending_evidence().empty());
  EXPECT_EQ(reports_.back().at("status"), "FAILED");
  EXPECT_EQ(reports_.back().at("evidence").at(0), 5);
  asked_.clear();
  EXPECT_TRUE(flush(journal));
  EXPECT_TRUE(asked_.empty()) << "nothing is sent twice once it was taken";
}

TEST_F(OutboxTest, AStaleReportIsDropped) {
  status_ = 409;
  problem_ = R"({"code":"stale_epoch","detail":"gone"})";
  auto journal = open();
  begin(journal);
  EXPECT_TRUE(flush(journal));
  EXPECT_TRUE(journal.unsettled().empty());
}

TEST_F(OutboxTest, AReportThatTheServerFindsWrongIsSentAgainWithoutDetails) {
  status_ = 400;
  once_ = true;
  problem_ = R"({"code":"invalid_input","detail":"too long","errors":[{"pointer":"/answers/0","reason":"long"}]})";
  auto journal = open();
  journal.begin(id_, "u");
  auto body = failure_body(2, apply::FailureKind::network, "cut");
  body["answers"] = boost::json::array();
  journal.record_outcome(id_, body);
  EXPECT_TRUE(flush(journal));
  ASSERT_EQ(reports_.size(), 2u);
  EXPECT_TRUE(reports_[0].contains("answers"));
  EXPECT_FALSE(reports_[1].contains("answers"));
  EXPECT_TRUE(journal.unsettled().empty());
}

}  // namespace
}  // namespace jobswipe::report

#include "agent/journal/journal.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>

namespace jobswipe::journal {
namespace {

class JournalTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "jobswipe-journal-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    directory_ = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }
  Journal open() { return Journal((directory_ / "journal.db").string(), directory_, clock_); }

  static boost::json::object body(const char* status) {
    boost::json::object object;
    object["status"] = status;
    return object;
  }

  const AttemptId id_{"018f0000-0000-7000-8000-000000000001", 3};
  base::SystemClock clock_;
  std::filesystem::path directory_;
};

TEST(Recovery, IsDecidedByTheLastPhaseAndWhetherAnOutcomeIsKnown) {
  struct Row {
    Phase phase;
    bool outcome;
    Recovery recovery;
  };
  for (const auto& row :
       {Row{Phase::claimed, false, Recovery::report_stopped}, Row{Phase::opening, false, Recovery::report_stopped},
        Row{Phase::reading, false, Recovery::report_stopped}, Row{Phase::filling, false, Recovery::report_stopped},
        Row{Phase::ready, false, Recovery::report_stopped}, Row{Phase::intent, false, Recovery::report_stopped},
        Row{Phase::clicking, false, Recovery::report_unknown}, Row{Phase::clicked, false, Recovery::report_unknown},
        Row{Phase::confirmed, false, Recovery::report_unknown}, Row{Phase::filling, true, Recovery::send_again},
        Row{Phase::clicking, true, Recovery::send_again}, Row{Phase::confirmed, true, Recovery::send_again}})
    EXPECT_EQ(recovery_of(row.phase, row.outcome), row.recovery) << to_string(row.phase) << " outcome " << row.outcome;
}

TEST_F(JournalTest, WhatWasWrittenIsThereAfterAKill) {
  const pid_t child = ::fork();
  if (child == 0) {
    auto journal = open();
    journal.begin(id_, "https://jobs.example/1");
    journal.intent_key(id_);
    journal.enter(id_, Phase::clicking);
    ::raise(SIGKILL);
  }
  ::waitpid(child, nullptr, 0);
  auto journal = open();
  const auto left = journal.unsettled();
  ASSERT_EQ(left.size(), 1u);
  EXPECT_EQ(left[0].id, id_);
  EXPECT_EQ(left[0].phase, Phase::clicking);
  EXPECT_FALSE(left[0].intent_key.empty());
  EXPECT_FALSE(left[0].outcome);
  EXPECT_EQ(recovery_of(left[0].phase, false), Recovery::report_unknown);
}

TEST_F(JournalTest, AnEpochIsBegunOnce) {
  auto journal = open();
  EXPECT_EQ(journal.begin(id_, "https://jobs.example/1"), Begin::fresh);
  EXPECT_EQ(journal.begin(id_, "https://jobs.example/1"), Begin::again);
  const AttemptId next{id_.application_id, 4};
  EXPECT_EQ(journal.begin(next, "https://jobs.example/1"), Begin::fresh);
  EXPECT_THROW(journal.enter({id_.application_id, 9}, Phase::opening), std::logic_error);
}

TEST_F(JournalTest, OnlyWhatCannotHaveBeenSentIsTakenUpAgain) {
  auto journal = open();
  journal.begin(id_, "u", body("a claim"));
  EXPECT_EQ(journal.find(id_)->claim->at("status"), "a claim");
  journal.intent_key(id_);
  journal.resume(id_);
  EXPECT_EQ(journal.find(id_)->resumes, 1);
  journal.enter(id_, Phase::clicking);
  EXPECT_THROW(journal.resume(id_), std::logic_error);
  journal.settle(id_, "accepted");
  EXPECT_FALSE(journal.find(id_)->claim);
}

TEST_F(JournalTest, PhasesOnlyGoForward) {
  auto journal = open();
  journal.begin(id_, "u");
  journal.enter(id_, Phase::clicking);
  journal.enter(id_, Phase::filling);
  EXPECT_EQ(journal.find(id_)->phase, Phase::clicking);
}

TEST_F(JournalTest, TheIntentKeepsItsKey) {
  std::string key;
  {
    auto journal = open();
    journal.begin(id_, "u");
    key = journal.intent_key(id_);
    EXPECT_EQ(journal.find(id_)->phase, Phase::intent);
  }
  EXPECT_EQ(open().intent_key(id_), key);
}

TEST_F(JournalTest, AnOutcomeStaysUntilItIsSettledAndIsThenRemoved) {
  auto journal = open();
  journal.begin(id_, "u");
  journal.record_outcome(id_, body("COMPLETED"));
  journal.record_outcome(id_, body("FAILED"));
  EXPECT_EQ(journal.unsettled().at(0).outcome->at("status"), "COMPLETED") << "the first one stays";
  journal.settle(id_, "accepted");
  EXPECT_TRUE(journal.unsettled().empty());
  EXPECT_FALSE(journal.find(id_)->outcome);
  EXPECT_EQ(journal.begin(id_, "u"), Begin::again);
}

TEST_F(JournalTest, EvidenceIsAFileUntilTheServerHasIt) {
  auto journal = open();
  journal.begin(id_, "u");
  journal.add_evidence(id_, "confirmation", "PNG bytes");
  journal.add_evidence(id_, "failure", "more");
  auto pending = journal.pending_evidence(id_);
  ASSERT_EQ(pending.size(), 2u);
  std::ifstream file(pending[0].file);
  std::string text((std::istreambuf_iterator<char>(file)), {});
  EXPECT_EQ(text, "PNG bytes");
  journal.evidence_settled(pending[0], 7);
  journal.evidence_settled(pending[1], std::nullopt);
  EXPECT_FALSE(std::filesystem::exists(pending[0].file));
  EXPECT_FALSE(std::filesystem::exists(pending[1].file));
  EXPECT_TRUE(journal.pending_evidence().empty());
  EXPECT_EQ(journal.evidence_numbers(id_), std::vector<int>{7});
}

TEST_F(JournalTest, LogsAreBoundedAndRemovedOnceSent) {
  auto journal = open();
  journal.begin(id_, "u");
  for (int i = 0; i < 502; ++i) journal.add_log(id_, "info", "filling", "line " + std::to_string(i));
  const auto lines = journal.logs(id_, 1000);
  ASSERT_EQ(lines.size(), 500u);
  EXPECT_EQ(lines[0].message, "line 0");
  journal.logs_settled(id_, lines.back().id);
  EXPECT_TRUE(journal.logs(id_, 10).empty());
}

TEST_F(JournalTest, FactsAreKeptAndOldAttemptsForgotten) {
  auto journal = open();
  EXPECT_FALSE(journal.fact("cursor"));
  journal.set_fact("cursor", "a:1");
  journal.set_fact("cursor", "a:2");
  EXPECT_EQ(journal.fact("cursor"), "a:2");
  journal.begin(id_, "u");
  journal.forget_before(clock_.now() + std::chrono::hours(1));
  EXPECT_TRUE(journal.find(id_)) << "not settled yet";
  journal.settle(id_, "accepted");
  journal.forget_before(clock_.now() + std::chrono::hours(1));
  EXPECT_FALSE(journal.find(id_));
}

}  // namespace
}  // namespace jobswipe::journal

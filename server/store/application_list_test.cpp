#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <set>

#include "server/store/applications_store.hpp"
#include "server/store/testing/fixture.hpp"

namespace jobswipe::store {
namespace {

class ApplicationList : public testing::StoreFixture {
 protected:
  ApplicationsStore applications{pool(), 3};
};

TEST_F(ApplicationList, EachRowIsWhatTheApplicationsOwnDetailsSay) {
  std::vector<std::string> ids;
  for (int i = 0; i < 7; ++i)
    ids.push_back(run(applications.swipe_right(user, add_job(), std::nullopt, 1 + i % 3, std::nullopt)).id);
  const auto set = [&](std::size_t which, const std::string& columns) {
    database().execute("UPDATE application_queue SET " + columns + " WHERE id = '" + ids[which] + "'");
  };
  set(0, "status = 'QUEUED', attempts = 1, available_at = now() + interval '1 hour'");
  set(1, "status = 'FAILED', failure_kind = 'captcha', failure_detail = NULL, finished_at = now()");
  set(2,
      "status = 'NEEDS_REVIEW', failure_kind = 'question_unanswered', failure_detail = 'a \"b\"', "
      "questions = '[{\"label\": \"Visa?\"}]', cancel_requested_at = now()");
  set(3, "status = 'PROCESSING', lease_epoch = 2, lease_device_id = '" + device.to_string() +
             "', lease_expires_at = now(), progress = '{\"step\": \"filling\"}', submit_granted_epoch = 2, "
             "submit_granted_at = now()");
  set(4, "status = 'CANCELLED', finished_at = now()");
  const auto page = run(applications.list(user, {}, 50, std::nullopt));
  const auto listed = boost::json::parse(page.applications_json).as_array();
  ASSERT_EQ(listed.size(), 7u);
  std::set<std::int64_t> positions;
  for (const auto& row : listed) {
    const auto id = base::ApplicationId::parse(row.at("id").as_string()).value();
    EXPECT_EQ(row, boost::json::parse(run(applications.get(user, id))->application_json)) << row.at("status");
    if (row.at("position").is_int64()) positions.insert(row.at("position").as_int64());
  }
  EXPECT_EQ(positions, (std::set<std::int64_t>{1, 2, 3}));
}

}  // namespace
}  // namespace jobswipe::store

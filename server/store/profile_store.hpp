#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/id.hpp"
#include "core/base/result.hpp"
#include "io/postgres/pool.hpp"
#include "server/store/profile_reader.hpp"
#include "server/store/vault.hpp"

namespace jobswipe::store {

namespace asio = boost::asio;

struct SavedProfile {
  boost::json::object profile;  ///< `Profile`
  std::int64_t version = 0;     ///< 0 when none was saved yet
  std::optional<base::Time> updated_at;
};

struct NewResume {
  std::string name, content, content_type;
};

struct ResumeFile {
  std::string name, content, content_type;
};

/// What a person says of themselves: profile, saved answers, résumés. All of it lies sealed under the person's key.
/// Throws postgres::Error and postgres::Unavailable.
class ProfileStore final : public ProfileReader {
 public:
  static constexpr int kMostResumes = 20;

  ProfileStore(postgres::Pool& pool, Vault& vault) : pool_(pool), vault_(vault) {}

  asio::awaitable<SavedProfile> get_profile(base::UserId user);
  /// Replaces it. With `expected` only when that is its version: precondition_failed otherwise.
  asio::awaitable<base::Result<SavedProfile>> put_profile(base::UserId user, boost::json::object profile,
                                                          std::optional<std::int64_t> expected = {});

  // ProfileReader
  asio::awaitable<boost::json::object> profile(base::UserId user) override;
  asio::awaitable<boost::json::array> answers(base::UserId user) override;
  asio::awaitable<std::optional<std::string>> resume_name(base::UserId user, base::ResumeId resume) override;
  asio::awaitable<std::optional<boost::json::object>> resume(base::UserId user, base::ResumeId resume) override;
  asio::awaitable<boost::json::object> open_profile(base::UserId user, Bytes sealed) override;
  asio::awaitable<boost::json::array> open_answers(base::UserId user, std::vector<SealedAnswer> answers) override;
  asio::awaitable<std::string> open_resume_name(base::UserId user, Bytes sealed) override;
  /// An answer of null forgets.
  asio::awaitable<void> save_answers(base::UserId user, boost::json::array answers) override;

  /// `Resume` as JSON, noted at the request's Idempotency-Key; nothing when the person keeps kMostResumes already.
  asio::awaitable<std::optional<boost::json::object>> add_resume(base::UserId user, NewResume resume,
                                                                 std::string key = {});
  asio::awaitable<boost::json::array> resumes(base::UserId user);
  asio::awaitable<std::optional<ResumeFile>> resume_content(base::UserId user, base::ResumeId id);
  enum class Removal { removed, not_found, needed };
  asio::awaitable<Removal> remove_resume(base::UserId user, base::ResumeId id);
  /// The new default; nothing when there is no such résumé.
  asio::awaitable<std::optional<boost::json::object>> set_default_resume(base::UserId user, base::ResumeId id);

 private:
  asio::awaitable<boost::json::object> resume_json(base::UserId user, postgres::Row row);

  postgres::Pool& pool_;
  Vault& vault_;
};

}  // namespace jobswipe::store

#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/json/array.hpp>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/base/id.hpp"
#include "core/base/result.hpp"
#include "core/domain/resume_rules.hpp"
#include "io/postgres/pool.hpp"
#include "server/store/vault.hpp"

namespace jobswipe::store {

namespace asio = boost::asio;

/// A person's rules at one moment.
struct ResumeRules {
  boost::json::array rules;  ///< `ResumeRule`s of the contract whose résumé is still there
  std::int64_t version = 0;  ///< 0 when none were ever saved
  std::optional<base::ResumeId> default_resume;
  std::set<std::string> resumes;  ///< all that are there

  /// The résumé that goes with the posting: by the first rule that holds, else the default; nothing without any.
  std::optional<base::ResumeId> proposed(const domain::RulePosting& posting) const;

 private:
  friend class ResumeRulesStore;
  std::vector<domain::ResumeRule> read_;  ///< the same
};

/// Which résumé goes with which posting: table `resume_rules`, sealed under the person's key. Throws postgres::Error
/// and postgres::Unavailable. Use from the pool's thread.
class ResumeRulesStore {
 public:
  ResumeRulesStore(postgres::Pool& pool, Vault& vault) : pool_(pool), vault_(vault) {}

  asio::awaitable<ResumeRules> get(base::UserId user);
  /// Replaces them all. invalid_input names a rule whose résumé is not the person's; with `expected`
  /// precondition_failed when they are at another version.
  asio::awaitable<base::Result<ResumeRules>> put(base::UserId user, boost::json::array rules,
                                                 std::optional<std::int64_t> expected);
  /// What goes with the posting by the person's rules now; nothing when they have no résumé.
  asio::awaitable<std::optional<base::ResumeId>> proposed_for(base::UserId user, base::JobId job);
  /// What the rules look at; nothing for an unknown posting.
  asio::awaitable<std::optional<domain::RulePosting>> posting(base::JobId job);

 private:
  postgres::Pool& pool_;
  Vault& vault_;
};

}  // namespace jobswipe::store

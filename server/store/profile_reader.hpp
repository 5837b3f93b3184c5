#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/base/clock.hpp"
#include "core/base/id.hpp"
#include "server/store/vault.hpp"

namespace jobswipe::store {

struct SealedAnswer {
  Bytes sealed;
  base::Time updated_at;
};

/// What the steps that don't own a profile may read of it, opened.
class ProfileReader {
 public:
  virtual ~ProfileReader() = default;
  virtual boost::asio::awaitable<boost::json::object> profile(
      base::UserId user) = 0;  ///< `Profile`; empty when none is saved
  virtual boost::asio::awaitable<boost::json::array> answers(base::UserId user) = 0;  ///< of `SavedAnswer`
  virtual boost::asio::awaitable<std::optional<std::string>> resume_name(base::UserId user, base::ResumeId resume) = 0;
  /// `Resume`, or nothing when it is gone.
  virtual boost::asio::awaitable<std::optional<boost::json::object>> resume(base::UserId user,
                                                                            base::ResumeId resume) = 0;
  // The same of what another statement has read.
  virtual boost::asio::awaitable<boost::json::object> open_profile(base::UserId user, Bytes sealed) = 0;
  virtual boost::asio::awaitable<boost::json::array> open_answers(base::UserId user,
                                                                  std::vector<SealedAnswer> answers) = 0;
  virtual boost::asio::awaitable<std::string> open_resume_name(base::UserId user, Bytes sealed) = 0;
  /// Saves each of `answers` (`SavedAnswer`) by its normalised question.
  virtual boost::asio::awaitable<void> save_answers(base::UserId user, boost::json::array answers) = 0;
};

}  // namespace jobswipe::store

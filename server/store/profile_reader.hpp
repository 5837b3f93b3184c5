#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <optional>
#include <string>

#include "core/base/id.hpp"

namespace jobswipe::store {

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
  /// Saves each of `answers` (`SavedAnswer`) by its normalised question.
  virtual boost::asio::awaitable<void> save_answers(base::UserId user, boost::json::array answers) = 0;
};

}  // namespace jobswipe::store

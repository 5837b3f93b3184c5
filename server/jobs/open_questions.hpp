#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace jobswipe::jobs {

/// Those of `questions` (`FeedQuestion`s of the contract) that are worth asking before the swipe: neither a field of
/// `profile` nor one of `answers` (`SavedAnswer`s) tells the answer, so far as the question's words say. Files are
/// never among them. The same question stands there once. Pure.
boost::json::array open_questions(const boost::json::array& questions, const boost::json::object& profile,
                                  const boost::json::array& answers);

}  // namespace jobswipe::jobs

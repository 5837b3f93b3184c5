#pragma once

#include <boost/system/result.hpp>
#include <boost/throw_exception.hpp>
#include <stdexcept>

#include "core/base/error.hpp"

namespace jobswipe::base {

/// A value, or an Error that the caller can act on. What nobody at hand can mend is thrown instead.
template <class T>
using Result = boost::system::result<T, Error>;

/// Thrown when `value()` is asked of a Result that holds an Error, and wherever a handler wants to end a request with
/// one.
class ErrorException : public std::runtime_error {
 public:
  explicit ErrorException(Error error) : std::runtime_error(error.detail), error_(std::move(error)) {}
  const Error& error() const noexcept { return error_; }

 private:
  Error error_;
};

[[noreturn]] inline void throw_exception_from_error(const Error& error, const boost::source_location&) {
  throw ErrorException(error);
}

}  // namespace jobswipe::base

#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "bench/load/driver.hpp"

namespace jobswipe::load {

/// Whom requests are sent to, and in whose names.
struct Place {
  std::string address;
  std::uint16_t port = 0;
  std::vector<std::string> tokens;  ///< of the people, in their order
};

/// From `http://ADDRESS:PORT` and a file with a token a line. Throws std::runtime_error.
Place make_place(const std::string& url, const std::string& token_file);

/// Appends a request with this person's token.
void append_request(std::string& out, const Place& place, std::size_t person, std::string_view method,
                    std::string_view target, std::string_view body);

/// Right swipes: everybody in turn, each on another posting at each turn.
class Swipes : public Work {
 public:
  /// `jobs` postings; `offset` begins elsewhere among them, so that a second run swipes on other ones.
  Swipes(const Place& place, std::size_t people, std::uint64_t jobs, std::uint64_t offset);
  void begin(std::size_t connection, Time due, std::string& out) override;
  void answered(std::size_t connection, int status, std::string_view body, std::string& out) override;
  /// Called for each swipe before it is sent.
  std::function<void(std::size_t person, std::string_view job, Time due)> sending;
  /// Of each 201, in the order of their coming.
  const std::vector<std::string>& acknowledged() const noexcept { return acknowledged_; }

 private:
  const Place& place_;
  std::size_t people_;
  std::uint64_t jobs_, offset_, n_ = 0;
  std::vector<std::string> acknowledged_;
};

/// The same request in everybody's name in turn.
class Requests final : public Work {
 public:
  Requests(const Place& place, std::string method, std::string target, std::string body);
  void begin(std::size_t connection, Time due, std::string& out) override;
  void answered(std::size_t, int, std::string_view, std::string&) override {}

 private:
  const Place& place_;
  std::string method_, target_, body_;
  std::uint64_t n_ = 0;
};

/// A desktop's claim of one application and, when `finish`, the report that ends it.
class Claims final : public Work {
 public:
  Claims(const Place& place, std::string target, std::string body, bool finish);
  void begin(std::size_t connection, Time due, std::string& out) override;
  void answered(std::size_t connection, int status, std::string_view body, std::string& out) override;
  std::uint64_t empty() const noexcept { return empty_; }  ///< claims that were given nothing

 private:
  struct Turn {
    std::size_t person = 0;
    bool claiming = false;
  };

  const Place& place_;
  std::string target_, body_;
  bool finish_;
  std::vector<Turn> turns_;
  std::uint64_t n_ = 0, empty_ = 0;
};

}  // namespace jobswipe::load

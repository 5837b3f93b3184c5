#include "bench/program/works.hpp"

#include <fmt/format.h>

#include <fstream>
#include <stdexcept>

#include "bench/load/wire.hpp"
#include "bench/program/people.hpp"

namespace jobswipe::load {

Place make_place(const std::string& url, const std::string& token_file) {
  constexpr std::string_view kScheme = "http://";
  const auto colon = url.rfind(':');
  if (!url.starts_with(kScheme) || colon <= kScheme.size())
    throw std::runtime_error(url + " is not http://ADDRESS:PORT");
  Place place;
  place.address = url.substr(kScheme.size(), colon - kScheme.size());
  place.port = static_cast<std::uint16_t>(std::stoi(url.substr(colon + 1)));
  std::ifstream file(token_file);
  if (!file) throw std::runtime_error(token_file + " can't be read");
  for (std::string line; std::getline(file, line);)
    if (!line.empty()) place.tokens.push_back(line);
  if (place.tokens.empty()) throw std::runtime_error(token_file + " holds no token");
  return place;
}

void append_request(std::string& out, const Place& place, std::size_t person, std::string_view method,
                    std::string_view target, std::string_view body) {
  auto end = std::back_inserter(out);
  fmt::format_to(end, "{} {} HTTP/1.1\r\nHost: {}:{}\r\nAuthorization: Bearer {}\r\n", method, target, place.address,
                 place.port, place.tokens[person]);
  if (method != "GET")
    fmt::format_to(end, "Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{}", body.size(), body);
  else
    out += "\r\n";
}

Swipes::Swipes(const Place& place, std::size_t people, std::uint64_t jobs, std::uint64_t offset)
    : place_(place), people_(people), jobs_(jobs), offset_(offset) {
  if (people_ > place_.tokens.size()) throw std::runtime_error("there are fewer tokens than people");
}

void Swipes::begin(std::size_t, Time due, std::string& out) {
  const auto person = n_ % people_;
  const auto round = n_ / people_;
  // 7919 is a prime: as long as it does not divide the number of postings nobody swipes on one twice.
  const auto job = numbered(1, (round * 7919 + person * 13 + offset_) % jobs_);
  const auto body =
      fmt::format(R"({{"jobId":"{}","resumeId":"{}","priority":{}}})", job, numbered(3, person), 1 + n_ % 3);
  ++n_;
  if (sending) sending(person, job, due);
  append_request(out, place_, person, "POST", "/api/jobs/swipe-right", body);
}

void Swipes::answered(std::size_t, int status, std::string_view body, std::string&) {
  if (status == 201) acknowledged_.emplace_back(member(body, "id"));
}

Requests::Requests(const Place& place, std::string method, std::string target, std::string body)
    : place_(place), method_(std::move(method)), target_(std::move(target)), body_(std::move(body)) {}

void Requests::begin(std::size_t, Time, std::string& out) {
  append_request(out, place_, n_++ % place_.tokens.size(), method_, target_, body_);
}

Claims::Claims(const Place& place, std::string target, std::string body, bool finish)
    : place_(place), target_(std::move(target)), body_(std::move(body)), finish_(finish) {}

void Claims::begin(std::size_t connection, Time, std::string& out) {
  if (turns_.size() <= connection) turns_.resize(connection + 1);
  Turn& turn = turns_[connection];
  turn.person = n_++ % place_.tokens.size();
  turn.claiming = true;
  append_request(out, place_, turn.person, "POST", target_, body_);
}

void Claims::answered(std::size_t connection, int status, std::string_view body, std::string& out) {
  Turn& turn = turns_[connection];
  if (!turn.claiming || status != 200) return;
  turn.claiming = false;
  const auto id = member(body, finish_ ? "applicationId" : "id");
  if (id.empty()) {
    ++empty_;
    return;
  }
  if (!finish_) return;
  const auto report = fmt::format(
      R"({{"epoch":{},"status":"FAILED","failure":{{"kind":"posting_closed","detail":"The posting is closed."}}}})",
      member(body, "epoch"));
  append_request(out, place_, turn.person, "PUT", fmt::format("/api/applications/{}/status", id), report);
}

}  // namespace jobswipe::load

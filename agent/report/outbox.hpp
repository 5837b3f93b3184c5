#pragma once

#include <boost/asio/awaitable.hpp>

#include "agent/journal/journal.hpp"
#include "agent/link/api.hpp"

namespace jobswipe::report {

namespace asio = boost::asio;

/// Brings what the journal holds to the server: screenshots, logs, outcomes. Each is sent until the server took it or
/// said that it is stale, with the same key every time. For one thread; one `flush` at a time.
class Outbox {
 public:
  Outbox(journal::Journal& journal, link::Api& api) : journal_(journal), api_(api) {}

  /// Sends all there is. False when the server could not be reached, so that something is left.
  asio::awaitable<bool> flush();

 private:
  asio::awaitable<bool> send_evidence(journal::PendingEvidence evidence);
  asio::awaitable<bool> send_logs(journal::AttemptId id);
  asio::awaitable<bool> send_outcome(journal::Attempt attempt);

  journal::Journal& journal_;
  link::Api& api_;
};

/// What the server's answer means for something that is to be delivered.
enum class Verdict { later, stale, refused };
Verdict verdict_of(const base::Error& error) noexcept;

}  // namespace jobswipe::report

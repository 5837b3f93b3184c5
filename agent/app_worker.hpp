#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <string>

#include "agent/app_files.hpp"
#include "agent/app_model.hpp"
#include "agent/app_takeover.hpp"
#include "agent/browser/session.hpp"
#include "agent/claim/claim.hpp"
#include "agent/claim/lease_keeper.hpp"
#include "agent/journal/journal.hpp"
#include "agent/link/api.hpp"

namespace jobswipe::agent {

namespace asio = boost::asio;

/// Does one claimed application from its claim to an outcome in the journal. For one thread, one at a time; what it is
/// given must outlive it.
class Worker {
 public:
  Worker(asio::any_io_executor executor, const StateDirectory& state, journal::Journal& journal, link::Api& api,
         browser::Session& session, Helper& helper, const Settings& settings, bool visible, bool allow_private);

  /// Ends with an outcome recorded, or with the attempt settled when the lease is lost. Never throws for what page,
  /// browser or server do.
  asio::awaitable<void> work(claim::Claim claim);

  /// What becomes of an application that was clicked by an agent that ended: COMPLETED where the posting's page says
  /// that it has it, otherwise `outcome_unknown` for a person. The body of PUT …/status. Never clicks.
  asio::awaitable<boost::json::object> settle_unknown(const journal::Attempt& attempt);

  /// The person cancelled this one.
  void note_cancel(const std::string& application_id);
  /// The agent is to end: gives up before the click, or finishes after it.
  void stop() {
    stopping_ = true;
    pause_.cancel();
  }
  /// For what is begun from now on.
  void heed(const Settings& settings) { settings_ = settings; }
  /// The person has done what the page wanted.
  void go_on() { takeover_.go_on(); }

 private:
  asio::awaitable<void> keep_manners(const claim::Claim& claim);
  asio::awaitable<boost::json::object> outcome_of(const claim::Claim& claim);
  asio::awaitable<base::Result<std::string>> stage_resume(const claim::Claim& claim, fs::path directory);

  asio::any_io_executor executor_;
  const StateDirectory& state_;
  journal::Journal& journal_;
  link::Api& api_;
  browser::Session& session_;
  Helper& helper_;
  Settings settings_;
  Takeover takeover_;
  bool allow_private_;
  bool stopping_ = false;
  asio::steady_timer pause_;
  std::string application_id_;
  std::unique_ptr<claim::LeaseKeeper> keeper_;
};

}  // namespace jobswipe::agent

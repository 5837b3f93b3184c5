#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "agent/link/credentials.hpp"
#include "core/base/clock.hpp"
#include "core/base/result.hpp"
#include "io/http/client.hpp"

namespace jobswipe::link {

namespace asio = boost::asio;
namespace json = boost::json;

/// Schema `LeaseState` of api/openapi.yaml.
struct LeaseState {
  std::string application_id;
  int epoch = 0;
  std::string status;
  bool cancel_requested = false;
  bool submit_granted = false;
};

/// Schema `DesktopManners`: what of the person's settings a desktop heeds.
struct PersonSettings {
  std::optional<base::Time> quiet_until;  ///< the end of the quiet hours that it is now
  int daily_limit = 0;                    ///< 0: none
  std::chrono::seconds portal_pause{0};
  std::string review = "never";  ///< "never", "unsure" or "always"
};

struct SyncState {
  std::string cursor;
  std::chrono::seconds lease{600};
  std::chrono::seconds heartbeat{60};
  std::vector<LeaseState> leases;
  int waiting = 0;
  PersonSettings settings;
};

struct EventPage {
  std::vector<json::object> events;
  std::string cursor;
  bool reset = false;
};

/// The server's desktop routes. Refreshes the access token by itself. An Error of code `unavailable` means that the
/// server was not reached or can't answer now: the same call may be made again (with the same key). Any other says no.
/// For one thread.
class Api {
 public:
  Api(asio::any_io_executor executor, CredentialsFile file, Credentials credentials);

  asio::awaitable<base::Result<SyncState>> sync(std::string cursor);
  /// The claims as they came; empty when nothing waits.
  asio::awaitable<base::Result<std::vector<json::object>>> claim(int max, std::chrono::seconds wait, std::string key);
  asio::awaitable<base::Result<LeaseState>> heartbeat(std::string application_id, int epoch,
                                                      std::optional<json::object> progress);
  asio::awaitable<base::Result<void>> submit_intent(std::string application_id, int epoch, std::string key);
  asio::awaitable<base::Result<void>> put_status(std::string application_id, json::object body);
  asio::awaitable<base::Result<void>> append_logs(std::string application_id, int epoch, json::array logs,
                                                  std::string key);
  /// Gives the evidence's number.
  asio::awaitable<base::Result<int>> add_evidence(std::string application_id, int epoch, std::string kind,
                                                  std::string png, std::string key);
  /// A file of the server, such as a résumé; `path` is absolute on the server.
  asio::awaitable<base::Result<std::string>> download(std::string path);
  asio::awaitable<base::Result<EventPage>> events(std::string after, std::chrono::seconds wait);

  /// For streams: a token that is good for a while yet.
  asio::awaitable<base::Result<std::string>> access_token();
  /// The next access_token is a fresh one.
  void distrust_token() { credentials_.access_expires_at = base::Time(); }
  const std::string& server() const noexcept { return credentials_.server; }
  http::Client& client() noexcept { return client_; }

 private:
  struct Call {
    http::Method method = http::Method::get;
    std::string path;
    std::string content_type = "application/json";
    std::string body;
    std::string key;
    std::chrono::milliseconds timeout{20'000};
  };
  asio::awaitable<base::Result<http::ClientResponse>> send(Call call);
  asio::awaitable<base::Result<json::object>> send_json(Call call);
  asio::awaitable<base::Result<void>> refresh();

  asio::any_io_executor executor_;
  CredentialsFile file_;
  Credentials credentials_;
  http::Client client_;
  asio::steady_timer refreshed_;  ///< cancelled when the refresh that is under way has ended
  bool refreshing_ = false;
};

/// Pairing after RFC 8628.
struct DeviceCode {
  std::string device_code;
  std::string user_code;
  std::string verification_uri;
  std::string verification_uri_complete;
  std::chrono::seconds expires_in{600};
  std::chrono::seconds interval{5};
};
asio::awaitable<base::Result<DeviceCode>> request_device_code(http::Client& client, std::string server,
                                                              std::string name);
/// Polls until the person has decided or the code ran out (RFC 8628, 3.5: `slow_down` adds 5 s).
asio::awaitable<base::Result<Credentials>> await_approval(http::Client& client, std::string server, DeviceCode code);

/// A problem document (RFC 9457) as an Error; `unavailable` for 5xx without one.
base::Error error_of(const http::ClientResponse& response);

}  // namespace jobswipe::link

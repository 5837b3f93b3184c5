#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/json/object.hpp>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/id.hpp"
#include "core/base/result.hpp"
#include "io/http/message.hpp"

namespace jobswipe::gateway {

namespace asio = boost::asio;

enum class Audience { web, device };

/// Who asks, proven by a token.
struct Caller {
  base::UserId user;
  Audience audience = Audience::web;
  std::optional<base::DeviceId> device;  ///< set for Audience::device
  base::Uuid session;                    ///< token family: ends with logout or revocation
};

/// A request that has passed the contract: authenticated, within limits, and valid against the operation's schemas in
/// api/openapi.yaml, so handlers read fields without checking them again.
struct Call {
  http::Request http;
  std::optional<Caller> caller;              ///< set unless the operation's security is empty
  std::map<std::string, std::string> path;   ///< path parameters, validated
  std::map<std::string, std::string> query;  ///< query parameters, validated, with defaults filled in
  boost::json::object body;     ///< JSON body with defaults filled in; empty for other media (see http.body)
  std::string idempotency_key;  ///< as sent, or ""
  /// What an earlier try of this very request has committed, when it did not come to answering; as the operation's own
  /// statement noted it at the key. Not to be done again, only to be answered.
  std::optional<boost::json::object> committed;

  /// The caller; throws when the operation is open to everyone (a programming error).
  const Caller& who() const;
  template <class IdType>
  IdType path_id(const std::string& name) const {
    return *IdType::parse(path.at(name));
  }
};

/// What a handler answers: a JSON response or any other; errors become problem documents.
using Answer = base::Result<http::Response>;
using Operation = std::function<asio::awaitable<Answer>(Call)>;

http::Response json_response(int status, const boost::json::value& body);

/// Checks credentials. Implemented by server/identity; nothing else knows tokens.
class Authenticator {
 public:
  virtual ~Authenticator() = default;
  /// std::nullopt when the request carries no credentials; an Error when they are bad, expired or revoked.
  virtual asio::awaitable<base::Result<std::optional<Caller>>> authenticate(const http::Request& request) = 0;
};

class Idempotency;
class StaticFiles;
struct OperationSpec;

/// What is told of one answered request: to metrics and the access log. Holds no query, body or credentials.
struct Served {
  std::string_view operation;  ///< operationId, "static" or "unknown"
  http::Method method = http::Method::get;
  std::string path;  ///< the operation's template, or the file's path
  int status = 0;
  double seconds = 0;  ///< until the answer or, for streams, until their start
  std::string request_id;
  std::string remote_address;
  std::optional<Caller> caller;
};

/// The contract made executable: finds the operation for a request in api/openapi.yaml, authenticates, limits,
/// validates, replays by Idempotency-Key, calls the handler, and turns errors into problem documents (RFC 9457). One
/// per thread.
class Gateway {
 public:
  struct Limits {
    double requests_per_second = 200;  ///< per account or, without one, per address; burst is ten seconds' worth
    double logins_per_minute = 20;     ///< per account and per address
  };
  /// Both must outlive the gateway; `idempotency` may be null where nothing is to be replayed.
  Gateway(Authenticator& authenticator, Idempotency* idempotency, Limits limits);
  ~Gateway();
  /// Names of openapi's operationId; an unknown or repeated one throws std::logic_error.
  void handle(std::string operation_id, Operation operation);
  /// Operations of the contract that have no handler yet; empty in a complete server, which refuses to start otherwise.
  std::vector<std::string> missing() const;
  /// Serves everything that isn't under /api, /livez, /readyz, /metrics: the web app's files with an index fallback.
  /// Throws std::runtime_error when the directory holds no index.html.
  void serve_files(std::string directory);
  /// The same with files that threads share; see StaticFiles::load.
  void serve_files(std::shared_ptr<const StaticFiles> files);
  /// Called after every answer, on the gateway's thread. Without one, each is logged as a JSON line.
  void observe(std::function<void(const Served&)> observer);
  asio::awaitable<http::Response> serve(http::Request request);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// `served` as one JSON line.
std::string access_log_line(const Served& served);

}  // namespace jobswipe::gateway

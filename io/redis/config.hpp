#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace jobswipe::redis {

/// Where a Redis listens: TCP, or a unix socket when `path` is set.
struct Endpoint {
  std::string host;
  std::uint16_t port = 6379;
  std::string path;
  bool operator==(const Endpoint&) const = default;
};

/// How to reach Redis and how long to wait for it.
struct Config {
  std::vector<Endpoint> endpoints;  ///< tried in turn until one answers; several mean a cluster, or sentinels
  std::string sentinel_master;      ///< the master's name when the endpoints are sentinels; else empty
  std::string username;             ///< empty: the default user
  std::string password;             ///< empty: no authentication
  int database = 0;                 ///< 0–15; always 0 on a cluster
  std::string client_name = "jobswipe";

  std::chrono::milliseconds connect_timeout{2000};
  std::chrono::milliseconds command_timeout{3000};  ///< without an answer for this long the connection counts as lost
  std::chrono::milliseconds ping_interval{5000};    ///< an idle connection is tried this often
  std::chrono::milliseconds backoff_base{50};       ///< first pause before connecting again; doubles, with jitter
  std::chrono::milliseconds backoff_cap{3000};
  std::size_t max_in_flight = 100'000;  ///< commands sent or queued; beyond it calls throw Unavailable

  bool cluster() const noexcept { return endpoints.size() > 1 && sentinel_master.empty(); }

  /// `redis://[[user]:password@]host[:port][,host[:port]…][/database]`, `unix://[[user]:password@]/path[?db=N]`, or
  /// behind sentinels `redis+sentinel://[[user]:password@]sentinel[:port][,…]/master-name[/database]`, where user and
  /// password are the master's. User and password are percent-decoded. Throws std::invalid_argument with a one-line
  /// reason that never holds the password.
  static Config parse(std::string_view url);
};

}  // namespace jobswipe::redis

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"

namespace jobswipe::server {

/// Everything that can be set about `jobswiped`. Read once at the start; a wrong value stops it with a one-line reason.
struct Config {
  std::string database_url = "postgresql:///jobswipe";
  std::string redis_url = "redis://127.0.0.1:6379";
  std::string redis_prefix = "application";
  std::string listen = "127.0.0.1:8080";
  std::string public_url;
  std::string roles = "api,worker";
  std::string master_key;
  std::string master_key_file;
  std::string tls_cert, tls_key;
  std::string trusted_proxies;
  std::string web_dir = "web/dist";
  std::int64_t threads = 2;
  std::int64_t db_connections = 16;
  std::int64_t lease_seconds = 600;
  std::int64_t heartbeat_seconds = 60;
  std::int64_t max_attempts = 3;
  std::int64_t retry_base_seconds = 30;
  std::int64_t reconcile_seconds = 15;
  std::int64_t drain_seconds = 10;
  std::int64_t requests_per_second = 200;
  std::int64_t list_megabytes = 96;
  std::int64_t logins_per_minute = 20;
  std::int64_t parallel_hashes = 2;
  std::string push_contact;
  std::string push_services =
      "fcm.googleapis.com,jmt17.google.com,push.services.mozilla.com,notify.windows.com,push.apple.com";
  std::int64_t push_retry_seconds = 30;
  std::int64_t silent_desktop_minutes = 720;
  bool allow_private = false;
  std::string log_level = "info";

  bool has_role(std::string_view role) const;
  std::string listen_address() const;
  std::uint16_t listen_port() const;
  std::vector<std::string> trusted_proxy_list() const;
};

/// One property: its name in the TOML file; the environment's is JOBSWIPE_ and the flag is -- with the same words.
struct Property {
  std::string_view name;
  std::string_view meaning;
  bool secret = false;
  std::string default_text;
};
std::vector<Property> properties();

/// From the environment, or else the flags (`--lease-seconds 600`), or else the TOML file named by `--config` or
/// JOBSWIPE_CONFIG, or else the default. An Error names the property, the value (unless secret) and the allowed range.
base::Result<Config> load_config(const std::vector<std::string>& arguments);

/// `name = value` lines; secrets are shown as `***`.
std::string print_config(const Config& config);

}  // namespace jobswipe::server

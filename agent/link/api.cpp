#include "agent/link/api.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <sys/utsname.h>

#include <algorithm>
#include <array>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_to.hpp>
#include <cstdlib>

#include "core/base/id.hpp"

namespace jobswipe::link {
namespace {

using base::ErrorCode;
using std::chrono::seconds;

/// A token is renewed this long before its end, so that it doesn't end on the way.
constexpr seconds kSpare{20};

base::Error unavailable(std::string detail) {
  base::Error error;
  error.code = ErrorCode::unavailable;
  error.detail = std::move(detail);
  return error;
}

base::Error unreadable(std::string_view what) {
  return unavailable(
      fmt::format("The server's answer to {} can't be read; is it a JobSwipe server of this version?", what));
}

constexpr std::array kCodes{
    ErrorCode::invalid_input,      ErrorCode::unauthenticated,    ErrorCode::forbidden,
    ErrorCode::not_found,          ErrorCode::method_not_allowed, ErrorCode::conflict,
    ErrorCode::stale_epoch,        ErrorCode::cancelled,          ErrorCode::already_granted,
    ErrorCode::posting_closed,     ErrorCode::in_progress,        ErrorCode::too_large,
    ErrorCode::unsupported_media,  ErrorCode::unprocessable,      ErrorCode::rate_limited,
    ErrorCode::internal,           ErrorCode::unavailable,        ErrorCode::authorization_pending,
    ErrorCode::slow_down,          ErrorCode::expired_token,      ErrorCode::access_denied,
    ErrorCode::precondition_failed};

ErrorCode code_of(int status, std::string_view name) {
  for (const auto code : kCodes)
    if (base::to_string(code) == name) return code;
  switch (status) {
    case 400:
      return ErrorCode::invalid_input;
    case 401:
      return ErrorCode::unauthenticated;
    case 403:
      return ErrorCode::forbidden;
    case 404:
      return ErrorCode::not_found;
    case 409:
      return ErrorCode::conflict;
    case 413:
      return ErrorCode::too_large;
    case 422:
      return ErrorCode::unprocessable;
    case 429:
      return ErrorCode::rate_limited;
    default:
      return status >= 500 ? ErrorCode::unavailable : ErrorCode::internal;
  }
}

LeaseState lease_of(const json::object& object) {
  LeaseState lease;
  lease.application_id = object.at("applicationId").as_string();
  lease.epoch = object.at("epoch").to_number<int>();
  lease.status = object.at("status").as_string();
  lease.cancel_requested = object.at("cancelRequested").as_bool();
  lease.submit_granted = object.at("submitGranted").as_bool();
  return lease;
}

std::string path_of(const std::string& application_id, std::string_view what) {
  return fmt::format("/api/applications/{}/{}", application_id, what);
}

std::string new_key() {
  return base::Uuid::make().to_string();
}

json::object with_epoch(int epoch) {
  json::object body;
  body["epoch"] = epoch;
  return body;
}

std::string encoded(std::string_view text) {
  std::string out;
  for (const unsigned char c : text)
    if (std::isalnum(c) || c == '-' || c == '_' || c == '.' || c == '~')
      out += static_cast<char>(c);
    else
      out += fmt::format("%{:02X}", c);
  return out;
}

base::Time in(std::int64_t seconds_from_now) {
  return base::SystemClock().now() + seconds(seconds_from_now);
}

asio::awaitable<base::Result<http::ClientResponse>> exchange(http::Client& client, http::ClientRequest request) {
  try {
    co_return co_await client.send(std::move(request));
  } catch (const http::TransportError& error) {
    co_return unavailable(error.what());
  }
}

asio::awaitable<base::Result<json::object>> post(http::Client& client, std::string url, json::object body) {
  http::ClientRequest request;
  request.method = http::Method::post;
  request.url = std::move(url);
  request.fields.set("Content-Type", "application/json");
  request.fields.set("Idempotency-Key", new_key());
  request.body = json::serialize(body);
  const auto response = co_await exchange(client, std::move(request));
  if (!response) co_return response.error();
  if (response->status >= 300) co_return error_of(*response);
  boost::system::error_code error;
  auto value = json::parse(response->body, error);
  if (error || !value.is_object()) co_return unreadable("the request");
  co_return std::move(value.get_object());
}

}  // namespace

base::Error error_of(const http::ClientResponse& response) {
  base::Error error;
  std::string_view name;
  boost::system::error_code failed;
  const auto value = json::parse(response.body, failed);
  if (const auto* object = failed ? nullptr : value.if_object()) {
    if (const auto* code = object->if_contains("code"); code && code->is_string()) {
      name = code->get_string();
    } else if (const auto* type = object->if_contains("type"); type && type->is_string()) {
      name = type->get_string();
      name.remove_prefix(name.rfind(':') + 1);
    }
    if (const auto* detail = object->if_contains("detail"); detail && detail->is_string())
      error.detail = detail->get_string();
    if (const auto* errors = object->if_contains("errors"); errors && errors->is_array())
      for (const auto& entry : errors->get_array()) {
        const auto* field = entry.if_object();
        if (!field || !field->contains("pointer") || !field->contains("reason")) continue;
        base::FieldError one;
        one.pointer = json::value_to<std::string>(field->at("pointer"));
        one.reason = json::value_to<std::string>(field->at("reason"));
        error.fields.push_back(std::move(one));
      }
  }
  error.code = code_of(response.status, name);
  if (error.detail.empty()) error.detail = fmt::format("HTTP status {}", response.status);
  const int wait = std::atoi(std::string(response.fields.get("retry-after")).c_str());
  if (wait > 0) error.retry_after = seconds(wait);
  return error;
}

Api::Api(asio::any_io_executor executor, CredentialsFile file, Credentials credentials)
    : executor_(executor),
      file_(std::move(file)),
      credentials_(std::move(credentials)),
      client_(executor, http::ClientConfig()),
      refreshed_(executor) {}

asio::awaitable<base::Result<void>> Api::refresh() {
  if (refreshing_) {
    refreshed_.expires_after(seconds(30));
    boost::system::error_code ignored;
    co_await refreshed_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    if (credentials_.access_expires_at > in(kSpare.count())) co_return base::Result<void>();
    co_return unavailable("The session was not renewed.");
  }
  struct Flag {
    Api& api;
    explicit Flag(Api& owner) : api(owner) { api.refreshing_ = true; }
    ~Flag() {
      api.refreshing_ = false;
      api.refreshed_.cancel();
    }
  } flag(*this);
  json::object body;
  body["refreshToken"] = credentials_.refresh_token;
  const auto answer = co_await post(client_, credentials_.server + "/api/auth/refresh", std::move(body));
  if (!answer) co_return answer.error();
  try {
    Credentials renewed = credentials_;
    renewed.access_token = answer->at("accessToken").as_string();
    renewed.access_expires_at = in(answer->at("expiresIn").to_number<std::int64_t>());
    if (const auto* token = answer->if_contains("refreshToken"); token && token->is_string())
      renewed.refresh_token = token->get_string();
    // On disk before it is used: the old refresh token is spent, and using it again would revoke the pairing.
    file_.store(renewed);
    credentials_ = std::move(renewed);
  } catch (const boost::system::system_error&) {
    co_return unreadable("the renewal");
  } catch (const std::out_of_range&) {
    co_return unreadable("the renewal");
  }
  co_return base::Result<void>();
}

asio::awaitable<base::Result<std::string>> Api::access_token() {
  if (credentials_.access_expires_at < in(kSpare.count())) {
    const auto renewed = co_await refresh();
    if (!renewed) co_return renewed.error();
  }
  co_return credentials_.access_token;
}

asio::awaitable<base::Result<http::ClientResponse>> Api::send(Call call) {
  for (int attempt = 0;; ++attempt) {
    const auto token = co_await access_token();
    if (!token) co_return token.error();
    http::ClientRequest request;
    request.method = call.method;
    request.url = credentials_.server + call.path;
    request.timeout = call.timeout;
    request.body = call.body;
    request.fields.set("Authorization", "Bearer " + *token);
    if (call.method != http::Method::get) request.fields.set("Content-Type", call.content_type);
    if (call.method == http::Method::post) request.fields.set("Idempotency-Key", call.key);
    auto response = co_await exchange(client_, std::move(request));
    if (!response) co_return response.error();
    if (response->status == 401 && attempt == 0) {
      distrust_token();
      continue;
    }
    if (response->status >= 300) co_return error_of(*response);
    co_return std::move(*response);
  }
}

asio::awaitable<base::Result<json::object>> Api::send_json(Call call) {
  const auto path = call.path;
  const auto response = co_await send(std::move(call));
  if (!response) co_return response.error();
  boost::system::error_code error;
  auto value = json::parse(response->body, error);
  if (error || !value.is_object()) co_return unreadable(path);
  co_return std::move(value.get_object());
}

namespace {

/// Throws when a member is missing or of another type.
PersonSettings settings_of(const json::object& manners) {
  PersonSettings settings;
  if (const auto& until = manners.at("quietUntil"); !until.is_null()) {
    settings.quiet_until = base::parse_rfc3339(std::string_view(until.as_string()));
    if (!settings.quiet_until) throw std::invalid_argument("quietUntil");
  }
  if (const auto& limit = manners.at("dailyLimit"); !limit.is_null()) settings.daily_limit = limit.to_number<int>();
  settings.portal_pause = seconds(manners.at("portalPauseSeconds").to_number<int>());
  settings.review = manners.at("reviewBeforeSubmit").as_string();
  return settings;
}

}  // namespace

asio::awaitable<base::Result<SyncState>> Api::sync(std::string cursor) {
  Call call;
  call.method = http::Method::post;
  call.path = "/api/desktop/sync";
  call.key = new_key();
  json::object body;
  if (!cursor.empty()) body["cursor"] = cursor;
  call.body = json::serialize(body);
  const auto answer = co_await send_json(std::move(call));
  if (!answer) co_return answer.error();
  try {
    SyncState state;
    state.cursor = answer->at("cursor").as_string();
    const auto& settings = answer->at("settings").as_object();
    state.lease = seconds(settings.at("leaseSeconds").to_number<int>());
    state.heartbeat = seconds(settings.at("heartbeatSeconds").to_number<int>());
    state.settings = settings_of(settings.at("manners").as_object());
    state.waiting = answer->at("waitingCount").to_number<int>();
    for (const auto& lease : answer->at("leases").as_array()) state.leases.push_back(lease_of(lease.as_object()));
    co_return state;
  } catch (const std::exception&) {
    co_return unreadable("sync");
  }
}

asio::awaitable<base::Result<std::vector<json::object>>> Api::claim(int max, seconds wait, std::string key) {
  Call call;
  call.method = http::Method::post;
  call.path = "/api/desktop/claim";
  call.key = std::move(key);
  call.timeout = wait + seconds(20);
  json::object body;
  body["max"] = max;
  body["wait"] = wait.count();
  call.body = json::serialize(body);
  const auto answer = co_await send_json(std::move(call));
  if (!answer) co_return answer.error();
  const auto* claims = answer->if_contains("claims");
  if (!claims || !claims->is_array()) co_return unreadable("claim");
  std::vector<json::object> list;
  for (const auto& claim : claims->get_array())
    if (claim.is_object()) list.push_back(claim.get_object());
  co_return list;
}

asio::awaitable<base::Result<LeaseState>> Api::heartbeat(std::string application_id, int epoch,
                                                         std::optional<json::object> progress) {
  Call call;
  call.method = http::Method::post;
  call.path = path_of(application_id, "heartbeat");
  call.key = new_key();
  call.timeout = seconds(10);
  auto body = with_epoch(epoch);
  if (progress) body["progress"] = std::move(*progress);
  call.body = json::serialize(body);
  const auto answer = co_await send_json(std::move(call));
  if (!answer) co_return answer.error();
  try {
    co_return lease_of(*answer);
  } catch (const std::exception&) {
    co_return unreadable("heartbeat");
  }
}

asio::awaitable<base::Result<void>> Api::submit_intent(std::string application_id, int epoch, std::string key) {
  Call call;
  call.method = http::Method::post;
  call.path = path_of(application_id, "submit-intent");
  call.key = std::move(key);
  call.timeout = seconds(10);
  call.body = json::serialize(with_epoch(epoch));
  const auto answer = co_await send_json(std::move(call));
  if (!answer) co_return answer.error();
  const auto* granted = answer->if_contains("granted");
  if (!granted || *granted != true) co_return unreadable("submit-intent");
  co_return base::Result<void>();
}

asio::awaitable<base::Result<void>> Api::put_status(std::string application_id, json::object body) {
  Call call;
  call.method = http::Method::put;
  call.path = path_of(application_id, "status");
  call.body = json::serialize(body);
  const auto answer = co_await send(std::move(call));
  if (!answer) co_return answer.error();
  co_return base::Result<void>();
}

asio::awaitable<base::Result<void>> Api::append_logs(std::string application_id, int epoch, json::array logs,
                                                     std::string key) {
  Call call;
  call.method = http::Method::post;
  call.path = path_of(application_id, "logs");
  call.key = std::move(key);
  auto body = with_epoch(epoch);
  body["logs"] = std::move(logs);
  call.body = json::serialize(body);
  const auto answer = co_await send(std::move(call));
  if (!answer) co_return answer.error();
  co_return base::Result<void>();
}

asio::awaitable<base::Result<int>> Api::add_evidence(std::string application_id, int epoch, std::string kind,
                                                     std::string png, std::string key) {
  Call call;
  call.method = http::Method::post;
  call.path = fmt::format("{}?epoch={}&kind={}", path_of(application_id, "evidence"), epoch, encoded(kind));
  call.key = std::move(key);
  call.content_type = "image/png";
  call.body = std::move(png);
  const auto answer = co_await send_json(std::move(call));
  if (!answer) co_return answer.error();
  try {
    co_return answer->at("n").to_number<int>();
  } catch (const std::exception&) {
    co_return unreadable("evidence");
  }
}

asio::awaitable<base::Result<std::string>> Api::download(std::string path) {
  Call call;
  call.path = std::move(path);
  call.timeout = seconds(60);
  auto answer = co_await send(std::move(call));
  if (!answer) co_return answer.error();
  co_return std::move(answer->body);
}

asio::awaitable<base::Result<EventPage>> Api::events(std::string after, seconds wait) {
  Call call;
  call.path = fmt::format("/api/events?wait={}", wait.count());
  if (!after.empty()) call.path += "&after=" + encoded(after);
  call.timeout = wait + seconds(20);
  const auto answer = co_await send_json(std::move(call));
  if (!answer) co_return answer.error();
  try {
    EventPage page;
    page.cursor = answer->at("cursor").as_string();
    page.reset = answer->at("reset").as_bool();
    for (const auto& event : answer->at("events").as_array()) page.events.push_back(event.as_object());
    co_return page;
  } catch (const std::exception&) {
    co_return unreadable("events");
  }
}

asio::awaitable<base::Result<DeviceCode>> request_device_code(http::Client& client, std::string server,
                                                              std::string name) {
  utsname system{};
  json::object body;
  body["name"] = name.substr(0, 100);
  if (::uname(&system) == 0) body["platform"] = fmt::format("{} {}", system.sysname, system.machine);
  const auto answer = co_await post(client, server + "/api/device/code", std::move(body));
  if (!answer) co_return answer.error();
  try {
    DeviceCode code;
    code.device_code = answer->at("deviceCode").as_string();
    code.user_code = answer->at("userCode").as_string();
    code.verification_uri = answer->at("verificationUri").as_string();
    code.verification_uri_complete = answer->at("verificationUriComplete").as_string();
    code.expires_in = seconds(answer->at("expiresIn").to_number<int>());
    code.interval = seconds(answer->at("interval").to_number<int>());
    co_return code;
  } catch (const std::exception&) {
    co_return unreadable("the pairing");
  }
}

asio::awaitable<base::Result<Credentials>> await_approval(http::Client& client, std::string server, DeviceCode code) {
  const auto executor = co_await asio::this_coro::executor;
  asio::steady_timer timer(executor);
  const auto end = std::chrono::steady_clock::now() + code.expires_in;
  auto interval = code.interval;
  while (std::chrono::steady_clock::now() < end) {
    timer.expires_after(interval);
    co_await timer.async_wait(asio::use_awaitable);
    json::object body;
    body["deviceCode"] = code.device_code;
    const auto answer = co_await post(client, server + "/api/device/token", std::move(body));
    if (answer) {
      try {
        Credentials credentials;
        credentials.server = server;
        credentials.device_id = answer->at("deviceId").as_string();
        credentials.access_token = answer->at("accessToken").as_string();
        credentials.refresh_token = answer->at("refreshToken").as_string();
        credentials.access_expires_at = in(answer->at("expiresIn").to_number<std::int64_t>());
        co_return credentials;
      } catch (const std::exception&) {
        co_return unreadable("the pairing");
      }
    }
    const auto& error = answer.error();
    if (error.code == ErrorCode::slow_down) {
      interval += seconds(5);
    } else if (error.code == ErrorCode::unavailable || error.code == ErrorCode::rate_limited) {
      // RFC 8628, 3.5: after a timeout the interval grows too.
      interval = std::max(std::min(interval * 2, seconds(60)), error.retry_after.value_or(seconds(0)));
    } else if (error.code != ErrorCode::authorization_pending) {
      co_return error;
    }
  }
  base::Error expired;
  expired.code = ErrorCode::expired_token;
  expired.detail = "The code ran out before it was approved. Start the pairing again.";
  co_return expired;
}

}  // namespace jobswipe::link

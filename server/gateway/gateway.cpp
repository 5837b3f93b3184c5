#include "server/gateway/gateway.hpp"

#include <sodium.h>
#include <spdlog/spdlog.h>

#include <boost/json/serialize.hpp>
#include <chrono>
#include <stdexcept>
#include <unordered_map>

#include "core/base/crash_point.hpp"
#include "server/gateway/admission.hpp"
#include "server/gateway/contract.hpp"
#include "server/gateway/idempotency.hpp"
#include "server/gateway/problem.hpp"
#include "server/gateway/rate_limit.hpp"
#include "server/gateway/static_files.hpp"

namespace jobswipe::gateway {

namespace {

namespace json = boost::json;
using base::ErrorCode;

// Scripts, styles and connections of the app's own origin only; HTML reaches the page through its Trusted Types policy.
constexpr const char* kPagePolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types jobswipe default dompurify";
constexpr const char* kApiPolicy = "default-src 'none'; frame-ancestors 'none'";

constexpr std::size_t kMaxKeyLength = 200;

base::Error error(ErrorCode code, std::string detail) {
  base::Error made;
  made.code = code;
  made.detail = std::move(detail);
  return made;
}

void secure(http::Response& response, const http::Request& request, bool page) {
  auto& fields = response.fields;
  if (!fields.has("X-Content-Type-Options")) fields.add("X-Content-Type-Options", "nosniff");
  if (!fields.has("Content-Security-Policy")) fields.add("Content-Security-Policy", page ? kPagePolicy : kApiPolicy);
  if (!fields.has("Referrer-Policy")) fields.add("Referrer-Policy", "no-referrer");
  if (!page && !fields.has("Cache-Control")) fields.add("Cache-Control", "no-store");
  if (page) {
    fields.add("Cross-Origin-Opener-Policy", "same-origin");
    fields.add("X-Frame-Options", "DENY");
  }
  if (request.secure) fields.add("Strict-Transport-Security", "max-age=31536000");
}

std::string_view name_of(http::Method method) noexcept {
  switch (method) {
    case http::Method::get:
      return "GET";
    case http::Method::head:
      return "HEAD";
    case http::Method::post:
      return "POST";
    case http::Method::put:
      return "PUT";
    case http::Method::delete_:
      return "DELETE";
    case http::Method::options:
      return "OPTIONS";
    case http::Method::patch:
      return "PATCH";
    case http::Method::other:
      return "other";
  }
  return "other";
}

std::vector<std::uint8_t> hash_of(const http::Request& request) {
  std::vector<std::uint8_t> hash(32);
  crypto_generichash_state state;
  crypto_generichash_init(&state, nullptr, 0, hash.size());
  for (const std::string_view part :
       {std::string_view(request.target), std::string_view("\n"), std::string_view(request.body)}) {
    crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(part.data()), part.size());
  }
  crypto_generichash_final(&state, hash.data(), hash.size());
  return hash;
}

bool is_good_key(std::string_view key) noexcept {
  if (key.empty() || key.size() > kMaxKeyLength) return false;
  for (const char c : key) {
    if (c < 0x21 || c > 0x7e) return false;
  }
  return true;
}

bool is_login(const OperationSpec& operation) noexcept {
  return operation.id == "login" || operation.id == "register" || operation.id == "createDeviceCode";
}

base::Error too_many(std::chrono::seconds wait) {
  base::Error made =
      error(ErrorCode::rate_limited, "Too many requests. Try again in " + std::to_string(wait.count()) + " s.");
  made.retry_after = wait;
  return made;
}

bool is_api(std::string_view path) noexcept {
  return path == "/api" || path.starts_with("/api/") || path == "/livez" || path == "/readyz" || path == "/metrics";
}

}  // namespace

const Caller& Call::who() const {
  if (!caller) throw std::logic_error("a handler of an open operation asked who is calling");
  return *caller;
}

http::Response json_response(int status, const json::value& body) {
  return http::Response::text(status, "application/json", json::serialize(body));
}

std::string access_log_line(const Served& served) {
  json::object line;
  line["event"] = "request";
  line["request"] = served.request_id;
  line["method"] = name_of(served.method);
  line["path"] = served.path;
  line["operation"] = served.operation;
  line["status"] = served.status;
  line["seconds"] = served.seconds;
  line["address"] = served.remote_address;
  if (served.caller) {
    line["user"] = served.caller->user.to_string();
    if (served.caller->device) line["device"] = served.caller->device->to_string();
  }
  return json::serialize(line);
}

class Gateway::Impl {
 public:
  Impl(Authenticator& authenticator, Idempotency* idempotency, Limits limits)
      : authenticator_(authenticator),
        idempotency_(idempotency),
        contract_(Contract::embedded()),
        requests_(limits.requests_per_second, limits.requests_per_second * 10),
        logins_(limits.logins_per_minute / 60, limits.logins_per_minute) {
    if (sodium_init() < 0) throw std::runtime_error("libsodium can't be started");
    observer_ = [](const Served& served) {
      if (spdlog::should_log(spdlog::level::info)) spdlog::info("{}", access_log_line(served));
    };
  }

  void handle(std::string id, Operation operation) {
    for (const auto& spec : contract_.operations()) {
      if (spec->id != id) continue;
      if (!handlers_.emplace(spec.get(), std::move(operation)).second) {
        throw std::logic_error("operation " + id + " has a handler already");
      }
      return;
    }
    throw std::logic_error("api/openapi.yaml has no operation " + id);
  }

  std::vector<std::string> missing() const {
    std::vector<std::string> ids;
    for (const auto& spec : contract_.operations()) {
      if (!handlers_.contains(spec.get())) ids.push_back(spec->id);
    }
    return ids;
  }

  void serve_files(std::shared_ptr<const StaticFiles> files) { files_ = std::move(files); }
  void observe(std::function<void(const Served&)> observer) { observer_ = std::move(observer); }

  asio::awaitable<http::Response> serve(http::Request request) {
    const auto start = std::chrono::steady_clock::now();
    Served served;
    served.operation = "unknown";
    served.method = request.method;
    served.request_id = request.request_id;
    served.remote_address = request.remote_address;
    const bool page = !is_api(request.path);
    const bool over_tls = request.secure;
    http::Response response;
    if (page) {
      served.operation = "static";
      served.path = request.path;
      response = serve_page(request);
      secure(response, request, true);
    } else {
      Call call;
      call.http = std::move(request);
      std::string allow;
      Answer answer = co_await answer_call(call, served, allow);
      if (answer.has_error()) {
        response = problem_response(answer.error(), served.request_id);
        if (answer.error().code == ErrorCode::unauthenticated) {
          response.fields.add("WWW-Authenticate", "Bearer realm=\"jobswipe\"");
        }
        if (!allow.empty()) response.fields.add("Allow", allow);
      } else {
        response = std::move(*answer);
      }
      http::Request only_scheme;
      only_scheme.secure = over_tls;
      secure(response, only_scheme, false);
    }
    served.status = response.status;
    if (response.websocket) served.status = 101;
    served.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    if (observer_) observer_(served);
    co_return response;
  }

 private:
  http::Response serve_page(const http::Request& request) const {
    if (request.method != http::Method::get && request.method != http::Method::head) {
      auto response =
          problem_response(error(ErrorCode::method_not_allowed, "Files can only be read."), request.request_id);
      response.fields.add("Allow", "GET, HEAD");
      return response;
    }
    if (files_) return files_->serve(request);
    return problem_response(error(ErrorCode::not_found, "There is nothing here."), request.request_id);
  }

  /// Everything between a request and its handler. Exceptions end here.
  asio::awaitable<Answer> answer_call(Call& call, Served& served, std::string& allow) {
    std::exception_ptr failure;
    try {
      Answer answer = co_await admit(call, served, allow);
      co_return answer;
    } catch (...) {
      failure = std::current_exception();
    }
    co_return error_of_exception(failure, served.request_id);
  }

  asio::awaitable<Answer> admit(Call& call, Served& served, std::string& allow) {
    auto match = contract_.find(call.http.method, call.http.path);
    served.path = call.http.path;
    if (match.allowed.empty()) co_return error(ErrorCode::not_found, "There is no such route.");
    if (!match.operation) {
      if (call.http.method == http::Method::options) {
        http::Response options = http::Response::empty(204);
        options.fields.add("Allow", match.allowed);
        co_return options;
      }
      allow = match.allowed;
      co_return error(ErrorCode::method_not_allowed, "This route takes " + match.allowed + ".");
    }
    const OperationSpec& operation = *match.operation;
    served.operation = operation.id;
    served.path = operation.path;
    const auto handler = handlers_.find(&operation);
    if (handler == handlers_.end()) throw std::logic_error("operation " + operation.id + " has no handler");

    const auto now = RateLimit::Clock::now();
    if (is_login(operation)) {
      if (const auto wait = logins_.refuse("address " + call.http.remote_address, now)) co_return too_many(*wait);
    }
    if (!operation.open) {
      auto caller = co_await authenticator_.authenticate(call.http);
      if (caller.has_error()) {
        if (const auto wait = requests_.refuse(call.http.remote_address, now)) co_return too_many(*wait);
        co_return caller.error();
      }
      call.caller = *caller;
      served.caller = call.caller;
    }
    const std::string account = call.caller ? call.caller->user.to_string() : call.http.remote_address;
    if (const auto wait = requests_.refuse(account, now)) co_return too_many(*wait);
    if (auto refused = refuse_cross_site(call.http)) co_return *refused;
    if (!operation.open) {
      if (auto refused = refuse_audience(operation, call.caller)) co_return *refused;
    }
    if (auto refused = validate(operation, std::move(match.path), call)) co_return *refused;
    if (is_login(operation)) {
      if (const auto* email = call.body.if_contains("email")) {
        std::string key = "account " + std::string(email->as_string());
        for (char& c : key) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        if (const auto wait = logins_.refuse(key, now)) co_return too_many(*wait);
      }
    }

    call.idempotency_key = std::string(call.http.fields.get("Idempotency-Key"));
    if (!call.idempotency_key.empty() && !is_good_key(call.idempotency_key)) {
      co_return base::Error::invalid("header/Idempotency-Key", "must be 1 to 200 visible ASCII characters");
    }
    const bool replays = operation.method == http::Method::post && !call.idempotency_key.empty() && call.caller &&
                         !operation.repeats_itself && idempotency_;
    if (!replays) co_return co_await handler->second(std::move(call));
    co_return co_await handle_once(operation, handler->second, call);
  }

  asio::awaitable<Answer> handle_once(const OperationSpec& operation, const Operation& handler, Call& call) {
    const base::UserId user = call.who().user;
    const std::string key = call.idempotency_key;
    std::vector<std::uint8_t> hash = hash_of(call.http);
    auto beginning = co_await idempotency_->begin(user, key, operation.id, std::move(hash));
    switch (beginning.verdict) {
      case Idempotency::Verdict::fresh:
        call.committed = std::move(beginning.committed);
        break;
      case Idempotency::Verdict::different:
        co_return error(ErrorCode::unprocessable,
                        "This Idempotency-Key was used for another request. Use a fresh key for each request.");
      case Idempotency::Verdict::in_progress: {
        base::Error busy = error(ErrorCode::in_progress,
                                 "A request with this Idempotency-Key is being worked on. Ask again in a second.");
        busy.retry_after = std::chrono::seconds(1);
        co_return busy;
      }
      case Idempotency::Verdict::replay: {
        http::Response replayed = http::Response::empty(beginning.answer.status);
        if (!beginning.answer.content_type.empty()) replayed.fields.add("Content-Type", beginning.answer.content_type);
        replayed.body = std::move(beginning.answer.body);
        replayed.fields.add("Idempotency-Replayed", "true");
        co_return replayed;
      }
    }

    base::crash_point("idempotency.after_begin");
    const std::string request_id = call.http.request_id;
    std::exception_ptr failure;
    Answer answer = base::Error();
    try {
      answer = co_await handler(std::move(call));
    } catch (...) {
      failure = std::current_exception();
    }
    if (failure) answer = error_of_exception(failure, request_id);
    base::crash_point("idempotency.before_finish");
    co_await keep(user, key, answer, request_id);
    base::crash_point("idempotency.after_finish");
    co_return answer;
  }

  /// Notes the answer. It is given even when noting it fails: what it tells has been committed.
  asio::awaitable<void> keep(base::UserId user, std::string key, const Answer& answer, std::string request_id) {
    KeptAnswer kept;
    if (answer.has_error()) {
      const http::Response problem = problem_response(answer.error(), request_id);
      kept.status = problem.status;
      kept.content_type = std::string(problem.fields.get("Content-Type"));
      kept.body = problem.body;
    } else {
      kept.status = answer->status;
      kept.content_type = std::string(answer->fields.get("Content-Type"));
      kept.body = answer->body;
    }
    // What may be different the next time is not kept: failures, and refusals that say "later".
    const bool final = kept.status < 500 && kept.status != 429 && kept.status != 401;
    bool settled = false;
    try {
      if (final) {
        co_await idempotency_->finish(user, key, std::move(kept));
        settled = true;
      }
    } catch (const std::exception& unable) {
      spdlog::warn("request {}: its answer could not be kept: {}", request_id, unable.what());
    }
    if (settled) co_return;
    try {
      co_await idempotency_->forget(user, std::move(key));
    } catch (const std::exception& unable) {
      spdlog::warn("request {}: its Idempotency-Key could not be freed: {}", request_id, unable.what());
    }
  }

  Authenticator& authenticator_;
  Idempotency* idempotency_;
  const Contract& contract_;
  RateLimit requests_;
  RateLimit logins_;
  std::unordered_map<const OperationSpec*, Operation> handlers_;
  std::shared_ptr<const StaticFiles> files_;
  std::function<void(const Served&)> observer_;
};

Gateway::Gateway(Authenticator& authenticator, Idempotency* idempotency, Limits limits)
    : impl_(std::make_unique<Impl>(authenticator, idempotency, limits)) {}
Gateway::~Gateway() = default;
void Gateway::handle(std::string operation_id, Operation operation) {
  impl_->handle(std::move(operation_id), std::move(operation));
}
std::vector<std::string> Gateway::missing() const {
  return impl_->missing();
}
void Gateway::serve_files(std::string directory) {
  impl_->serve_files(StaticFiles::load(directory));
}
void Gateway::serve_files(std::shared_ptr<const StaticFiles> files) {
  impl_->serve_files(std::move(files));
}
void Gateway::observe(std::function<void(const Served&)> observer) {
  impl_->observe(std::move(observer));
}
asio::awaitable<http::Response> Gateway::serve(http::Request request) {
  return impl_->serve(std::move(request));
}

}  // namespace jobswipe::gateway

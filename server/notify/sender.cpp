#include "server/notify/sender.hpp"

#include <spdlog/spdlog.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <optional>
#include <random>
#include <unordered_map>

#include "core/base/crash_point.hpp"
#include "core/push/encrypted_content.hpp"
#include "core/push/vapid.hpp"
#include "io/http/client.hpp"
#include "io/loop/run_loop.hpp"
#include "server/notify/message.hpp"

namespace jobswipe::notify {

using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

using Steady = std::chrono::steady_clock;

constexpr std::int64_t kTokenSeconds = 12 * 3600;
constexpr std::int64_t kFreshFor = 6 * 3600;  // a token this old is made anew, well before it ends
constexpr std::size_t kMostTokens = 256;
constexpr int kMostSilent = 1000;
constexpr int kMostRefusals = 3;

http::ClientConfig client_config(bool allow_private) {
  http::ClientConfig config;
  config.allow_private = allow_private;
  config.max_body_bytes = 64 * 1024;
  return config;
}

}  // namespace

class Sender::Impl : public std::enable_shared_from_this<Sender::Impl> {
 public:
  Impl(asio::any_io_executor executor, store::PushStore& store, Wishes& wishes, push::P256Key key,
       PushServices services, SenderStats& stats, SenderOptions options)
      : executor_(executor),
        store_(store),
        wishes_(wishes),
        key_(std::move(key)),
        services_(std::move(services)),
        stats_(stats),
        options_(std::move(options)),
        client_(executor, client_config(options_.allow_private)),
        ended_(executor) {}

  void start() {
    loop_.emplace(executor_, "push", options_.poll, [weak = weak_from_this()]() -> asio::awaitable<milliseconds> {
      const auto self = weak.lock();
      if (!self) co_return milliseconds(0);
      co_return co_await self->turn();
    });
    loop_->start();
  }

  void abandon() {
    if (loop_) loop_->abandon();
  }

  asio::awaitable<void> stop(milliseconds deadline) {
    const auto end = Steady::now() + deadline;
    if (loop_) co_await loop_->stop(deadline);
    while (in_flight_ > 0 && Steady::now() < end) {
      ended_.expires_at(end);
      boost::system::error_code woken;
      co_await ended_.async_wait(asio::redirect_error(asio::use_awaitable, woken));
    }
  }

 private:
  bool stopping() const noexcept { return loop_ && loop_->stopping(); }

  asio::awaitable<milliseconds> turn() {
    if (Steady::now() >= next_look_) {
      next_look_ = Steady::now() + options_.look_around;
      co_await look_around();
    }
    const int room = options_.most_at_once - in_flight_;
    if (room <= 0) co_return options_.poll;  // hurried when one ends
    std::vector<store::PushNews> taken = co_await store_.take(room, options_.lease, kMostAge);
    if (!taken.empty()) base::crash_point("push.after_take");
    const bool more = taken.size() == static_cast<std::size_t>(room);
    for (store::PushNews& news : taken) spawn(std::move(news));
    full_ = more;
    co_return options_.poll;
  }

  asio::awaitable<void> look_around() {
    const auto told = co_await store_.find_silent(options_.silence, kMostSilent);
    if (told > 0) spdlog::info("push: {} people have work that waits for a silent desktop", told);
    co_await store_.prune(kMostAge);
  }

  void spawn(store::PushNews news) {
    ++in_flight_;
    auto work = handle(std::move(news));
    asio::co_spawn(executor_, std::move(work), [self = shared_from_this()](std::exception_ptr failure) {
      --self->in_flight_;
      self->ended_.cancel();
      if (self->full_ && !self->stopping()) self->loop_->hurry();
      try {
        if (failure) std::rethrow_exception(failure);
      } catch (const std::exception& error) {
        // Its lease runs out and it is tried again.
        spdlog::warn("push: a message was left for later: {}", error.what());
      }
    });
  }

  asio::awaitable<void> handle(store::PushNews news) {
    std::optional<push::Recipient> recipient;
    std::string endpoint;
    if (news.push_subscription) {
      const auto& keys = news.push_subscription->at("keys").as_object();
      endpoint = news.push_subscription->at("endpoint").as_string();
      recipient =
          push::Recipient::parse(std::string(keys.at("p256dh").as_string()), std::string(keys.at("auth").as_string()));
    }
    if (!recipient || !services_.allows(endpoint)) {
      // Stored by a version or a configuration that took what this one does not.
      ++stats_.gone;
      co_await store_.gone(std::move(news));
      co_return;
    }
    Wish wish;
    if (news.count > 0) wish = co_await wishes_.of(news.user, news.kind);
    if (news.count == 0 || !wish.wanted) {
      ++stats_.dropped;
      co_await store_.done(std::move(news));
      co_return;
    }
    if (wish.quiet_for > seconds(0)) {
      co_await store_.later(std::move(news), wish.quiet_for, false);
      co_return;
    }
    co_await send(std::move(news), std::move(endpoint), std::move(*recipient));
  }

  asio::awaitable<void> send(store::PushNews news, std::string endpoint, push::Recipient recipient) {
    http::ClientRequest request = request_for(news, endpoint, recipient);
    std::string failure;
    http::ClientResponse response;
    try {
      response = co_await client_.send(std::move(request));
    } catch (const http::TransportError& error) {
      failure = error.what();
    }
    base::crash_point("push.after_send");
    const std::string service = origin_of(endpoint);
    if (!failure.empty()) {
      spdlog::debug("push: {} was not reached: {}", service, failure);
      co_await again(std::move(news), seconds(0));
      co_return;
    }
    switch (verdict_of(response.status)) {
      case Verdict::sent:
        ++stats_.sent;
        co_await store_.done(std::move(news));
        break;
      case Verdict::gone:
        ++stats_.gone;
        spdlog::info("push: {} answered {}: the subscription is forgotten", service, response.status);
        co_await store_.gone(std::move(news));
        break;
      case Verdict::again: {
        const auto floor = retry_after(response.fields.get("Retry-After"), std::chrono::system_clock::now());
        spdlog::info("push: {} answered {}: later", service, response.status);
        co_await again(std::move(news), floor);
        break;
      }
      case Verdict::refused:
        ++stats_.refused;
        spdlog::warn("push: {} refused a message with {}: {}", service, response.status, response.body.substr(0, 200));
        if (news.attempts < kMostRefusals)  // a wrong clock or key may be mended meanwhile
          co_await again(std::move(news), seconds(0));
        else
          co_await store_.done(std::move(news));
        break;
    }
  }

  asio::awaitable<void> again(store::PushNews news, seconds floor) {
    ++stats_.failed;
    const auto wait = options_.retry.delay(news.attempts, random_(generator_), floor);
    co_await store_.later(std::move(news), wait, true);
  }

  http::ClientRequest request_for(const store::PushNews& news, const std::string& endpoint,
                                  const push::Recipient& recipient) {
    const Message message = compose(news);
    http::ClientRequest request;
    request.method = http::Method::post;
    request.url = endpoint;
    request.timeout = options_.timeout;
    request.fields.set("Authorization", authorization(origin_of(endpoint)));
    request.fields.set("Content-Encoding", "aes128gcm");
    request.fields.set("Content-Type", "application/octet-stream");
    request.fields.set("TTL", std::to_string(message.ttl.count()));
    request.fields.set("Urgency", message.urgency);
    request.fields.set("Topic", message.topic);
    request.body = push::encrypt_message(recipient, message.text);
    return request;
  }

  /// One signature serves every message to a push service for hours.
  const std::string& authorization(const std::string& audience) {
    const std::int64_t now =
        std::chrono::duration_cast<seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
    if (tokens_.size() >= kMostTokens && !tokens_.contains(audience)) tokens_.clear();
    Token& token = tokens_[audience];
    if (token.field.empty() || now - token.since > kFreshFor || now < token.since) {
      token.field = push::vapid_authorization(key_, audience, options_.contact, now + kTokenSeconds);
      token.since = now;
    }
    return token.field;
  }

  struct Token {
    std::string field;
    std::int64_t since = 0;
  };

  asio::any_io_executor executor_;
  store::PushStore& store_;
  Wishes& wishes_;
  const push::P256Key key_;
  const PushServices services_;
  SenderStats& stats_;
  const SenderOptions options_;
  http::Client client_;
  asio::steady_timer ended_;
  std::optional<loop::RunLoop> loop_;
  std::unordered_map<std::string, Token> tokens_;
  std::mt19937_64 generator_{std::random_device{}()};
  std::uniform_real_distribution<double> random_{0.0, 1.0};
  Steady::time_point next_look_{};
  int in_flight_ = 0;
  bool full_ = false;  // the last look found more than there was room for
};

Sender::Sender(asio::any_io_executor executor, store::PushStore& store, Wishes& wishes, push::P256Key key,
               PushServices services, SenderStats& stats, SenderOptions options)
    : impl_(std::make_shared<Impl>(executor, store, wishes, std::move(key), std::move(services), stats,
                                   std::move(options))) {}

Sender::~Sender() {
  impl_->abandon();
}

void Sender::start() {
  impl_->start();
}

asio::awaitable<void> Sender::stop(std::chrono::milliseconds deadline) {
  const auto impl = impl_;
  co_await impl->stop(deadline);
}

}  // namespace jobswipe::notify

#include "agent/model/client.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/serialize.hpp>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <optional>

#include "io/http/client.hpp"
#include "io/net/address.hpp"

namespace jobswipe::model {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// A server that wants a longer pause than this is done without.
constexpr seconds kMostPause{30};
constexpr std::size_t kMostAnswerBytes = 4 * 1024 * 1024;

std::string host_in(const std::string& address) {
  const auto start = address.find("://");
  if (start == std::string::npos) return {};
  auto authority = address.substr(start + 3);
  authority = authority.substr(0, authority.find_first_of("/?#"));
  if (authority.find('@') != std::string::npos) return {};
  if (authority.starts_with('[')) return authority.substr(1, authority.find(']') - 1);
  return authority.substr(0, authority.rfind(':'));
}

bool is_near(const std::string& host) {
  if (host == "localhost" || host.ends_with(".localhost") || host.ends_with(".local")) return true;
  boost::system::error_code error;
  const auto address = asio::ip::make_address(host, error);
  return !error && !net::is_public(address);
}

void check_address(const std::string& address) {
  const auto host = host_in(address);
  const bool https = address.starts_with("https://");
  if (host.empty() || !(https || address.starts_with("http://")))
    throw std::runtime_error(fmt::format("model.address: {} is no http or https address", address));
  if (!https && !is_near(host))
    throw std::runtime_error(
        fmt::format("model.address: {} would carry personal data over plain http to another network; use https", host));
}

std::optional<milliseconds> retry_after(const http::Fields& fields) {
  const std::string said(fields.get("Retry-After"));
  if (said.empty() || said.find_first_not_of("0123456789") != std::string::npos || said.size() > 6) return std::nullopt;
  return seconds(std::stol(said));
}

}  // namespace

std::string Budget::to_string() const {
  return fmt::format("{} request{}, {} tokens in, {} out, cost {:.4f}", used_requests, used_requests == 1 ? "" : "s",
                     used.input, used.output, used_cost);
}

std::string read_key(const std::string& file) {
  if (const char* key = std::getenv("JOBSWIPE_MODEL_KEY"); key && *key) return key;
  if (file.empty()) return {};
  struct stat info {};
  if (::stat(file.c_str(), &info) != 0)
    throw std::runtime_error(fmt::format("model.key_file: can't read {}: {}", file, std::strerror(errno)));
  if ((info.st_mode & 077) != 0)
    throw std::runtime_error(fmt::format("model.key_file: others can read {}; run: chmod 600 {}", file, file));
  std::ifstream stream(file);
  std::string line;
  std::getline(stream, line);
  while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.pop_back();
  if (line.empty()) throw std::runtime_error(fmt::format("model.key_file: {} is empty", file));
  return line;
}

class ModelClient::Impl {
 public:
  Impl(asio::any_io_executor executor, ModelConfig config)
      : executor_(executor), config_(std::move(config)), http_(std::move(executor), make_config()) {
    check_address(config_.address);
  }

  asio::awaitable<Reply> ask(Prompt prompt, Budget& budget) {
    const auto body = json::serialize(request_body(config_.protocol, config_.name, prompt));
    std::string last;
    for (int attempt = 0; attempt < config_.tries; ++attempt) {
      if (budget.spent())
        throw NoAnswer(fmt::format("the model's budget for this application is spent ({}){}", budget.to_string(),
                                   last.empty() ? "" : "; last: " + last));
      ++budget.used_requests;
      milliseconds pause = seconds(1 << attempt);
      bool again = false;
      http::ClientResponse response;
      try {
        auto request = make_request(body);
        response = co_await http_.send(std::move(request));
      } catch (const std::exception& error) {
        last = fmt::format("the model's server gave no answer: {}", error.what());
        again = true;
      }
      if (!again && response.status == 200) co_return take(response.body, prompt, budget);
      if (!again) {
        last = fmt::format("the model's server says {}: {}", response.status, without_key(error_text(response.body)));
        again = response.status == 429 || response.status >= 500;
        pause = retry_after(response.fields).value_or(pause);
      }
      spdlog::info("model {}: {}", config_.name, last);
      if (!again || pause > kMostPause || attempt + 1 == config_.tries) break;
      asio::steady_timer timer(executor_, pause);
      co_await timer.async_wait(asio::use_awaitable);
    }
    throw NoAnswer(last);
  }

  const ModelConfig& config() const noexcept { return config_; }

 private:
  static http::ClientConfig make_config() {
    http::ClientConfig config;
    config.max_body_bytes = kMostAnswerBytes;
    return config;
  }

  http::ClientRequest make_request(const std::string& body) const {
    http::ClientRequest request;
    request.method = http::Method::post;
    request.url = endpoint(config_.protocol, config_.address);
    request.fields.set("Content-Type", "application/json");
    request.fields.set("Accept", "application/json");
    if (config_.protocol == Protocol::anthropic) {
      request.fields.set("anthropic-version", "2023-06-01");
      if (!config_.key.empty()) request.fields.set("x-api-key", config_.key);
    } else if (!config_.key.empty()) {
      request.fields.set("Authorization", "Bearer " + config_.key);
    }
    request.body = body;
    request.timeout = config_.timeout;
    return request;
  }

  Reply take(const std::string& body, const Prompt& prompt, Budget& budget) const {
    Reply reply;
    try {
      reply = parse_reply(config_.protocol, body, prompt.schema.has_value());
    } catch (const ProtocolError& error) {
      throw NoAnswer(fmt::format("the model's server did not keep to the protocol: {}", error.what()));
    }
    budget.used.input += reply.usage.input;
    budget.used.output += reply.usage.output;
    budget.used_cost += (static_cast<double>(reply.usage.input) * config_.input_price +
                         static_cast<double>(reply.usage.output) * config_.output_price) /
                        1e6;
    if (reply.refused) throw NoAnswer("the model refused to answer");
    if (reply.cut) throw NoAnswer("the model's answer was too long");
    if (prompt.schema && !reply.answer) throw NoAnswer("the model did not answer in the form that was asked for");
    return reply;
  }

  std::string without_key(std::string said) const {
    if (config_.key.empty()) return said;
    for (std::size_t at = 0; (at = said.find(config_.key)) != std::string::npos;)
      said.replace(at, config_.key.size(), "…");
    return said;
  }

  asio::any_io_executor executor_;
  ModelConfig config_;
  http::Client http_;
};

ModelClient::ModelClient(asio::any_io_executor executor, ModelConfig config)
    : impl_(std::make_shared<Impl>(std::move(executor), std::move(config))) {}
ModelClient::~ModelClient() = default;
asio::awaitable<Reply> ModelClient::ask(Prompt prompt, Budget& budget) {
  return impl_->ask(std::move(prompt), budget);
}
const std::string& ModelClient::name() const noexcept {
  return impl_->config().name;
}

}  // namespace jobswipe::model

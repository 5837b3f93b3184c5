#include "server/jobs/fetch.hpp"

#include <fmt/format.h>

#include <chrono>

#include "io/http/client.hpp"

namespace jobswipe::jobs {
namespace {

class HttpFetcher final : public Fetcher {
 public:
  HttpFetcher(asio::any_io_executor executor, bool allow_private)
      : client_(std::move(executor), config(allow_private)) {}

  asio::awaitable<base::Result<std::string>> get(std::string url) override {
    http::ClientRequest request;
    request.url = url;
    request.timeout = std::chrono::seconds(30);
    request.fields.set("Accept", "application/json, text/html;q=0.9, */*;q=0.1");
    base::Error error;
    error.code = base::ErrorCode::unavailable;
    try {
      http::ClientResponse response = co_await client_.send(std::move(request));
      if (response.status == 200) co_return std::move(response.body);
      error.code = response.status >= 500 || response.status == 429 ? base::ErrorCode::unavailable
                                                                    : base::ErrorCode::unprocessable;
      error.detail = fmt::format("{} answered {}.{}", url, response.status,
                                 response.status == 404   ? " Check the board's name."
                                 : response.status >= 500 ? " Try again later."
                                                          : "");
    } catch (const http::TransportError& failure) {
      if (failure.kind() == http::TransportError::Kind::refused_address ||
          failure.kind() == http::TransportError::Kind::bad_url)
        error.code = base::ErrorCode::unprocessable;
      error.detail = fmt::format("{} could not be fetched: {}", url, failure.what());
      if (failure.kind() == http::TransportError::Kind::refused_address)
        error.detail += " (--allow-private lets it through)";
    }
    co_return error;
  }

 private:
  static http::ClientConfig config(bool allow_private) {
    http::ClientConfig config;
    config.max_redirects = 5;
    config.allow_private = allow_private;
    return config;
  }
  http::Client client_;
};

}  // namespace

std::unique_ptr<Fetcher> make_http_fetcher(asio::any_io_executor executor, bool allow_private) {
  return std::make_unique<HttpFetcher>(std::move(executor), allow_private);
}

}  // namespace jobswipe::jobs

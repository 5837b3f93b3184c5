#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <memory>
#include <string>

#include "core/base/result.hpp"

namespace jobswipe::jobs {

namespace asio = boost::asio;

/// Gets documents from the network for the import.
class Fetcher {
 public:
  virtual ~Fetcher() = default;
  /// The body at a checked URL. Fails with unprocessable or unavailable and a detail that names the URL and what to do.
  virtual asio::awaitable<base::Result<std::string>> get(std::string url) = 0;
};

/// Over io/http: follows up to five redirects, 30 s for all, 64 MiB at most. Unless `allow_private`, every address
/// connected to is a public one, also after a redirect. Use from the executor's thread.
std::unique_ptr<Fetcher> make_http_fetcher(asio::any_io_executor executor, bool allow_private);

}  // namespace jobswipe::jobs

#pragma once

#include "server/gateway/gateway.hpp"

namespace jobswipe::jobs {

namespace asio = boost::asio;

/// The places that the deck can be narrowed to. They are built in, so nothing is asked of the database.
class PlacesApi {
 public:
  void add_to(gateway::Gateway& gateway);

  asio::awaitable<gateway::Answer> search(gateway::Call call);
  asio::awaitable<gateway::Answer> get(gateway::Call call);
};

}  // namespace jobswipe::jobs

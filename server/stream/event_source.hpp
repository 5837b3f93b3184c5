#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "server/store/events_store.hpp"

namespace jobswipe::stream {

namespace asio = boost::asio;

/// Where events are read from.
class EventSource {
 public:
  virtual ~EventSource() = default;
  /// Events with seq above `after`, at most `limit`, and the log's bounds.
  virtual asio::awaitable<store::ReadResult> read(base::UserId user, std::int64_t after, int limit) = 0;
  virtual asio::awaitable<std::string> epoch() = 0;
  /// The last seq of each person's log; one query for all.
  virtual asio::awaitable<std::vector<std::pair<base::UserId, std::int64_t>>> heads(
      std::vector<base::UserId> users) = 0;
};

/// Over PostgreSQL.
class StoredEvents final : public EventSource {
 public:
  explicit StoredEvents(store::EventsStore& store) : store_(store) {}
  asio::awaitable<store::ReadResult> read(base::UserId user, std::int64_t after, int limit) override {
    return store_.read(user, after, limit);
  }
  asio::awaitable<std::string> epoch() override { return store_.epoch(); }
  asio::awaitable<std::vector<std::pair<base::UserId, std::int64_t>>> heads(std::vector<base::UserId> users) override {
    return store_.heads(std::move(users));
  }

 private:
  store::EventsStore& store_;
};

}  // namespace jobswipe::stream

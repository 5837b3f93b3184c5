#pragma once

#include <optional>
#include <vector>

#include "server/store/applications_store.hpp"

namespace jobswipe::store {

/// A right swipe that is to be written.
struct NewSwipe {
  base::UserId user;
  base::JobId job;
  std::optional<base::ResumeId> resume;  ///< nothing means the default one
  int priority = 0;                      ///< 1–10; 0 means the default of the person's settings
  std::optional<Bytes> custom_fields_sealed;
};

/// Right swipes of many people, written together. Use from the pool's thread; the pool must outlive it.
class SwipesStore {
 public:
  explicit SwipesStore(postgres::Pool& pool) : pool_(pool) {}

  /// Writes them in one statement and gives a result for each, in their order: what one comes to changes nothing for
  /// its neighbours. A person's swipes are logged in their order. No two may be of the same person and posting: throws
  /// std::invalid_argument. Throws as Pool::query does, and then none of them was written, or, when it was
  /// postgres::Unavailable, maybe all.
  asio::awaitable<std::vector<SwipeResult>> write(std::vector<NewSwipe> swipes);

 private:
  postgres::Pool& pool_;
};

}  // namespace jobswipe::store

#include "server/store/snapshot_cache.hpp"

namespace jobswipe::store {

SnapshotCache::Text SnapshotCache::find(const std::string& hash) const {
  const auto found = texts_.find(hash);
  return found == texts_.end() ? nullptr : found->second;
}

void SnapshotCache::put(const std::string& hash, Text text) {
  const std::size_t size = text->size();
  if (size > most_ || !texts_.emplace(hash, std::move(text)).second) return;
  bytes_ += size;
  order_.push_back(hash);
  while (bytes_ > most_) {
    const auto oldest = texts_.find(order_.front());
    bytes_ -= oldest->second->size();
    texts_.erase(oldest);
    order_.pop_front();
  }
}

}  // namespace jobswipe::store

#include "server/applications/kept_lists.hpp"

#include <fmt/format.h>
#include <sodium.h>

namespace jobswipe::applications {
namespace {

constexpr std::chrono::minutes kLongest{1};
/// Of an entry, beside its texts.
constexpr std::size_t kOverhead = 300;

std::string key_of(base::UserId user, std::string_view request) {
  std::string key(reinterpret_cast<const char*>(user.uuid.bytes.data()), user.uuid.bytes.size());
  key += request;
  return key;
}

}  // namespace

std::string etag_of(std::string_view body) {
  unsigned char hash[16];
  crypto_generichash(hash, sizeof hash, reinterpret_cast<const unsigned char*>(body.data()), body.size(), nullptr, 0);
  std::string tag = "\"";
  for (const unsigned char byte : hash) tag += fmt::format("{:02x}", byte);
  return tag + '"';
}

void KeptLists::drop(std::list<Entry>::iterator entry) {
  bytes_ -= entry->bytes;
  places_.erase(entry->key);
  entries_.erase(entry);
}

std::shared_ptr<const KeptList> KeptLists::find(base::UserId user, std::string_view request, Clock::time_point now) {
  const auto place = places_.find(key_of(user, request));
  if (place == places_.end()) return nullptr;
  const auto entry = place->second;
  if (entry->until <= now) {
    drop(entry);
    return nullptr;
  }
  entries_.splice(entries_.begin(), entries_, entry);
  return entry->list;
}

void KeptLists::keep(base::UserId user, std::string_view request, std::shared_ptr<const KeptList> list,
                     Clock::time_point now) {
  Entry entry;
  entry.key = key_of(user, request);
  entry.bytes = kOverhead + entry.key.size() + list->version.size() + list->etag.size() + list->body.size();
  entry.list = std::move(list);
  entry.until = now + kLongest;
  if (const auto old = places_.find(entry.key); old != places_.end()) drop(old->second);
  if (entry.bytes > most_) return;
  while (bytes_ + entry.bytes > most_) drop(std::prev(entries_.end()));
  bytes_ += entry.bytes;
  entries_.push_front(std::move(entry));
  places_.emplace(entries_.front().key, entries_.begin());
}

}  // namespace jobswipe::applications

#include "server/identity/revocations.hpp"

namespace jobswipe::identity {

void Revocations::add(const std::vector<base::Uuid>& sessions) {
  const auto now = std::chrono::steady_clock::now();
  const std::lock_guard lock(mutex_);
  std::erase_if(sessions_, [&](const auto& entry) { return now - entry.second > kKeep; });
  for (const auto& session : sessions) sessions_.try_emplace(session, now);
}

bool Revocations::contains(base::Uuid session) const {
  const std::lock_guard lock(mutex_);
  return sessions_.contains(session);
}

}  // namespace jobswipe::identity

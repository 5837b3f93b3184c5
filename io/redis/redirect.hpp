#pragma once

#include <optional>

#include "io/redis/config.hpp"
#include "io/redis/reply.hpp"

namespace jobswipe::redis {

/// Where a node of a cluster sends a command that it does not serve (redis.io, "Redis cluster specification",
/// "MOVED Redirection" and "ASK redirection").
struct Redirect {
  bool ask = false;  ///< for this command only, after ASKING; otherwise the slot has moved for good
  Endpoint to;
};

/// Nothing for a reply that is no redirection, or names no node that can be reached. `from` is the node that answered:
/// an empty host means its own. IPv6 hosts come without brackets.
std::optional<Redirect> parse_redirect(const Reply& reply, const Endpoint& from);

}  // namespace jobswipe::redis

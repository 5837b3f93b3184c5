#pragma once

#include <boost/json/object.hpp>

#include "server/gateway/contract.hpp"
#include "server/gateway/gateway.hpp"

namespace jobswipe::gateway {

/// Refuses what a foreign page makes a browser send: a request that could carry a person's cookies must come from the
/// page's own origin or bear `X-JobSwipe-Client`, which a foreign page can't add without asking. Opening a WebSocket
/// counts as a change.
std::optional<base::Error> refuse_cross_site(const http::Request& request);

/// Refuses credentials that the operation is not for.
std::optional<base::Error> refuse_audience(const OperationSpec& operation, const std::optional<Caller>& caller);

/// Reads path, query and body into `call` and checks them against the operation's schemas; lists every place that is
/// wrong.
std::optional<base::Error> validate(const OperationSpec& operation,
                                    std::vector<std::pair<std::string, std::string>> path, Call& call);

}  // namespace jobswipe::gateway

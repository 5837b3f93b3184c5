#pragma once

#include <boost/json/array.hpp>
#include <functional>

#include "core/base/clock.hpp"
#include "server/gateway/gateway.hpp"
#include "server/identity/authenticator.hpp"
#include "server/identity/hasher.hpp"
#include "server/identity/person_vault.hpp"
#include "server/identity/revocations.hpp"
#include "server/store/sessions_store.hpp"
#include "server/store/users_store.hpp"

namespace jobswipe::identity {

/// Accounts and sessions: register, login, refresh, logout, export, erasure.
class AccountApi {
 public:
  /// Parts of the export that others own, by member name of the `exportAccount` answer.
  using Export = std::function<asio::awaitable<boost::json::object>(base::UserId)>;
  struct Parts {
    store::UsersStore& users;
    store::SessionsStore& sessions;
    PersonVault& vault;
    Hasher& hasher;
    const Keys& keys;
    Revocations& revocations;
    const base::Clock& clock;
    /// Sessions have ended: close their streams on every thread.
    std::function<void(const std::vector<base::Uuid>&)> ended;
    Export export_rest;
  };
  explicit AccountApi(Parts parts) : parts_(std::move(parts)) {}
  void add_to(gateway::Gateway& gateway);

  asio::awaitable<gateway::Answer> register_account(gateway::Call call);
  asio::awaitable<gateway::Answer> login(gateway::Call call);
  asio::awaitable<gateway::Answer> refresh(gateway::Call call);
  asio::awaitable<gateway::Answer> logout(gateway::Call call);
  asio::awaitable<gateway::Answer> get_session(gateway::Call call);
  asio::awaitable<gateway::Answer> export_account(gateway::Call call);
  asio::awaitable<gateway::Answer> delete_account(gateway::Call call);

 private:
  asio::awaitable<http::Response> open_session(http::Request request, base::UserId user, int status);
  asio::awaitable<std::optional<boost::json::object>> user_json(base::UserId user);
  std::string access_token(base::UserId user, base::Uuid session, std::optional<base::DeviceId> device) const;
  void end(const std::vector<base::Uuid>& sessions);

  Parts parts_;
};

}  // namespace jobswipe::identity

#pragma once

#include <functional>

#include "server/gateway/gateway.hpp"
#include "server/profile/resume_text.hpp"
#include "server/store/profile_store.hpp"

namespace jobswipe::profile {

namespace asio = boost::asio;

/// Profile, saved answers and résumés over HTTP.
class ProfileApi {
 public:
  ProfileApi(store::ProfileStore& profiles, ResumeReader& reader, std::function<void(base::UserId)> committed);
  void add_to(gateway::Gateway& gateway);

  asio::awaitable<gateway::Answer> get_profile(gateway::Call call);
  asio::awaitable<gateway::Answer> put_profile(gateway::Call call);
  asio::awaitable<gateway::Answer> get_answers(gateway::Call call);
  asio::awaitable<gateway::Answer> put_answers(gateway::Call call);
  asio::awaitable<gateway::Answer> list_resumes(gateway::Call call);
  asio::awaitable<gateway::Answer> upload_resume(gateway::Call call);
  asio::awaitable<gateway::Answer> get_resume(gateway::Call call);
  asio::awaitable<gateway::Answer> get_resume_text(gateway::Call call);
  asio::awaitable<gateway::Answer> delete_resume(gateway::Call call);
  asio::awaitable<gateway::Answer> set_default_resume(gateway::Call call);

 private:
  store::ProfileStore& profiles_;
  ResumeReader& reader_;
  std::function<void(base::UserId)> committed_;
};

}  // namespace jobswipe::profile

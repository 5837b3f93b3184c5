#include "server/profile/profile_api.hpp"

#include <fmt/format.h>

#include "core/base/crash_point.hpp"
#include "server/gateway/precondition.hpp"
#include "server/profile/document.hpp"
#include "server/profile/proposals.hpp"

namespace jobswipe::profile {
namespace {

http::Response profile_response(const store::SavedProfile& saved) {
  boost::json::object body;
  body["profile"] = saved.profile;
  body["version"] = saved.version;
  body["updatedAt"] = nullptr;
  if (saved.updated_at) body["updatedAt"] = base::to_rfc3339(*saved.updated_at);
  auto response = gateway::json_response(200, body);
  response.fields.set("ETag", gateway::version_etag(saved.version));
  return response;
}

http::Response list_response(std::string_view name, boost::json::array list) {
  boost::json::object body;
  body[name] = std::move(list);
  return gateway::json_response(200, body);
}

/// RFC 6266 and RFC 8187: an ASCII name for old clients and the whole one in UTF-8.
std::string attachment(const std::string& name) {
  std::string plain, encoded;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    plain += byte < 0x20 || byte > 0x7e || c == '"' || c == '\\' ? '_' : c;
    if (std::isalnum(byte) || c == '.' || c == '-' || c == '_')
      encoded += c;
    else
      encoded += fmt::format("%{:02X}", byte);
  }
  return fmt::format("attachment; filename=\"{}\"; filename*=UTF-8''{}", plain, encoded);
}

boost::json::object text_json(const ResumeText& text) {
  boost::json::object body;
  body["text"] = text.text;
  body["truncated"] = text.truncated;
  boost::json::array proposals;
  for (auto& proposal : propose(text.text)) {
    boost::json::object json;
    json["pointer"] = proposal.pointer;
    json["value"] = proposal.value;
    json["words"] = proposal.words;
    json["confidence"] = proposal.confidence;
    proposals.push_back(std::move(json));
  }
  body["proposals"] = std::move(proposals);
  return body;
}

}  // namespace

ProfileApi::ProfileApi(store::ProfileStore& profiles, ResumeReader& reader, std::function<void(base::UserId)> committed)
    : profiles_(profiles), reader_(reader), committed_(std::move(committed)) {}

void ProfileApi::add_to(gateway::Gateway& gateway) {
  gateway.handle("getProfile", [this](gateway::Call call) { return get_profile(std::move(call)); });
  gateway.handle("putProfile", [this](gateway::Call call) { return put_profile(std::move(call)); });
  gateway.handle("getAnswers", [this](gateway::Call call) { return get_answers(std::move(call)); });
  gateway.handle("putAnswers", [this](gateway::Call call) { return put_answers(std::move(call)); });
  gateway.handle("listResumes", [this](gateway::Call call) { return list_resumes(std::move(call)); });
  gateway.handle("uploadResume", [this](gateway::Call call) { return upload_resume(std::move(call)); });
  gateway.handle("getResume", [this](gateway::Call call) { return get_resume(std::move(call)); });
  gateway.handle("getResumeText", [this](gateway::Call call) { return get_resume_text(std::move(call)); });
  gateway.handle("deleteResume", [this](gateway::Call call) { return delete_resume(std::move(call)); });
  gateway.handle("setDefaultResume", [this](gateway::Call call) { return set_default_resume(std::move(call)); });
}

asio::awaitable<gateway::Answer> ProfileApi::get_profile(gateway::Call call) {
  const auto saved = co_await profiles_.get_profile(call.who().user);
  co_return profile_response(saved);
}

asio::awaitable<gateway::Answer> ProfileApi::put_profile(gateway::Call call) {
  const auto expected = gateway::expected_version(call.http);
  const auto saved = co_await profiles_.put_profile(call.who().user, std::move(call.body), expected);
  if (!saved) co_return saved.error();
  committed_(call.who().user);
  co_return profile_response(*saved);
}

asio::awaitable<gateway::Answer> ProfileApi::get_answers(gateway::Call call) {
  auto answers = co_await profiles_.answers(call.who().user);
  co_return list_response("answers", std::move(answers));
}

asio::awaitable<gateway::Answer> ProfileApi::put_answers(gateway::Call call) {
  co_await profiles_.save_answers(call.who().user, std::move(call.body.at("answers").as_array()));
  auto answers = co_await profiles_.answers(call.who().user);
  co_return list_response("answers", std::move(answers));
}

asio::awaitable<gateway::Answer> ProfileApi::list_resumes(gateway::Call call) {
  auto resumes = co_await profiles_.resumes(call.who().user);
  co_return list_response("resumes", std::move(resumes));
}

asio::awaitable<gateway::Answer> ProfileApi::upload_resume(gateway::Call call) {
  if (call.committed) {
    const auto id = base::ResumeId::parse(call.committed->at("id").as_string()).value();
    const auto kept = co_await profiles_.resume(call.who().user, id);
    if (!kept) co_return base::Error::not_found("résumé");
    co_return gateway::json_response(201, *kept);
  }
  store::NewResume resume;
  if (const auto name = call.query.find("name"); name != call.query.end()) resume.name = name->second;
  const auto declared = call.http.fields.get("content-type");
  if (declared.starts_with("multipart/form-data")) {
    auto part = file_part(call.http.body, declared);
    if (!part) co_return part.error();
    if (resume.name.empty()) resume.name = part->file_name;
    resume.content = std::move(part->content);
  } else {
    resume.content = std::move(call.http.body);
  }
  auto type = check_document(resume.content);
  if (!type) co_return type.error();
  resume.content_type = std::move(*type);
  resume.name = safe_file_name(resume.name, resume.content_type);
  const auto added = co_await profiles_.add_resume(call.who().user, std::move(resume), call.idempotency_key);
  if (added) base::crash_point("resume.after_commit");
  if (!added) {
    base::Error full;
    full.code = base::ErrorCode::conflict;
    full.detail = fmt::format("You keep {} résumés already. Delete one first.", store::ProfileStore::kMostResumes);
    co_return full;
  }
  committed_(call.who().user);
  co_return gateway::json_response(201, *added);
}

asio::awaitable<gateway::Answer> ProfileApi::get_resume(gateway::Call call) {
  auto file = co_await profiles_.resume_content(call.who().user, call.path_id<base::ResumeId>("id"));
  if (!file) co_return base::Error::not_found("résumé");
  auto response = http::Response::text(200, file->content_type, std::move(file->content));
  response.fields.set("Content-Disposition", attachment(file->name));
  response.fields.set("X-Content-Type-Options", "nosniff");
  co_return response;
}

asio::awaitable<gateway::Answer> ProfileApi::get_resume_text(gateway::Call call) {
  auto file = co_await profiles_.resume_content(call.who().user, call.path_id<base::ResumeId>("id"));
  if (!file) co_return base::Error::not_found("résumé");
  const auto text = co_await reader_.read(std::move(file->content), std::move(file->content_type));
  if (!text) co_return text.error();
  co_return gateway::json_response(200, text_json(*text));
}

asio::awaitable<gateway::Answer> ProfileApi::delete_resume(gateway::Call call) {
  const auto removal = co_await profiles_.remove_resume(call.who().user, call.path_id<base::ResumeId>("id"));
  if (removal == store::ProfileStore::Removal::not_found) co_return base::Error::not_found("résumé");
  if (removal == store::ProfileStore::Removal::needed) {
    base::Error needed;
    needed.code = base::ErrorCode::conflict;
    needed.detail =
        "An application that is not ended needs this résumé. Cancel it or wait for its end, then delete the file.";
    co_return needed;
  }
  committed_(call.who().user);
  co_return http::Response::empty(204);
}

asio::awaitable<gateway::Answer> ProfileApi::set_default_resume(gateway::Call call) {
  const auto resume = co_await profiles_.set_default_resume(call.who().user, call.path_id<base::ResumeId>("id"));
  if (!resume) co_return base::Error::not_found("résumé");
  co_return gateway::json_response(200, *resume);
}

}  // namespace jobswipe::profile

#include "server/store/profile_store.hpp"

#include <openssl/sha.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <map>

#include "core/domain/question.hpp"
#include "server/store/sql.hpp"

namespace jobswipe::store {
namespace {

constexpr char kProfile[] = "profiles";
constexpr char kAnswers[] = "answers";
constexpr char kResumeName[] = "resumes.name";
constexpr char kResumeContent[] = "resumes.content";

/// A bytea as the text that PostgreSQL reads as one, for arrays of them.
std::string hex_text(const Bytes& bytes) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string text = "\\x";
  text.reserve(2 + bytes.size() * 2);
  for (const auto byte : bytes) {
    text += kHex[byte >> 4];
    text += kHex[byte & 0x0F];
  }
  return text;
}

Bytes sha256(const std::string& content) {
  Bytes digest(SHA256_DIGEST_LENGTH);
  SHA256(reinterpret_cast<const unsigned char*>(content.data()), content.size(), digest.data());
  return digest;
}

}  // namespace

asio::awaitable<SavedProfile> ProfileStore::get_profile(base::UserId user) {
  const postgres::Rows rows = co_await pool_.query(sql::profile_get, postgres::params(user));
  SavedProfile saved;
  if (rows.empty()) co_return saved;
  const auto row = rows.front();
  const auto plain = co_await vault_.open(user, kProfile, row.bytes("sealed"));
  saved.profile = boost::json::parse(plain).as_object();
  saved.version = row.integer("version");
  saved.updated_at = row.time("updated_at");
  co_return saved;
}

asio::awaitable<base::Result<SavedProfile>> ProfileStore::put_profile(base::UserId user, boost::json::object profile,
                                                                      std::optional<std::int64_t> expected) {
  auto sealed = co_await vault_.seal(user, kProfile, boost::json::serialize(profile));
  postgres::Params params;
  params.add(user).add_bytes(sealed).add(expected);
  const postgres::Rows rows = co_await pool_.query(sql::profile_put, std::move(params));
  if (rows.empty()) {
    base::Error error;
    error.code = base::ErrorCode::precondition_failed;
    error.detail = "Another device has changed the profile since it was read. Read it again, then bring both together.";
    co_return error;
  }
  SavedProfile saved;
  saved.profile = std::move(profile);
  saved.version = rows.front().integer("version");
  saved.updated_at = rows.front().time("updated_at");
  co_return saved;
}

asio::awaitable<boost::json::object> ProfileStore::profile(base::UserId user) {
  auto saved = co_await get_profile(user);
  co_return std::move(saved.profile);
}

asio::awaitable<boost::json::object> ProfileStore::open_profile(base::UserId user, Bytes sealed) {
  const auto plain = co_await vault_.open(user, kProfile, std::move(sealed));
  co_return boost::json::parse(plain).as_object();
}

asio::awaitable<boost::json::array> ProfileStore::answers(base::UserId user) {
  const postgres::Rows rows = co_await pool_.query(sql::answers_list, postgres::params(user));
  std::vector<SealedAnswer> answers;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    SealedAnswer answer;
    answer.sealed = rows[i].bytes("sealed");
    answer.updated_at = rows[i].time("updated_at");
    answers.push_back(std::move(answer));
  }
  co_return co_await open_answers(user, std::move(answers));
}

asio::awaitable<boost::json::array> ProfileStore::open_answers(base::UserId user, std::vector<SealedAnswer> answers) {
  boost::json::array list;
  for (auto& given : answers) {
    const auto plain = co_await vault_.open(user, kAnswers, std::move(given.sealed));
    auto answer = boost::json::parse(plain);
    answer.as_object()["updatedAt"] = base::to_rfc3339(given.updated_at);
    list.push_back(std::move(answer));
  }
  co_return list;
}

asio::awaitable<std::string> ProfileStore::open_resume_name(base::UserId user, Bytes sealed) {
  auto name = co_await vault_.open(user, kResumeName, std::move(sealed));
  co_return name;
}

asio::awaitable<void> ProfileStore::save_answers(base::UserId user, boost::json::array answers) {
  std::map<std::string, std::string> sealed_by_key;  // one row a question, the last one given wins
  std::vector<std::string> forgotten;
  for (const auto& entry : answers) {
    const std::string question(entry.at("question").as_string());
    auto digest = co_await vault_.digest(user, kAnswers, domain::normalise_question(question));
    auto key = hex_text(digest);
    sealed_by_key.erase(key);
    std::erase(forgotten, key);
    if (entry.at("answer").is_null()) {
      forgotten.push_back(std::move(key));
      continue;
    }
    boost::json::object plain;
    plain["question"] = question;
    plain["answer"] = entry.at("answer");
    auto sealed = co_await vault_.seal(user, kAnswers, boost::json::serialize(plain));
    sealed_by_key.emplace(std::move(key), hex_text(sealed));
  }
  std::vector<std::string> keys, values;
  for (auto& [key, value] : sealed_by_key) {
    keys.push_back(key);
    values.push_back(std::move(value));
  }
  postgres::Params put;
  put.add(user).add_array(keys).add_array(values);
  if (!keys.empty()) co_await pool_.query(sql::answers_put, std::move(put));
  postgres::Params forget;
  forget.add(user).add_array(forgotten);
  if (!forgotten.empty()) co_await pool_.query(sql::answers_forget, std::move(forget));
}

asio::awaitable<boost::json::object> ProfileStore::resume_json(base::UserId user, postgres::Row row) {
  boost::json::object resume;
  resume["id"] = row.uuid("id").to_string();
  resume["name"] = co_await vault_.open(user, kResumeName, row.bytes("name_sealed"));
  resume["contentType"] = row.text("content_type");
  resume["bytes"] = row.integer("bytes");
  resume["sha256"] = row.text("sha256");
  resume["isDefault"] = row.boolean("is_default");
  resume["createdAt"] = base::to_rfc3339(row.time("created_at"));
  co_return resume;
}

asio::awaitable<std::optional<std::string>> ProfileStore::resume_name(base::UserId user, base::ResumeId resume) {
  const postgres::Rows rows = co_await pool_.query(sql::resume_get, postgres::params(user, resume));
  if (rows.empty()) co_return std::nullopt;
  auto name = co_await vault_.open(user, kResumeName, rows.front().bytes("name_sealed"));
  co_return name;
}

asio::awaitable<std::optional<boost::json::object>> ProfileStore::resume(base::UserId user, base::ResumeId resume) {
  const postgres::Rows rows = co_await pool_.query(sql::resume_get, postgres::params(user, resume));
  if (rows.empty()) co_return std::nullopt;
  auto json = co_await resume_json(user, rows.front());
  co_return json;
}

asio::awaitable<std::optional<boost::json::object>> ProfileStore::add_resume(base::UserId user, NewResume resume,
                                                                             std::string key) {
  const auto id = base::ResumeId::make();
  const auto digest = sha256(resume.content);
  const auto bytes = static_cast<std::int64_t>(resume.content.size());
  const auto name = resume.name;
  const auto name_sealed = co_await vault_.seal(user, kResumeName, std::move(resume.name));
  const auto sealed = co_await vault_.seal(user, kResumeContent, std::move(resume.content));
  postgres::Params params;
  params.add(user)
      .add(id)
      .add_bytes(name_sealed)
      .add_bytes(sealed)
      .add(resume.content_type)
      .add(bytes)
      .add_bytes(digest);
  params.add(kMostResumes).add(key);
  const postgres::Rows rows = co_await pool_.query(sql::resume_add, std::move(params));
  if (rows.empty()) co_return std::nullopt;
  const auto row = rows.front();
  boost::json::object json;
  json["id"] = id.to_string();
  json["name"] = name;
  json["contentType"] = row.text("content_type");
  json["bytes"] = bytes;
  json["sha256"] = hex_text(digest).substr(2);
  json["isDefault"] = row.boolean("is_default");
  json["createdAt"] = base::to_rfc3339(row.time("created_at"));
  co_return json;
}

asio::awaitable<boost::json::array> ProfileStore::resumes(base::UserId user) {
  const postgres::Rows rows = co_await pool_.query(sql::resume_list, postgres::params(user));
  boost::json::array list;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    auto json = co_await resume_json(user, rows[i]);
    list.push_back(std::move(json));
  }
  co_return list;
}

asio::awaitable<std::optional<ResumeFile>> ProfileStore::resume_content(base::UserId user, base::ResumeId id) {
  const postgres::Rows rows = co_await pool_.query(sql::resume_content, postgres::params(user, id));
  if (rows.empty()) co_return std::nullopt;
  const auto row = rows.front();
  ResumeFile file;
  file.name = co_await vault_.open(user, kResumeName, row.bytes("name_sealed"));
  file.content = co_await vault_.open(user, kResumeContent, row.bytes("sealed"));
  file.content_type = row.text("content_type");
  co_return file;
}

asio::awaitable<ProfileStore::Removal> ProfileStore::remove_resume(base::UserId user, base::ResumeId id) {
  const postgres::Rows rows = co_await pool_.query(sql::resume_delete, postgres::params(user, id));
  const auto row = rows.front();
  if (row.boolean("removed")) {
    const std::optional<base::ResumeId> newest;
    co_await pool_.query(sql::resume_set_default, postgres::params(user, newest));
    co_return Removal::removed;
  }
  if (row.integer("existed") == 0) co_return Removal::not_found;
  co_return Removal::needed;
}

asio::awaitable<std::optional<boost::json::object>> ProfileStore::set_default_resume(base::UserId user,
                                                                                     base::ResumeId id) {
  const postgres::Rows rows = co_await pool_.query(sql::resume_set_default, postgres::params(user, id));
  if (rows.empty()) co_return std::nullopt;
  auto json = co_await resume_json(user, rows.front());
  co_return json;
}

}  // namespace jobswipe::store

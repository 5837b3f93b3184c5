#include "agent/claim/claim.hpp"

#include <fmt/format.h>

namespace jobswipe::claim {
namespace {

const json::value& member(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  if (!value) throw std::out_of_range(fmt::format("`{}` is missing", name));
  return *value;
}

std::string text(const json::object& object, std::string_view name) {
  const auto& value = member(object, name);
  if (!value.is_string()) throw std::out_of_range(fmt::format("`{}` is no text", name));
  return std::string(value.get_string());
}

int number(const json::object& object, std::string_view name) {
  const auto& value = member(object, name);
  if (!value.is_int64() || value.get_int64() < 1 || value.get_int64() > 2'000'000'000)
    throw std::out_of_range(fmt::format("`{}` is no positive number", name));
  return static_cast<int>(value.get_int64());
}

const json::object& object(const json::object& parent, std::string_view name) {
  const auto& value = member(parent, name);
  if (!value.is_object()) throw std::out_of_range(fmt::format("`{}` is no object", name));
  return value.get_object();
}

}  // namespace

base::Result<Claim> parse_claim(json::object document) {
  try {
    Claim claim;
    claim.application_id = text(document, "applicationId");
    claim.epoch = number(document, "epoch");
    claim.heartbeat = std::chrono::seconds(number(document, "heartbeatSeconds"));
    if (document.contains("leaseSeconds")) claim.lease = std::chrono::seconds(number(document, "leaseSeconds"));
    const auto& job = object(document, "job");
    claim.url = text(job, "applyUrl");
    for (const char* name : {"profile", "answers", "customFields"})
      if (const auto* value = document.if_contains(name); value && !value->is_null()) claim.facts[name] = *value;
    for (const char* name : {"company", "title", "locations"})
      if (const auto* value = job.if_contains(name); value && !value->is_null()) claim.facts[name] = *value;
    if (const auto& resume = member(document, "resume"); resume.is_object()) {
      ResumeFile file;
      file.name = text(resume.get_object(), "name");
      file.sha256 = text(resume.get_object(), "sha256");
      file.path = text(resume.get_object(), "url");
      if (!file.path.starts_with('/') || file.path.starts_with("//"))
        throw std::out_of_range("`resume.url` is no path of the server");
      claim.resume = std::move(file);
    }
    claim.document = std::move(document);
    return claim;
  } catch (const std::out_of_range& error) {
    base::Error refused;
    refused.code = base::ErrorCode::internal;
    refused.detail = fmt::format("The server's claim can't be used: {}.", error.what());
    return refused;
  }
}

}  // namespace jobswipe::claim

#include "server/jobs/feed/snapshot.hpp"

#include <sodium.h>

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <cmath>
#include <string>
#include <vector>

namespace jobswipe::jobs {
namespace {

namespace json = boost::json;

json::value text_or_null(const std::optional<std::string>& text) {
  return text ? json::value(*text) : json::value(nullptr);
}

/// Whole amounts without a decimal point, so that 68000 and 68000.0 are the same content.
json::value number_or_null(const std::optional<double>& number) {
  if (!number) return nullptr;
  if (std::floor(*number) == *number && std::abs(*number) < 9e15) return static_cast<std::int64_t>(*number);
  return *number;
}

json::array texts(const std::vector<std::string>& values) {
  json::array out;
  for (const auto& value : values) out.emplace_back(value);
  return out;
}

void append_canonical(const json::value& value, std::string& out) {
  if (value.is_object()) {
    std::vector<std::string_view> names;
    for (const auto& entry : value.get_object()) names.emplace_back(entry.key());
    std::sort(names.begin(), names.end());
    out += '{';
    for (const auto name : names) {
      if (out.back() != '{') out += ',';
      out += json::serialize(json::string(name));
      out += ':';
      append_canonical(value.get_object().at(json::string_view(name.data(), name.size())), out);
    }
    out += '}';
  } else if (value.is_array()) {
    out += '[';
    for (const auto& entry : value.get_array()) {
      if (out.back() != '[') out += ',';
      append_canonical(entry, out);
    }
    out += ']';
  } else {
    out += json::serialize(value);
  }
}

}  // namespace

json::object snapshot_content(const Posting& posting) {
  json::object content;
  content["title"] = posting.title;
  content["company"] = posting.company;
  content["locations"] = texts(posting.locations);
  content["workMode"] = text_or_null(posting.work_mode);
  content["employmentType"] = text_or_null(posting.employment_type);
  content["department"] = text_or_null(posting.department);
  content["salary"] = nullptr;
  if (posting.salary) {
    json::object salary;
    salary["min"] = number_or_null(posting.salary->min);
    salary["max"] = number_or_null(posting.salary->max);
    salary["currency"] = posting.salary->currency;
    salary["period"] = posting.salary->period;
    content["salary"] = std::move(salary);
  }
  content["summary"] = posting.summary;
  content["applyUrl"] = posting.apply_url;
  content["source"] = posting.source;
  content["postedAt"] = base::to_rfc3339(posting.posted_at);
  content["expiresAt"] = posting.expires_at ? json::value(base::to_rfc3339(*posting.expires_at)) : json::value(nullptr);
  content["descriptionHtml"] = posting.description_html;
  content["descriptionText"] = posting.description_text;
  json::array questions;
  for (const auto& question : posting.questions) {
    json::object read;
    read["label"] = question.label;
    read["required"] = question.required;
    read["kind"] = question.kind;
    read["options"] = texts(question.options);
    questions.push_back(std::move(read));
  }
  content["questions"] = std::move(questions);
  return content;
}

std::array<std::uint8_t, 32> snapshot_hash(const json::object& content) {
  json::object lasting = content;
  lasting.erase("postedAt");
  std::string canonical;
  append_canonical(lasting, canonical);
  std::array<std::uint8_t, crypto_hash_sha256_BYTES> hash{};
  crypto_hash_sha256(hash.data(), reinterpret_cast<const unsigned char*>(canonical.data()), canonical.size());
  return hash;
}

std::optional<double> yearly_salary(const Posting& posting) {
  if (!posting.salary) return std::nullopt;
  const auto amount = posting.salary->max ? posting.salary->max : posting.salary->min;
  if (!amount) return std::nullopt;
  const std::string& period = posting.salary->period;
  if (period == "year") return *amount;
  if (period == "month") return *amount * 12;
  if (period == "week") return *amount * 52;
  if (period == "day") return *amount * 260;
  if (period == "hour") return *amount * 2080;
  return std::nullopt;
}

}  // namespace jobswipe::jobs

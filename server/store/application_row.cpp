#include "server/store/application_row.hpp"

#include <fmt/format.h>

#include <iterator>
#include <stdexcept>

namespace jobswipe::store {
namespace {

void append_name(std::string& out, std::string_view name) {
  out += out.back() == '{' ? "\"" : ",\"";
  out += name;
  out += "\":";
}

void append_string(std::string& out, std::string_view name, std::string_view text) {
  append_name(out, name);
  append_json_string(out, text);
}

/// A number, or JSON as it stands; null when NULL.
void append_plain(std::string& out, std::string_view name, const postgres::Row& row, std::string_view column) {
  append_name(out, name);
  const auto text = row.text(column);
  out += text.empty() ? "null" : text;
}

void append_time(std::string& out, std::string_view name, const postgres::Row& row, std::string_view column) {
  append_name(out, name);
  append_json_time(out, row, column);
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  std::size_t from = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\') continue;
    out += text.substr(from, at - from);
    from = at + 1;
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c));
    }
  }
  out += text.substr(from);
  out += '"';
}

void append_json_time(std::string& out, const postgres::Row& row, std::string_view column) {
  // 2026-01-31 12:34:56.789012+00, without the zeros at the fraction's end
  const auto text = row.text(column);
  if (text.empty()) {
    out += "null";
    return;
  }
  if (text.size() < 22 || text[10] != ' ' || !text.ends_with("+00"))
    throw std::invalid_argument(fmt::format("column {} holds no time of our era in UTC", column));
  out += '"';
  out += text.substr(0, 10);
  out += 'T';
  out += text.substr(11, 8);
  std::string_view fraction = text.substr(19, text.size() - 22);
  if (!fraction.empty()) fraction.remove_prefix(1);
  out += '.';
  for (std::size_t i = 0; i < 3; ++i) out += i < fraction.size() ? fraction[i] : '0';
  out += "Z\"";
}

void append_application(std::string& out, const postgres::Row& row, int max_attempts) {
  out += '{';
  append_string(out, "id", row.text("id"));
  append_string(out, "jobId", row.text("job_id"));
  append_string(out, "title", row.text("title"));
  append_string(out, "company", row.text("company"));
  append_string(out, "applyUrl", row.text("apply_url"));
  append_string(out, "status", row.text("status"));
  append_plain(out, "position", row, "position");
  append_plain(out, "priority", row, "priority");
  append_plain(out, "attempts", row, "attempts");
  fmt::format_to(std::back_inserter(out), ",\"maxAttempts\":{}", max_attempts);
  append_plain(out, "epoch", row, "lease_epoch");
  append_plain(out, "progress", row, "progress");
  append_name(out, "failure");
  if (row.is_null("failure_kind")) {
    out += "null";
  } else {
    out += '{';
    append_string(out, "kind", row.text("failure_kind"));
    append_string(out, "detail", row.text("failure_detail"));
    out += '}';
  }
  append_plain(out, "questions", row, "questions");
  append_name(out, "cancelRequested");
  out += row.boolean("cancel_requested") ? "true" : "false";
  append_time(out, "submitGrantedAt", row, "submit_granted_at");
  append_time(out, "availableAt", row, "available_at");
  append_time(out, "createdAt", row, "created_at");
  append_time(out, "updatedAt", row, "updated_at");
  append_time(out, "finishedAt", row, "finished_at");
  append_name(out, "outcome");
  if (row.is_null("outcome")) {
    out += "null";
  } else {
    out += '{';
    append_string(out, "kind", row.text("outcome"));
    append_string(out, "on", row.text("outcome_on"));
    out += '}';
  }
  out += '}';
}

}  // namespace jobswipe::store

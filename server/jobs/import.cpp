#include "server/jobs/import.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <optional>
#include <utility>

#include "server/jobs/feed/feed.hpp"
#include "server/jobs/feed/posting_url.hpp"
#include "server/jobs/feed/snapshot.hpp"
#include "server/jobs/placement.hpp"
#include "server/jobs/places/places.hpp"

namespace jobswipe::jobs {
namespace {

constexpr std::uintmax_t kMaxFileBytes = 64 << 20;
constexpr std::size_t kBatch = 500;

/// Where to read, and what is expected there.
struct Origin {
  std::string url, path;  ///< one of them
  std::optional<Shape> shape;
  std::string board;
};

bool is_board_name(std::string_view name) {
  return !name.empty() && name.size() <= 200 && std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return std::isalnum(c) || c == '-' || c == '_' || c == '.' || c == ' ' || c == '&';
  });
}

std::string percent_encoded(std::string_view text) {
  std::string out;
  for (const unsigned char c : text)
    out += std::isalnum(c) || c == '-' || c == '_' || c == '.' ? std::string(1, static_cast<char>(c))
                                                               : fmt::format("%{:02X}", c);
  return out;
}

/// The board that a feed's own address names, such as `…/v1/boards/acme/jobs`.
std::string board_in(std::string_view url) {
  const auto segments = path_segments(url);
  for (std::size_t i = 0; i + 1 < segments.size(); ++i)
    if (segments[i] == "boards" || segments[i] == "postings" || segments[i] == "job-board") return segments[i + 1];
  return {};
}

base::Result<Origin> origin_of(const std::string& feed, bool allow_private) {
  Origin origin;
  if (feed.starts_with("https://") || feed.starts_with("http://")) {
    auto checked = check_url(feed, allow_private);
    if (!checked)
      return base::Error{base::ErrorCode::invalid_input,
                         fmt::format("The feed's address {}: {}", checked.error().detail, feed),
                         {},
                         {}};
    origin.url = *checked;
    origin.board = board_in(feed);
    return origin;
  }
  struct Api {
    std::string_view prefix;
    Shape shape;
    std::string_view before, after;
  };
  static constexpr std::array<Api, 4> kApis{{
      {"greenhouse:", Shape::greenhouse, "https://boards-api.greenhouse.io/v1/boards/",
       "/jobs?content=true&questions=true&pay_transparency=true"},
      {"lever:", Shape::lever, "https://api.lever.co/v0/postings/", "?mode=json"},
      {"ashby:", Shape::ashby, "https://api.ashbyhq.com/posting-api/job-board/", "?includeCompensation=true"},
      {"recruitee:", Shape::recruitee, "https://", ".recruitee.com/api/offers/"},
  }};
  for (const auto& api : kApis) {
    if (!feed.starts_with(api.prefix)) continue;
    origin.board = feed.substr(api.prefix.size());
    const bool host = api.shape == Shape::recruitee;
    if (!is_board_name(origin.board) || (host && origin.board.find_first_of(". _&") != std::string::npos))
      return base::Error{base::ErrorCode::invalid_input,
                         fmt::format("\"{}\" is no board's name. Give it as in {}acme", origin.board, api.prefix),
                         {},
                         {}};
    origin.shape = api.shape;
    origin.url = fmt::format("{}{}{}", api.before, percent_encoded(origin.board), api.after);
    return origin;
  }
  std::error_code error;
  if (!std::filesystem::is_regular_file(feed, error))
    return base::Error{base::ErrorCode::invalid_input,
                       fmt::format("\"{}\" is no file, no http(s) address, and none of greenhouse:BOARD, lever:SITE, "
                                   "ashby:BOARD, recruitee:COMPANY.",
                                   feed),
                       {},
                       {}};
  origin.path = feed;
  return origin;
}

base::Result<std::string> read_file(const std::string& path) {
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  if (!error && size > kMaxFileBytes)
    return base::Error{base::ErrorCode::too_large, fmt::format("{} is larger than 64 MiB.", path), {}, {}};
  std::ifstream file(path, std::ios::binary);
  std::string bytes(error ? 0 : static_cast<std::size_t>(size), '\0');
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (error || !file)
    return base::Error{base::ErrorCode::invalid_input, fmt::format("{} can't be read.", path), {}, {}};
  return bytes;
}

std::string hex(const std::array<std::uint8_t, 32>& bytes) {
  return fmt::format("{:02x}", fmt::join(bytes, ""));
}

store::JobRecord record_of(Posting posting) {
  store::JobRecord record;
  record.content = snapshot_content(posting);
  record.snapshot_hash = hex(snapshot_hash(record.content));
  record.salary_yearly = yearly_salary(posting);
  record.apply_url_key = canonical_url(posting.apply_url);
  record.board = std::move(posting.board);
  record.external_id = std::move(posting.external_id);
  record.description = std::move(posting.description_text);
  record.card.id = base::JobId::make();
  record.card.title = std::move(posting.title);
  record.card.company = std::move(posting.company);
  record.card.locations = std::move(posting.locations);
  record.points = points_of(record.card.locations);
  record.places_version = kPlacesVersion;
  record.card.work_mode = std::move(posting.work_mode);
  record.card.employment_type = std::move(posting.employment_type);
  record.card.department = std::move(posting.department);
  if (posting.salary)
    record.card.salary =
        store::JobSalary{posting.salary->min, posting.salary->max, posting.salary->currency, posting.salary->period};
  record.card.summary = std::move(posting.summary);
  record.card.apply_url = std::move(posting.apply_url);
  record.card.source = std::move(posting.source);
  record.card.posted_at = posting.posted_at;
  record.card.expires_at = posting.expires_at;
  return record;
}

}  // namespace

std::string ImportReport::summary() const {
  return fmt::format("{} {}: {} new, {} changed, {} reopened, {} unchanged, {} duplicates, {} closed, {} refused",
                     source, board, written.added, written.changed, written.reopened, written.unchanged,
                     written.duplicates, closed, refused.size());
}

asio::awaitable<base::Result<ImportReport>> import_feed(std::string feed, ImportOptions options, Fetcher& fetcher,
                                                        store::JobsStore& store) {
  const auto origin = origin_of(feed, options.allow_private);
  if (!origin) co_return origin.error();
  base::Result<std::string> document = std::string();
  if (origin->path.empty())
    document = co_await fetcher.get(origin->url);
  else
    document = read_file(origin->path);
  if (!document) co_return document.error();

  FeedContext context;
  context.board = origin->board;
  context.company = options.company;
  context.url = origin->url;
  context.allow_private = options.allow_private;
  auto parsed = parse_feed(*document, context, origin->shape);
  if (!parsed) {
    base::Error error = parsed.error();
    error.detail = fmt::format("{}: {}", feed, error.detail);
    co_return error;
  }

  ImportReport report;
  report.source = parsed->source;
  report.board = parsed->board;
  report.records = parsed->postings.size() + parsed->errors.size();
  report.complete = parsed->complete;
  report.refused = std::move(parsed->errors);
  auto& postings = parsed->postings;
  for (std::size_t from = 0; from < postings.size(); from += kBatch) {
    std::vector<store::JobRecord> batch;
    for (std::size_t i = from; i < std::min(from + kBatch, postings.size()); ++i)
      batch.push_back(record_of(std::move(postings[i])));
    const store::JobsWritten written = co_await store.upsert(std::move(batch));
    report.written.added += written.added;
    report.written.changed += written.changed;
    report.written.reopened += written.reopened;
    report.written.unchanged += written.unchanged;
    report.written.duplicates += written.duplicates;
  }
  // A board without a name can't be told from another's; leaving its postings open is the smaller harm.
  if (report.complete && !report.board.empty())
    report.closed = co_await store.close_missing(report.source, report.board, std::move(parsed->external_ids));
  co_return report;
}

}  // namespace jobswipe::jobs

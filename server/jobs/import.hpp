#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "server/jobs/feed/posting.hpp"
#include "server/jobs/fetch.hpp"
#include "server/store/jobs_store.hpp"

namespace jobswipe::jobs {

namespace asio = boost::asio;

struct ImportOptions {
  bool allow_private = false;  ///< lets postings be http and on this machine; the Fetcher must be made with the same
  std::string company;         ///< the employer's name where the feed has none; "" makes one of the board's
};

struct ImportReport {
  std::string source, board;
  std::size_t records = 0;  ///< in the document, without those that are not published
  store::JobsWritten written;
  std::int64_t closed = 0;  ///< vanished from a complete feed
  bool complete = false;
  std::vector<RecordError> refused;
  /// `greenhouse acme: 12 new, 3 changed, 40 unchanged, 0 duplicates, 2 closed, 1 refused`
  std::string summary() const;
};

/// Imports `greenhouse:BOARD`, `lever:SITE`, `ashby:BOARD`, `recruitee:COMPANY`, the path of a file, or the http(s)
/// address of a feed or of a page with JobPosting. Good records are written, broken ones reported. When the document is
/// a whole board, its postings that are no longer there are closed. Fails with invalid_input when `feed` is none of
/// these, and with what the Fetcher or parse_feed says. Throws postgres::Error and postgres::Unavailable; repeating the
/// import is safe.
asio::awaitable<base::Result<ImportReport>> import_feed(std::string feed, ImportOptions options, Fetcher& fetcher,
                                                        store::JobsStore& store);

}  // namespace jobswipe::jobs

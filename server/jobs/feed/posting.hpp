#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "core/base/clock.hpp"

namespace jobswipe::jobs {

/// Pay as the employer states it; at least one of `min` and `max` is set.
struct Salary {
  std::optional<double> min, max;
  std::string currency;  ///< ISO 4217
  std::string period;    ///< `year`, `month`, `week`, `day` or `hour`
  bool operator==(const Salary&) const = default;
};

/// What a feed says the form will ask; schema `FeedQuestion` of api/openapi.yaml.
struct FeedQuestion {
  std::string label;
  bool required = false;
  std::string kind;  ///< `text`, `textarea`, `choice`, `choices`, `boolean`, `file`, `date` or `number`
  std::vector<std::string> options;
  bool operator==(const FeedQuestion&) const = default;
};

/// One posting in the form that all sources are brought to. All text is valid UTF-8 without control characters.
struct Posting {
  std::string source;       ///< `greenhouse`, `lever`, `ashby`, `recruitee` or `page`
  std::string board;        ///< the employer's board at the source; for `page` the host
  std::string external_id;  ///< unique within source and board
  std::string title, company;
  std::vector<std::string> locations;
  std::optional<std::string> work_mode;  ///< `remote`, `hybrid` or `onsite`
  std::optional<std::string> employment_type, department;
  std::optional<Salary> salary;
  std::string apply_url;  ///< checked by check_url
  std::string description_html, description_text, summary;
  base::Time posted_at;
  std::optional<base::Time> expires_at;
  std::vector<FeedQuestion> questions;
};

/// Why one record was refused.
struct RecordError {
  std::size_t record = 0;  ///< counted from 1
  std::string id;          ///< the record's own id, or ""
  std::string field;       ///< path inside the record, such as `categories.location`; "" for the record as a whole
  std::string reason;
  /// ``record 3 (id 127817), field `title`: missing``
  std::string to_string() const;
};

/// What a document held.
struct ParsedFeed {
  std::string source, board;
  std::vector<Posting> postings;
  std::vector<RecordError> errors;
  /// The ids of all records, also of the refused: what is missing here is gone from the board.
  std::vector<std::string> external_ids;
  /// True when the document is the whole board and each record could at least be told by its id.
  bool complete = false;
};

/// What a parser must be told because documents don't say it.
struct FeedContext {
  std::string board;           ///< the board that was asked for; "" takes it from the postings' links
  std::string company;         ///< the employer's name where the shape has none; "" makes one of the board's
  std::string url;             ///< where the document came from; "" for a file
  bool allow_private = false;  ///< lets links be http and lead to this machine and private networks
};

}  // namespace jobswipe::jobs

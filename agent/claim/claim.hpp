#pragma once

#include <boost/json/object.hpp>
#include <chrono>
#include <optional>
#include <string>

#include "core/base/result.hpp"

namespace jobswipe::claim {

namespace json = boost::json;

struct ResumeFile {
  std::string name;    ///< as the person called it; not safe as a path
  std::string sha256;  ///< lower-case hex
  std::string path;    ///< absolute, on the server
};

/// One leased application; schema `Claim` of api/openapi.yaml.
struct Claim {
  std::string application_id;
  int epoch = 0;
  std::chrono::seconds lease{600};
  std::chrono::seconds heartbeat{60};
  std::string url;  ///< of the posting
  std::optional<ResumeFile> resume;
  json::object facts;     ///< what answer::parse_facts reads
  json::object document;  ///< the whole claim
};

/// Fails with `internal` naming what is missing.
base::Result<Claim> parse_claim(json::object document);

}  // namespace jobswipe::claim

#pragma once

#include <map>
#include <memory>
#include <string>

#include "io/http/message.hpp"

namespace jobswipe::gateway {

/// The web app's files, read whole at the start and shared by all threads; a request names a key in a map and never a
/// path.
class StaticFiles {
 public:
  /// Reads `directory`, with `x.br` and `x.gz` as other encodings of `x`. Links are left out. Throws std::runtime_error
  /// when there is no index.html.
  static std::shared_ptr<const StaticFiles> load(const std::string& directory);
  /// For GET and HEAD. Paths without a dot in their last segment get index.html, as the app routes by itself.
  http::Response serve(const http::Request& request) const;

 private:
  struct File {
    std::string body, brotli, gzip, type, etag;
    bool immutable = false;
  };
  std::map<std::string, File, std::less<>> files_;
};

}  // namespace jobswipe::gateway

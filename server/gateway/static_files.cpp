#include "server/gateway/static_files.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace jobswipe::gateway {

namespace {

namespace fs = std::filesystem;

std::string read_whole(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("can't read " + path.string());
  std::ostringstream text;
  text << file.rdbuf();
  return std::move(text).str();
}

std::string type_of(const std::string& extension) {
  static const std::map<std::string, std::string> kTypes = {
      {".html", "text/html; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".mjs", "text/javascript; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".json", "application/json"},
      {".webmanifest", "application/manifest+json"},
      {".svg", "image/svg+xml"},
      {".png", "image/png"},
      {".jpg", "image/jpeg"},
      {".ico", "image/x-icon"},
      {".webp", "image/webp"},
      {".woff2", "font/woff2"},
      {".txt", "text/plain; charset=utf-8"},
      {".map", "application/json"},
      {".wasm", "application/wasm"},
  };
  const auto found = kTypes.find(extension);
  return found == kTypes.end() ? "application/octet-stream" : found->second;
}

std::string etag_of(const std::string& body) {
  unsigned char hash[16];
  crypto_generichash(hash, sizeof hash, reinterpret_cast<const unsigned char*>(body.data()), body.size(), nullptr, 0);
  std::string text = "\"";
  for (const unsigned char byte : hash) text += fmt::format("{:02x}", byte);
  return text + "\"";
}

}  // namespace

std::shared_ptr<const StaticFiles> StaticFiles::load(const std::string& directory) {
  auto files = std::make_shared<StaticFiles>();
  std::error_code ec;
  for (fs::recursive_directory_iterator at(directory, ec), end; !ec && at != end; at.increment(ec)) {
    if (at->is_symlink() || !at->is_regular_file()) continue;
    const fs::path& path = at->path();
    std::string name = "/" + fs::relative(path, directory).generic_string();
    const std::string extension = path.extension().string();
    if (extension == ".br" || extension == ".gz") {
      name.resize(name.size() - extension.size());
      auto& file = files->files_[name];
      (extension == ".br" ? file.brotli : file.gzip) = read_whole(path);
      continue;
    }
    auto& file = files->files_[name];
    file.body = read_whole(path);
    file.type = type_of(extension);
    file.etag = etag_of(file.body);
    file.immutable = name.starts_with("/assets/");
  }
  if (!files->files_.contains("/index.html")) {
    throw std::runtime_error("there is no index.html in \"" + directory + "\"; build the web app or set the directory");
  }
  // An encoding without its original can't be served.
  std::erase_if(files->files_, [](const auto& entry) { return entry.second.type.empty(); });
  return files;
}

http::Response StaticFiles::serve(const http::Request& request) const {
  auto found = files_.find(request.path);
  if (found == files_.end()) {
    const auto last = request.path.substr(request.path.rfind('/') + 1);
    if (last.find('.') != std::string::npos) return http::Response::text(404, "text/plain", "Not found\n");
    found = files_.find("/index.html");
  }
  const File& file = found->second;
  http::Response response;
  response.fields.add("Content-Type", file.type);
  response.fields.add("ETag", file.etag);
  response.fields.add("Cache-Control", file.immutable ? "public, max-age=31536000, immutable" : "no-cache");
  if (!file.brotli.empty() || !file.gzip.empty()) response.fields.add("Vary", "Accept-Encoding");
  if (request.fields.get("If-None-Match").find(file.etag) != std::string_view::npos) {
    response.status = 304;
    return response;
  }
  const auto accepted = request.fields.get("Accept-Encoding");
  if (!file.brotli.empty() && accepted.find("br") != std::string_view::npos) {
    response.fields.add("Content-Encoding", "br");
    response.body = file.brotli;
  } else if (!file.gzip.empty() && accepted.find("gzip") != std::string_view::npos) {
    response.fields.add("Content-Encoding", "gzip");
    response.body = file.gzip;
  } else {
    response.body = file.body;
  }
  return response;
}

}  // namespace jobswipe::gateway

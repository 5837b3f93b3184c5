#include "server/profile/document.hpp"

#include <zip.h>

#include <algorithm>
#include <memory>

namespace jobswipe::profile {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kPdf = "application/pdf";
constexpr std::string_view kDocx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
constexpr zip_int64_t kMostEntries = 2000;
constexpr zip_uint64_t kMostUnpackedBytes = 50 * 1024 * 1024;

base::Error refuse(std::string reason) {
  base::Error error;
  error.code = base::ErrorCode::unprocessable;
  error.detail = "The file is not a usable résumé: " + std::move(reason) + ". Upload a PDF or a DOCX file.";
  return error;
}

bool leaves_its_folder(std::string_view name) {
  return name.starts_with("/") || name.find("..") != std::string_view::npos ||
         name.find('\\') != std::string_view::npos || name.find(':') != std::string_view::npos;
}

base::Result<std::string> check_docx(std::string_view bytes) {
  zip_error_t zip_error;
  zip_error_init(&zip_error);
  zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &zip_error);
  if (!source) return refuse("its archive can't be read");
  const std::unique_ptr<zip_t, void (*)(zip_t*)> archive(
      zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &zip_error), zip_discard);
  if (!archive) {
    zip_source_free(source);
    return refuse("its archive is damaged");
  }
  const auto entries = zip_get_num_entries(archive.get(), 0);
  if (entries > kMostEntries) return refuse("its archive has too many entries");
  zip_uint64_t unpacked = 0;
  bool has_document = false;
  for (zip_int64_t i = 0; i < entries; ++i) {
    zip_stat_t entry;
    if (zip_stat_index(archive.get(), static_cast<zip_uint64_t>(i), 0, &entry) != 0 || !(entry.valid & ZIP_STAT_NAME) ||
        !(entry.valid & ZIP_STAT_SIZE))
      return refuse("its archive is damaged");
    if (leaves_its_folder(entry.name)) return refuse("its archive holds a name that leaves its folder");
    if (entry.size > kMostUnpackedBytes - unpacked) return refuse("its archive unpacks to more than 50 MiB");
    unpacked += entry.size;
    has_document |= entry.name == "word/document.xml"sv;
  }
  if (!has_document) return refuse("it is an archive, but no Word document");
  return std::string(kDocx);
}

std::string_view take_line(std::string_view& text) {
  const auto end = text.find("\r\n");
  const auto line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 2);
  return line;
}

/// The value of `name="…"` or `name=…` in a header field.
std::string parameter(std::string_view field, std::string_view name) {
  for (std::size_t from = 0; (from = field.find(name, from)) != std::string_view::npos; from += name.size()) {
    const bool starts = from == 0 || field[from - 1] == ' ' || field[from - 1] == ';';
    auto rest = field.substr(from + name.size());
    if (!starts || !rest.starts_with('=')) continue;
    rest.remove_prefix(1);
    if (!rest.starts_with('"')) return std::string(rest.substr(0, rest.find(';')));
    std::string value;
    for (std::size_t i = 1; i < rest.size() && rest[i] != '"'; ++i) {
      if (rest[i] == '\\' && i + 1 < rest.size()) ++i;
      value += rest[i];
    }
    return value;
  }
  return {};
}

bool starts_with_word(std::string_view text, std::string_view word) {
  return text.size() >= word.size() &&
         std::equal(word.begin(), word.end(), text.begin(), [](char a, char b) { return a == (b | 0x20) || a == b; });
}

}  // namespace

base::Result<std::string> check_document(std::string_view bytes) {
  if (bytes.empty()) return refuse("it is empty");
  if (bytes.size() > kMostResumeBytes) {
    base::Error error;
    error.code = base::ErrorCode::too_large;
    error.detail = "A résumé may have at most 5 MiB. Save it smaller, for instance without pictures.";
    return error;
  }
  if (bytes.starts_with("%PDF-"sv)) {
    // Readers accept the end mark anywhere in the last kilobyte.
    if (bytes.substr(bytes.size() - std::min<std::size_t>(bytes.size(), 1024)).find("%%EOF"sv) ==
        std::string_view::npos)
      return refuse("the PDF is cut off");
    return std::string(kPdf);
  }
  if (bytes.starts_with("PK\x03\x04"sv)) return check_docx(bytes);
  if (bytes.starts_with("MZ"sv) || bytes.starts_with("\x7f"
                                                     "ELF"sv))
    return refuse("it is a program");
  return refuse("it is neither a PDF nor a DOCX by its first bytes");
}

std::string safe_file_name(std::string_view name, std::string_view content_type) {
  const std::string_view ending = content_type == kPdf ? ".pdf"sv : ".docx"sv;
  if (const auto slash = name.find_last_of("/\\"); slash != std::string_view::npos) name.remove_prefix(slash + 1);
  std::string safe;
  for (const char c : name)
    if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f && c != '"' && c != ':' && c != '<' && c != '>' &&
        c != '|' && c != '?' && c != '*')
      safe += c;
  while (safe.starts_with('.') || safe.starts_with(' ')) safe.erase(0, 1);
  const auto lower_ends = [&](std::string_view end) {
    return safe.size() >= end.size() &&
           std::equal(end.begin(), end.end(), safe.end() - static_cast<std::ptrdiff_t>(end.size()),
                      [](char a, char b) { return a == static_cast<char>(b >= 'A' && b <= 'Z' ? b + 32 : b); });
  };
  if (lower_ends(ending)) safe.resize(safe.size() - ending.size());
  constexpr std::size_t kMost = 110;
  if (safe.size() > kMost) {
    std::size_t end = kMost;
    while (end > 0 && (static_cast<unsigned char>(safe[end]) & 0xC0) == 0x80) --end;  // between characters of UTF-8
    safe.resize(end);
  }
  if (safe.empty()) safe = "resume";
  return safe + std::string(ending);
}

base::Result<FormPart> file_part(std::string_view body, std::string_view content_type) {
  const auto boundary = parameter(content_type, "boundary");
  if (boundary.empty() || boundary.size() > 70)
    return base::Error::invalid("header/content-type", "must name a boundary");
  const std::string opening = "--" + boundary, delimiter = "\r\n--" + boundary;
  if (!body.starts_with(opening))
    return base::Error::invalid("/", "is not multipart/form-data with the boundary it names");
  body.remove_prefix(opening.size());
  while (body.starts_with("\r\n")) {
    body.remove_prefix(2);
    FormPart part;
    for (auto line = take_line(body); !line.empty(); line = take_line(body)) {
      if (!starts_with_word(line, "content-disposition:")) continue;
      part.name = parameter(line, "name");
      part.file_name = parameter(line, "filename");
    }
    const auto end = body.find(delimiter);
    if (end == std::string_view::npos) return base::Error::invalid("/", "ends before its last boundary");
    if (part.name == "file") {
      part.content = body.substr(0, end);
      return part;
    }
    body.remove_prefix(end + delimiter.size());
  }
  return base::Error::invalid("/file", "is missing");
}

}  // namespace jobswipe::profile

#include <expat.h>
#include <zip.h>

#include <memory>
#include <vector>

#include "server/profile/resume_text.hpp"

namespace jobswipe::profile {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kMostUnpackedBytes = 20 * 1024 * 1024;
constexpr int kMostDepth = 256;

base::Error refuse(std::string reason) {
  base::Error error;
  error.code = base::ErrorCode::unprocessable;
  error.detail =
      "The text of this résumé can't be read: " + std::move(reason) + ". Type the fields in, or upload a PDF.";
  return error;
}

/// What expat's callbacks write into.
struct Reading {
  XML_Parser parser = nullptr;
  ResumeText result;
  int depth = 0;
  int in_text = 0;  // within w:t; what else has characters is no text
  bool refused = false;

  void stop() { XML_StopParser(parser, XML_FALSE); }
  void add(std::string_view text) {
    if (result.text.size() + text.size() > kMostTextBytes) {
      result.truncated = true;
      stop();
    } else {
      result.text.append(text);
    }
  }
};

/// `w:t` of `w:t` or, with namespaces declared otherwise, of `x:t`: the part after the colon.
std::string_view local(const char* name) {
  const std::string_view whole(name);
  const auto colon = whole.rfind(':');
  return colon == std::string_view::npos ? whole : whole.substr(colon + 1);
}

void on_start(void* data, const char* name, const char**) {
  auto& reading = *static_cast<Reading*>(data);
  if (++reading.depth > kMostDepth) {
    reading.refused = true;
    reading.stop();
  }
  const auto element = local(name);
  if (element == "t"sv) ++reading.in_text;
  if (element == "tab"sv) reading.add("\t");
  if (element == "br"sv || element == "cr"sv) reading.add("\n");
}

void on_end(void* data, const char* name) {
  auto& reading = *static_cast<Reading*>(data);
  --reading.depth;
  const auto element = local(name);
  if (element == "t"sv) --reading.in_text;
  if (element == "p"sv) reading.add("\n");
  if (element == "tc"sv) reading.add("\t");
}

void on_characters(void* data, const char* text, int size) {
  auto& reading = *static_cast<Reading*>(data);
  if (reading.in_text > 0) reading.add(std::string_view(text, static_cast<std::size_t>(size)));
}

/// Entities, external or many times nested, need a document type; Word writes none.
void on_doctype(void* data, const char*, const char*, const char*, int) {
  auto& reading = *static_cast<Reading*>(data);
  reading.refused = true;
  reading.stop();
}

}  // namespace

base::Result<ResumeText> docx_text(std::string_view bytes) {
  zip_error_t zip_error;
  zip_error_init(&zip_error);
  zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &zip_error);
  if (!source) return refuse("its archive can't be read");
  const std::unique_ptr<zip_t, void (*)(zip_t*)> archive(zip_open_from_source(source, ZIP_RDONLY, &zip_error),
                                                         zip_discard);
  if (!archive) {
    zip_source_free(source);
    return refuse("its archive is damaged");
  }
  const std::unique_ptr<zip_file_t, int (*)(zip_file_t*)> part(zip_fopen(archive.get(), "word/document.xml", 0),
                                                               zip_fclose);
  if (!part) return refuse("its main part is missing or locked by a password");
  const std::unique_ptr<XML_ParserStruct, void (*)(XML_Parser)> parser(XML_ParserCreate(nullptr), XML_ParserFree);
  if (!parser) throw std::bad_alloc();
  Reading reading;
  reading.parser = parser.get();
  XML_SetUserData(parser.get(), &reading);
  XML_SetElementHandler(parser.get(), on_start, on_end);
  XML_SetCharacterDataHandler(parser.get(), on_characters);
  XML_SetStartDoctypeDeclHandler(parser.get(), on_doctype);
  std::vector<char> chunk(64 * 1024);
  std::size_t unpacked = 0;
  for (bool last = false; !last;) {
    // What the directory says of the size is not believed: what comes out is counted.
    const auto count = zip_fread(part.get(), chunk.data(), chunk.size());
    if (count < 0) return refuse("its archive is damaged");
    unpacked += static_cast<std::size_t>(count);
    if (unpacked > kMostUnpackedBytes) return refuse("it unpacks to more than 20 MiB");
    last = count == 0;
    if (XML_Parse(parser.get(), chunk.data(), static_cast<int>(count), last) == XML_STATUS_OK) continue;
    if (reading.result.truncated) break;
    if (reading.refused) return refuse("it holds what no Word document holds");
    return refuse("it is damaged");
  }
  return std::move(reading.result);
}

}  // namespace jobswipe::profile

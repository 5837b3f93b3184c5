#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>
#include <string>
#include <string_view>

#include "core/base/result.hpp"

namespace jobswipe::profile {

namespace asio = boost::asio;

inline constexpr std::size_t kMostTextBytes = 256 * 1024;

struct ResumeText {
  std::string text;  ///< UTF-8; empty when the file has none, such as a scan
  bool truncated = false;
};

/// The text of a DOCX (ECMA-376, 17): paragraphs, tabs and line breaks of its main part, up to kMostTextBytes. An Error
/// says what to do about a file that is damaged, unpacks to more than 20 MiB or declares entities. Opens nothing but
/// `bytes`. Pure; takes up to a fraction of a second.
base::Result<ResumeText> docx_text(std::string_view bytes);

/// Reads résumés. PDFs, which can attack their reader, by poppler's `pdftotext` in a confined child: no network, no
/// files, 512 MiB, 10 s. Use from the executor's thread.
class ResumeReader {
 public:
  explicit ResumeReader(asio::any_io_executor executor) : executor_(std::move(executor)) {}
  ~ResumeReader();

  /// An Error is unprocessable with what to do, or unavailable while kMostAtOnce are being read.
  asio::awaitable<base::Result<ResumeText>> read(std::string content, std::string content_type);

 private:
  static constexpr int kMostAtOnce = 4;
  asio::awaitable<base::Result<ResumeText>> pdf_text(std::string content);

  asio::any_io_executor executor_;
  asio::thread_pool pool_{1};
  int reading_ = 0;
};

}  // namespace jobswipe::profile

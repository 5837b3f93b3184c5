#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/result.hpp"

namespace jobswipe::profile {

inline constexpr std::size_t kMostResumeBytes = 5 * 1024 * 1024;

/// The content type that a file's own bytes prove: `application/pdf`, or DOCX's. unprocessable, with what to do, for
/// everything else: an executable named .pdf, an archive that would unpack to more than 50 MiB, has over 2,000 entries
/// or names that leave its folder, a damaged one. Reads no more than the archive's directory. Pure.
base::Result<std::string> check_document(std::string_view bytes);

/// A file name made safe to show and to stage: the last path component without control characters, at most 120 bytes,
/// never empty, and ending as `content_type` wants it.
std::string safe_file_name(std::string_view name, std::string_view content_type);

/// One part of a form (RFC 7578).
struct FormPart {
  std::string name, file_name, content;
};

/// The part named `file` of a multipart/form-data body (RFC 2046, 5.1; RFC 7578). An Error when the body is not one or
/// has no such part.
base::Result<FormPart> file_part(std::string_view body, std::string_view content_type);

}  // namespace jobswipe::profile

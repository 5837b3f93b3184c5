#include "server/profile/document.hpp"

#include <gtest/gtest.h>
#include <zip.h>

#include <vector>

namespace jobswipe::profile {
namespace {

using Entry = std::pair<std::string, std::string>;

std::string archive_of(const std::vector<Entry>& entries) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* source = zip_source_buffer_create(nullptr, 0, 0, &error);
  zip_source_keep(source);
  zip_t* archive = zip_open_from_source(source, ZIP_TRUNCATE, &error);
  for (const auto& [name, content] : entries)
    zip_file_add(archive, name.c_str(), zip_source_buffer(archive, content.data(), content.size(), 0),
                 ZIP_FL_ENC_UTF_8);
  EXPECT_EQ(zip_close(archive), 0);
  zip_stat_t stat;
  zip_source_stat(source, &stat);
  std::string bytes(stat.size, '\0');
  zip_source_open(source);
  zip_source_read(source, bytes.data(), bytes.size());
  zip_source_close(source);
  zip_source_free(source);
  return bytes;
}

std::string reason(const std::string& bytes) {
  const auto checked = check_document(bytes);
  return checked ? "accepted" : checked.error().detail;
}

TEST(CheckDocument, AcceptsWhatItsBytesProve) {
  EXPECT_EQ(*check_document("%PDF-1.7\n...\n%%EOF\n"), "application/pdf");
  EXPECT_EQ(*check_document(archive_of({{"[Content_Types].xml", "<Types/>"}, {"word/document.xml", "<w:document/>"}})),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document");
}

TEST(CheckDocument, RefusesWithTheReason) {
  EXPECT_NE(reason("").find("empty"), std::string::npos);
  EXPECT_NE(reason("MZ\x90 an executable named .pdf").find("program"), std::string::npos);
  EXPECT_NE(reason("%PDF-1.7 and then the upload broke").find("cut off"), std::string::npos);
  EXPECT_NE(reason("Dear Sir or Madam").find("neither"), std::string::npos);
  EXPECT_NE(reason(archive_of({{"a.txt", "x"}})).find("no Word document"), std::string::npos);
  EXPECT_NE(reason(archive_of({{"word/document.xml", "x"}}).substr(0, 60)).find("damaged"), std::string::npos);
}

TEST(CheckDocument, RefusesArchivesThatAttack) {
  EXPECT_NE(reason(archive_of({{"word/document.xml", "x"}, {"../../etc/passwd", "x"}})).find("leaves"),
            std::string::npos);
  EXPECT_NE(
      reason(archive_of({{"word/document.xml", "x"}, {"bomb", std::string(51 * 1024 * 1024, '0')}})).find("50 MiB"),
      std::string::npos);
  std::vector<Entry> many{{"word/document.xml", "x"}};
  for (int i = 0; i < 2001; ++i) many.emplace_back("e" + std::to_string(i), "");
  EXPECT_NE(reason(archive_of(many)).find("entries"), std::string::npos);
}

TEST(CheckDocument, HasALimit) {
  const auto checked = check_document("%PDF-" + std::string(kMostResumeBytes, ' '));
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().code, base::ErrorCode::too_large);
}

TEST(SafeFileName, IsALabelAndNeverAPath) {
  const std::vector<std::pair<std::string, std::string>> cases{{"CV.pdf", "CV.pdf"},
                                                               {"../../etc/passwd", "passwd.pdf"},
                                                               {"C:\\Users\\x\\cv.PDF", "cv.pdf"},
                                                               {"", "resume.pdf"},
                                                               {"...", "resume.pdf"},
                                                               {"a\r\nb\"c.pdf", "abc.pdf"},
                                                               {"Résumé.pdf", "Résumé.pdf"},
                                                               {"cv.exe", "cv.exe.pdf"},
                                                               {std::string("a\0b", 3), "ab.pdf"}};
  for (const auto& [given, safe] : cases) EXPECT_EQ(safe_file_name(given, "application/pdf"), safe) << given;
  const auto cut = safe_file_name(std::string(105, 'a') + "ééééééééé", "application/pdf");
  EXPECT_LE(cut.size(), 120u);
  EXPECT_EQ(cut.substr(105, 2), "é");
}

TEST(FilePart, FindsTheFileAmongOtherParts) {
  const std::string type = "multipart/form-data; boundary=\"xyz\"";
  const std::string body =
      "--xyz\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nhello\r\n"
      "--xyz\r\ncontent-disposition: form-data; name=\"file\"; filename=\"my \\\"cv\\\".pdf\"\r\nContent-Type: "
      "application/pdf\r\n\r\n%PDF-\r\n1\r\n"
      "--xyz--\r\n";
  const auto part = file_part(body, type);
  ASSERT_TRUE(part);
  EXPECT_EQ(part->content, "%PDF-\r\n1");
  EXPECT_EQ(part->file_name, "my \"cv\".pdf");
}

TEST(FilePart, NamesWhatIsWrong) {
  EXPECT_EQ(file_part("--x\r\n\r\nabc\r\n--x--", "multipart/form-data").error().fields[0].pointer,
            "header/content-type");
  EXPECT_EQ(file_part("junk", "multipart/form-data; boundary=x").error().fields[0].pointer, "/");
  EXPECT_EQ(file_part("--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n--x--",
                      "multipart/form-data; boundary=x")
                .error()
                .fields[0]
                .pointer,
            "/file");
  EXPECT_EQ(
      file_part("--x\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nb", "multipart/form-data; boundary=x")
          .error()
          .fields[0]
          .pointer,
      "/");
}

}  // namespace
}  // namespace jobswipe::profile

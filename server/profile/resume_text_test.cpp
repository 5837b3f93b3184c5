#include "server/profile/resume_text.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <zip.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <future>
#include <vector>

namespace jobswipe::profile {
namespace {

constexpr char kPdf[] = "application/pdf";
constexpr char kDocx[] = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

std::string docx(const std::string& document) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* source = zip_source_buffer_create(nullptr, 0, 0, &error);
  zip_source_keep(source);
  zip_t* archive = zip_open_from_source(source, ZIP_TRUNCATE, &error);
  zip_file_add(archive, "word/document.xml", zip_source_buffer(archive, document.data(), document.size(), 0), 0);
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
std::string body(const std::string& inner) {
  return docx("<?xml version=\"1.0\"?><w:document xmlns:w=\"urn:w\"><w:body>" + inner + "</w:body></w:document>");
}
std::string paragraph(const std::string& text) {
  return "<w:p><w:r><w:t>" + text + "</w:t></w:r></w:p>";
}

/// One page with this content stream; `trailer` is put into the trailer. Its readers find the objects by themselves.
std::string pdf(const std::string& content, const std::string& trailer = "") {
  return fmt::format(
      "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
      "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 14400 14400]/Contents 4 0 R/Resources<</Font<</F1 5 0 "
      "R>>>>>>endobj\n"
      "4 0 obj<</Length {}>>stream\n{}\nendstream endobj\n5 0 "
      "obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
      "trailer<</Root 1 0 R/Size 6{}>>\n%%EOF\n",
      content.size(), content, trailer);
}

class ReadResume : public ::testing::Test {
 protected:
  base::Result<ResumeText> read(std::string content, std::string type) {
    io_.restart();
    auto work = reader_.read(std::move(content), std::move(type));
    auto result = asio::co_spawn(io_, std::move(work), asio::use_future);
    io_.run_for(std::chrono::seconds(120));
    return result.get();
  }
  std::string refusal(std::string content, std::string type) {
    const auto text = read(std::move(content), std::move(type));
    if (text) return "read: " + text->text.substr(0, 100);
    EXPECT_EQ(text.error().code, base::ErrorCode::unprocessable);
    return text.error().detail;
  }
  asio::io_context io_{1};
  ResumeReader reader_{io_.get_executor()};
};

TEST_F(ReadResume, TakesTheTextOfAPdf) {
  const auto text = read(pdf("BT /F1 12 Tf 50 700 Td (Ada Lovelace) Tj 0 -20 Td (ada@example.com) Tj ET"), kPdf);
  ASSERT_TRUE(text) << text.error().detail;
  EXPECT_NE(text->text.find("Ada Lovelace\n"), std::string::npos) << text->text;
  EXPECT_NE(text->text.find("ada@example.com"), std::string::npos);
  EXPECT_FALSE(text->truncated);
}

TEST_F(ReadResume, FindsNoTextInAPictureOfAPage) {
  const auto text = read(pdf("0 0 1 rg 50 50 200 200 re f"), kPdf);
  ASSERT_TRUE(text) << text.error().detail;
  EXPECT_EQ(text->text, "");
}

TEST_F(ReadResume, SaysThatAPdfIsLocked) {
  const std::string zeros(64, '0');
  const auto locked =
      pdf("BT ET", "/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<" + zeros + ">/U<" + zeros + ">>>/ID[<00><00>]");
  EXPECT_NE(refusal(locked, kPdf).find("password"), std::string::npos) << refusal(locked, kPdf);
}

TEST_F(ReadResume, RefusesPdfsThatAreNone) {
  for (const std::string& content : {std::string("%PDF-1.4\n%%EOF"), std::string("%PDF-1.7 cut of")})
    EXPECT_NE(refusal(content, kPdf).find("damaged"), std::string::npos) << content;
}

TEST_F(ReadResume, CutsATextThatIsTooLong) {
  std::string content = "BT /F1 12 Tf 10 14000 Td ";
  for (int i = 0; i < 1200; ++i) content += fmt::format("0 -11 Td ({} {}) Tj ", i, std::string(250, 'a'));
  const auto text = read(pdf(content + "ET"), kPdf);
  ASSERT_TRUE(text) << text.error().detail;
  EXPECT_TRUE(text->truncated);
  EXPECT_LE(text->text.size(), kMostTextBytes);
}

TEST_F(ReadResume, ReadsATenMebibyteFileOrSaysWhyNot) {
  const auto text = read(pdf("BT /F1 12 Tf 50 700 Td (Ada) Tj ET\n%" + std::string(10 * 1024 * 1024, 'x')), kPdf);
  ASSERT_TRUE(text) << text.error().detail;
  EXPECT_NE(text->text.find("Ada"), std::string::npos);
}

TEST_F(ReadResume, TakesTheTextOfADocx) {
  const auto text =
      read(body(paragraph("Ada &amp; Co") +
                "<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:instrText>HIDDEN</w:instrText></w:r></w:p>"),
           kDocx);
  ASSERT_TRUE(text) << text.error().detail;
  EXPECT_EQ(text->text, "Ada & Co\na\tb\n\n");
  EXPECT_EQ(read(body("<w:p/>"), kDocx)->text, "");
}

TEST_F(ReadResume, OpensNoEntities) {
  const auto with = [](const std::string& type, const std::string& text) {
    return docx("<!DOCTYPE d " + type + "><w:document xmlns:w=\"urn:w\">" + paragraph(text) + "</w:document>");
  };
  for (const auto& attack :
       {with("[<!ENTITY x SYSTEM \"file:///etc/passwd\">]", "&x;"), with("SYSTEM \"http://127.0.0.1:1/x.dtd\"", "x"),
        with("[<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;\">]", "&c;")})
    EXPECT_NE(refusal(attack, kDocx).find("no Word document holds"), std::string::npos);
  EXPECT_NE(refusal(body(paragraph("&unknown;")), kDocx).find("damaged"), std::string::npos);
}

TEST_F(ReadResume, CountsWhatComesOutOfADocx) {
  const auto bomb = body("<w:p>" + std::string(21 * 1024 * 1024, ' ') + "</w:p>");
  EXPECT_LT(bomb.size(), 1024u * 1024);
  EXPECT_NE(refusal(bomb, kDocx).find("20 MiB"), std::string::npos);
  std::string deep;
  for (int i = 0; i < 5000; ++i) deep += "<w:x>";
  EXPECT_NE(refusal(body(deep), kDocx).find("no Word document holds"), std::string::npos);
  const auto long_one = read(body(paragraph(std::string(2 * 1024 * 1024, 'x'))), kDocx);
  ASSERT_TRUE(long_one);
  EXPECT_TRUE(long_one->truncated);
  EXPECT_LE(long_one->text.size(), kMostTextBytes);
}

TEST_F(ReadResume, RefusesADocxThatIsNone) {
  const auto whole = body(paragraph(std::string(1000, 'x')));
  EXPECT_NE(refusal(whole.substr(0, whole.size() / 2), kDocx).find("damaged"), std::string::npos);
  EXPECT_NE(refusal("", kDocx).find("main part is missing"), std::string::npos);
  EXPECT_NE(refusal(docx("<w:document"), kDocx).find("damaged"), std::string::npos);
}

TEST_F(ReadResume, IsBusyPastAFewAtOnce) {
  const auto content = pdf("BT /F1 12 Tf 50 700 Td (Ada) Tj ET");
  std::vector<std::future<base::Result<ResumeText>>> all;
  for (int i = 0; i < 6; ++i) {
    auto work = reader_.read(content, kPdf);
    all.push_back(asio::co_spawn(io_, std::move(work), asio::use_future));
  }
  io_.run_for(std::chrono::seconds(120));
  int read = 0, busy = 0;
  for (auto& each : all) {
    const auto text = each.get();
    if (text)
      ++read;
    else if (text.error().code == base::ErrorCode::unavailable)
      ++busy;
  }
  EXPECT_EQ(read, 4);
  EXPECT_EQ(busy, 2);
}

}  // namespace
}  // namespace jobswipe::profile

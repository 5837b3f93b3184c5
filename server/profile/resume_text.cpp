#include "server/profile/resume_text.hpp"

#include <spdlog/spdlog.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <csignal>
#include <memory>

#include "io/process/child.hpp"

namespace jobswipe::profile {
namespace {

constexpr std::chrono::seconds kPatience{20};  // over the child's own 10 s of computing, on a busy machine

base::Error refuse(std::string reason, std::string advice) {
  base::Error error;
  error.code = base::ErrorCode::unprocessable;
  error.detail = "The text of this résumé can't be read: " + std::move(reason) + ". " + std::move(advice);
  return error;
}

/// Pictures of pages leave page breaks and white space only.
bool has_letters(std::string_view text) {
  int letters = 0;
  for (const char c : text) letters += static_cast<unsigned char>(c) > ' ';
  return letters >= 3;
}

/// Cuts between characters of UTF-8.
void cut(ResumeText& text) {
  if (text.text.size() <= kMostTextBytes) return;
  std::size_t end = kMostTextBytes;
  while (end > 0 && (static_cast<unsigned char>(text.text[end]) & 0xC0) == 0x80) --end;
  text.text.resize(end);
  text.truncated = true;
}

asio::awaitable<base::Result<ResumeText>> docx_on_its_thread(std::shared_ptr<const std::string> content) {
  co_return docx_text(*content);
}

struct Counted {
  explicit Counted(int& count) : count_(count) { ++count_; }
  ~Counted() { --count_; }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;

 private:
  int& count_;
};

/// The file goes in while text comes out; a child that has read enough may close its end.
asio::awaitable<void> feed(std::shared_ptr<process::Child> child, std::string content) {
  try {
    co_await child->write(std::move(content));
  } catch (const boost::system::system_error&) {
    // It ended early; its exit says why.
  }
  child->close_input();
}

}  // namespace

ResumeReader::~ResumeReader() {
  pool_.join();
}

asio::awaitable<base::Result<ResumeText>> ResumeReader::read(std::string content, std::string content_type) {
  if (reading_ >= kMostAtOnce) {
    base::Error busy;
    busy.code = base::ErrorCode::unavailable;
    busy.detail = "Other résumés are being read. Try again in a few seconds.";
    busy.retry_after = std::chrono::seconds(5);
    co_return busy;
  }
  const Counted counted(reading_);
  if (content_type == "application/pdf") co_return co_await pdf_text(std::move(content));
  auto shared = std::make_shared<const std::string>(std::move(content));
  auto work = docx_on_its_thread(std::move(shared));
  auto text = co_await asio::co_spawn(pool_, std::move(work), asio::use_awaitable);
  if (text && !has_letters(text->text)) text->text.clear();
  co_return text;
}

asio::awaitable<base::Result<ResumeText>> ResumeReader::pdf_text(std::string content) {
  auto locked = std::make_shared<bool>(false);
  process::SpawnOptions options;
  options.argv = {"pdftotext", "-enc", "UTF-8", "-nopgbrk", "-l", "30", "-", "-"};
  options.environment = {{"LC_ALL", "C.UTF-8"}, {"HOME", "/"}};
  options.confinement = process::Confinement();
  options.on_stderr = [locked](std::string_view line) {
    if (line.find("Incorrect password") != std::string_view::npos) *locked = true;
  };
  std::shared_ptr<process::Child> child;
  try {
    child = std::make_shared<process::Child>(executor_, std::move(options));
  } catch (const std::system_error& failure) {
    spdlog::error("résumés can't be read: {}; install poppler-utils", failure.what());
    base::Error missing;
    missing.code = base::ErrorCode::unavailable;
    missing.detail = "This server can't read PDFs now. Type the fields in.";
    missing.retry_after = std::chrono::seconds(60);
    co_return missing;
  }
  auto timer = std::make_shared<asio::steady_timer>(executor_, kPatience);
  timer->async_wait([weak = std::weak_ptr(child)](const boost::system::error_code& error) {
    if (const auto hung = weak.lock(); hung && !error) hung->signal_group(SIGKILL);
  });
  auto feeding = feed(child, std::move(content));
  asio::co_spawn(executor_, std::move(feeding), [](std::exception_ptr failure) {
    if (failure) spdlog::warn("résumés: feeding a PDF to its reader failed");
  });
  ResumeText text;
  for (;;) {
    const std::string chunk = co_await child->read_some();
    if (chunk.empty()) break;
    text.text += chunk;
    if (text.text.size() <= kMostTextBytes) continue;
    cut(text);
    child->signal_group(SIGKILL);
    break;
  }
  const process::Exit exit = co_await child->wait();
  timer->cancel();
  if (text.truncated) co_return text;
  if (*locked)
    co_return refuse("the PDF is locked by a password", "Upload one without a password, or type the fields in.");
  if (exit.signal != 0) {
    spdlog::info("résumés: the reader of a PDF was {}", exit.to_string());
    co_return refuse("the PDF takes too much time or memory",
                     "Save it anew from your word processor, or type the fields in.");
  }
  if (exit.code != 0) co_return refuse("the PDF is damaged", "Save it anew, or type the fields in.");
  if (!has_letters(text.text)) text.text.clear();
  co_return text;
}

}  // namespace jobswipe::profile

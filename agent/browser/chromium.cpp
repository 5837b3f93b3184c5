#include "agent/browser/chromium.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>
#include <cstdlib>
#include <filesystem>

#include "io/process/child.hpp"

namespace jobswipe::browser {
namespace {

/// Printed on stderr once the debugging port is bound; the only signal of it that needs no polling.
constexpr std::string_view kListening = "DevTools listening on ws://127.0.0.1:";

bool executable(const std::filesystem::path& path) {
  return ::access(path.c_str(), X_OK) == 0;
}

}  // namespace

std::string find_chromium() {
  if (const char* set = std::getenv("JOBSWIPE_CHROMIUM"); set && *set) {
    if (executable(set)) return set;
    throw std::runtime_error(fmt::format("JOBSWIPE_CHROMIUM is {}, which can't be run", set));
  }
  constexpr std::array<const char*, 5> kNames{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable",
                                              "chrome"};
  constexpr std::array<const char*, 4> kPlaces{"/usr/bin", "/usr/local/bin", "/snap/bin", "/opt/google/chrome"};
  for (const char* name : kNames)
    for (const char* place : kPlaces)
      if (const auto path = std::filesystem::path(place) / name; executable(path)) return path.string();
  throw std::runtime_error(
      "No Chromium or Chrome found. Install one (apt install chromium), or set JOBSWIPE_CHROMIUM to its path.");
}

std::vector<std::string> chromium_arguments(const ChromiumOptions& options, bool as_root) {
  std::vector<std::string> arguments{
      options.executable,
      "--remote-debugging-port=0",
      "--user-data-dir=" + options.profile_directory,
      "--no-first-run",
      "--no-default-browser-check",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--disable-quic",
      "--disable-breakpad",
      "--disable-default-apps",
      "--disable-dev-shm-usage",
      "--disable-domain-reliability",
      "--disable-client-side-phishing-detection",
      "--no-pings",
      "--metrics-recording-only",
      // Nothing that is typed leaves for anyone but the page.
      "--disable-features=Translate,MediaRouter,OptimizationHints,OptimizationGuideModelDownloading,"
      "AutofillServerCommunication,"
      "PasswordLeakDetection,CertificateTransparencyComponentUpdater",
      "--disable-background-timer-throttling",
      "--disable-backgrounding-occluded-windows",
      "--disable-renderer-backgrounding",
      "--hide-crash-restore-bubble",
      "--password-store=basic",
      "--use-mock-keychain",
      "--window-size=1280,1000",
  };
  if (options.headless) {
    arguments.push_back("--headless=new");
    arguments.push_back("--disable-gpu");
    arguments.push_back("--mute-audio");
  }
  if (as_root) arguments.push_back("--no-sandbox");
  if (!options.proxy.empty()) {
    arguments.push_back("--proxy-server=http://" + options.proxy);
    arguments.push_back("--proxy-bypass-list=<-loopback>");
    // Otherwise a page could reach a private address by WebRTC, which knows no HTTP proxy.
    arguments.push_back("--force-webrtc-ip-handling-policy=disable_non_proxied_udp");
  }
  arguments.push_back("about:blank");
  return arguments;
}

class Chromium::Impl : public std::enable_shared_from_this<Chromium::Impl> {
 public:
  explicit Impl(asio::any_io_executor executor) : executor_(executor), listening_(executor) {}

  asio::awaitable<void> start(ChromiumOptions options, std::function<void(std::string)> on_exit) {
    auto self = shared_from_this();
    on_exit_ = std::move(on_exit);
    try {
      if (options.executable.empty()) options.executable = find_chromium();
      std::filesystem::create_directories(options.profile_directory);
      std::filesystem::permissions(options.profile_directory, std::filesystem::perms::owner_all);
      process::SpawnOptions spawn;
      spawn.argv = chromium_arguments(options, ::geteuid() == 0);
      spawn.on_stderr = [this](std::string_view line) { take_line(line); };
      listening_.expires_after(options.start_timeout);
      child_ = std::make_unique<process::Child>(executor_, std::move(spawn));
    } catch (const std::exception& error) {
      throw BrowserError(BrowserFault::crashed, fmt::format("The browser can't be started: {}", error.what()));
    }
    asio::co_spawn(executor_, watch(self), [](std::exception_ptr error) {
      if (error) spdlog::error("the watch over the browser failed");
    });
    boost::system::error_code ignored;
    if (port_ == 0) co_await listening_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    if (port_ == 0 && !child_->running())
      throw BrowserError(BrowserFault::crashed, fmt::format("The browser ended at its start: {}", last_line_));
    if (port_ == 0) {
      child_->signal_group(SIGKILL);
      throw BrowserError(BrowserFault::crashed,
                         fmt::format("The browser did not open its debugging port within {} s. Last it said: {}",
                                     options.start_timeout.count() / 1000, last_line_));
    }
  }

  asio::awaitable<void> close(Milliseconds grace) {
    auto self = shared_from_this();
    on_exit_ = nullptr;
    if (!child_) co_return;
    try {
      co_await child_->terminate(grace);
    } catch (const std::exception& error) {
      spdlog::warn("the browser did not end: {}", error.what());
    }
    child_.reset();
  }

  void abandon() {
    on_exit_ = nullptr;
    child_.reset();
    listening_.cancel();
  }

  int port() const noexcept { return port_; }
  int pid() const noexcept { return child_ ? child_->pid() : 0; }

 private:
  void take_line(std::string_view line) {
    last_line_ = line;
    const auto at = line.find(kListening);
    if (at == std::string_view::npos) return;
    port_ = std::atoi(std::string(line.substr(at + kListening.size())).c_str());
    listening_.cancel();
  }

  static asio::awaitable<void> watch(std::shared_ptr<Impl> self) {
    const auto exit = co_await self->child_->wait();
    self->listening_.cancel();
    if (!self->on_exit_) co_return;
    const auto tell = std::exchange(self->on_exit_, nullptr);
    tell("The browser ended: " + exit.to_string());
  }

  asio::any_io_executor executor_;
  asio::steady_timer listening_;
  std::unique_ptr<process::Child> child_;
  std::function<void(std::string)> on_exit_;
  std::string last_line_;
  int port_ = 0;
};

Chromium::Chromium(asio::any_io_executor executor) : impl_(std::make_shared<Impl>(std::move(executor))) {}
Chromium::~Chromium() {
  impl_->abandon();
}
asio::awaitable<void> Chromium::start(ChromiumOptions options, std::function<void(std::string)> on_exit) {
  return impl_->start(std::move(options), std::move(on_exit));
}
std::string Chromium::endpoint() const {
  return fmt::format("http://127.0.0.1:{}", impl_->port());
}
int Chromium::pid() const noexcept {
  return impl_->pid();
}
asio::awaitable<void> Chromium::close(Milliseconds grace) {
  return impl_->close(grace);
}

}  // namespace jobswipe::browser

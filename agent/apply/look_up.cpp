#include "agent/apply/look_up.hpp"

#include "agent/apply/reading.hpp"

namespace jobswipe::apply {

asio::awaitable<LookUp> look_up(browser::Browser& browser, std::string url, bool allow_private,
                                std::chrono::milliseconds timeout) {
  LookUp found;
  try {
    const Trust trust(url);
    const auto reading = co_await open_page(browser, std::move(url), allow_private, timeout, trust);
    // Where the form is offered still, such words may be one of its questions.
    for (const auto& blocker : reading.blockers)
      if (!reading.form.found() && blocker.kind == "already_applied" && found.words.empty())
        found.words = blocker.detail;
    if (found.words.empty()) found.detail = "The posting's page does not say whether it has the application.";
  } catch (const Ended& ended) {
    found.detail = "The posting's page could not be asked: " + ended.outcome().detail;
  } catch (const browser::BrowserError& error) {
    found.detail = std::string("The posting's page could not be asked: ") + error.what();
  }
  co_return found;
}

}  // namespace jobswipe::apply

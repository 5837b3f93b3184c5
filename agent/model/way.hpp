#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "agent/model/client.hpp"

namespace jobswipe::model {

/// A page on the way to a form, as a model sees it. Everything in it was written by a stranger.
struct PageView {
  std::string url;
  std::string words;               ///< what it shows, as text
  std::vector<std::string> ways;   ///< what may be pressed; nothing else can be
  std::vector<std::string> taken;  ///< what was pressed before, in order
};

/// What `way` is told it may do. The model gets no other tools: none that runs code, types, uploads or sends.
std::vector<Tool> way_tools();

/// Which of the ways leads on to the application form. Nothing when the model asks for a person, stops, wants something
/// else, names no way that is there, or does not answer; `notes` says which.
asio::awaitable<std::optional<std::size_t>> choose_way(ModelClient& client, Budget& budget, PageView page,
                                                       std::vector<std::string>& notes);

}  // namespace jobswipe::model

#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "agent/answer/advice.hpp"
#include "agent/model/client.hpp"

namespace jobswipe::model {

/// One thing on file that a model may be told, and may build on.
struct Source {
  std::string id;    ///< "F3" of the person, "J1" of the posting
  std::string what;  ///< such as "currentTitle", or the question that was answered
  std::string says;
};

/// What of a person and posting is told: the profile's facts about work, the saved answers, the posting. Contact data,
/// birth date, equal opportunity, pay and consent are not, nor is anything that looks secret (secrets.hpp).
std::vector<Source> sources_of(const answer::Facts& facts);

/// The question about these fields, as data; nothing of it is an instruction.
Prompt advice_prompt(const std::vector<form::Field>& fields, const std::vector<Source>& sources);

/// Checks what a model answered, against fields and sources, and keeps what holds:
/// * a fact goes in word by word, when it fits the field's kind, or says one of its options;
/// * an option that no fact says by itself, and a text that the model wrote, are suggestions for the person, unless
///   `send_drafts`; they name sources that exist, and a text holds no number, name or address that its sources lack;
/// * everything else is dropped.
/// `notes` takes one line for each thing that was dropped, without answers.
std::vector<answer::Advice> check_advice(const json::object& answer, const std::vector<form::Field>& fields,
                                         const std::vector<Source>& sources, bool send_drafts,
                                         std::vector<std::string>& notes);

/// The words of a text that its sources don't hold: numbers, names, addresses. Empty when it claims nothing by itself.
std::string unsupported(std::string_view text, std::string_view allowed);

/// Asks about fields that have no answer on file. Never throws for what the model does: then there is no advice.
asio::awaitable<std::vector<answer::Advice>> advise(ModelClient& client, Budget& budget,
                                                    std::vector<form::Field> fields, answer::Facts facts,
                                                    bool send_drafts, std::vector<std::string>& notes);

}  // namespace jobswipe::model

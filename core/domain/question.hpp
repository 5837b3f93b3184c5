#pragma once

#include <string>
#include <string_view>
#include <vector>

// One way of telling whether two questions are the same, for the server, which keeps answers, and the agent, which
// looks for them. `text` is UTF-8 throughout; bytes that are none stay as they are. Nothing here fails.

namespace jobswipe::domain {

/// Lower case, Latin letters without their marks (ß is ss), everything that is no letter or digit one space, `+` and
/// `#` kept inside words (C++, C#), no space at the ends, endings that only widen gender or number taken off
/// ("autorisé(e)", "name(s)"). Letters of other scripts stay, Devanagari ones without their nukta.
std::string plain(std::string_view text);

/// plain() in one spelling (authorise → authorize), without words that change nothing about a question ("please",
/// "the", "currently", "legally") and without notes such as "required"; currency and comparison signs become words.
/// Two questions are the same when these are equal: a negation, number, place, currency or name stays.
std::string normalise_question(std::string_view question);

}  // namespace jobswipe::domain

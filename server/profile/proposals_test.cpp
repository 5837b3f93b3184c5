#include "server/profile/proposals.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "server/profile/lines.hpp"

namespace jobswipe::profile {
namespace {

constexpr char kEnglish[] = R"(ADA LOVELACE
Software Engineer
Berlin, Germany · ada.lovelace@example.com · +49 30 1234567
linkedin.com/in/ada-l · https://github.com/ada · www.example.com

SUMMARY
Engineer who likes small programs and large machines, and both at once.

EXPERIENCE
Senior Engineer at Analytical Engines    Mar 2019 – Present
• Wrote the first program
• Taught others
Babbage & Co, Junior Developer (2015 - 02/2019)
Ported things.

EDUCATION
University of London
BSc Mathematics
2011 – 2014

SKILLS
Languages: C++, Python, SQL
Tools: Git, CMake; git

LANGUAGES
English (native), German – B2
)";

boost::json::value value(std::string_view text, std::string_view pointer, int nth = 0) {
  for (const auto& proposal : propose(text))
    if (proposal.pointer == pointer && nth-- == 0) return proposal.value;
  return nullptr;
}
std::string string(std::string_view text, std::string_view pointer) {
  const auto found = value(text, pointer);
  return found.is_string() ? std::string(found.as_string()) : boost::json::serialize(found);
}

TEST(Proposals, TellWhoAndWhere) {
  EXPECT_EQ(string(kEnglish, "/firstName"), "Ada");
  EXPECT_EQ(string(kEnglish, "/lastName"), "Lovelace");
  EXPECT_EQ(string(kEnglish, "/email"), "ada.lovelace@example.com");
  EXPECT_EQ(string(kEnglish, "/phone"), "+49 30 1234567");
  EXPECT_EQ(string(kEnglish, "/address/city"), "Berlin");
  EXPECT_EQ(string(kEnglish, "/address/country"), "Germany");
  EXPECT_EQ(string(kEnglish, "/links/linkedin"), "https://linkedin.com/in/ada-l");
  EXPECT_EQ(string(kEnglish, "/links/github"), "https://github.com/ada");
  EXPECT_EQ(string(kEnglish, "/links/website"), "https://www.example.com");
}

TEST(Proposals, TellWhatWasDoneAndLearned) {
  EXPECT_EQ(value(kEnglish, "/employment/-"),
            boost::json::parse(R"({"startDate":"2019-03","endDate":"","title":"Senior Engineer",
    "company":"Analytical Engines","description":"Wrote the first program\nTaught others"})"));
  EXPECT_EQ(value(kEnglish, "/employment/-", 1), boost::json::parse(R"({"startDate":"2015","endDate":"2019-02",
    "title":"Junior Developer","company":"Babbage & Co","description":"Ported things."})"));
  EXPECT_EQ(string(kEnglish, "/currentTitle"), "Senior Engineer");
  EXPECT_EQ(string(kEnglish, "/currentCompany"), "Analytical Engines");
  EXPECT_EQ(value(kEnglish, "/skills"), boost::json::parse(R"(["C++","Python","SQL","Git","CMake"])"));
  EXPECT_EQ(value(kEnglish, "/languages"),
            boost::json::parse(R"([{"language":"English","level":"native"},{"language":"German","level":"B2"}])"));
  EXPECT_TRUE(value(kEnglish, "/education/-").is_object());
  EXPECT_EQ(value(kEnglish, "/education/-").at("startDate"), "2011");
}

TEST(Proposals, ReadGermanOnes) {
  constexpr char kGerman[] = R"(Lebenslauf
Jürgen Müller
Tel. 030 123456789
10115 Berlin
juergen@example.org

BERUFSERFAHRUNG
04/2020 – heute
Softwareentwickler, Beispiel GmbH
Ausbildung
10/2012 - 09/2017 Informatik (M. Sc.), Technische Universität Berlin
Kenntnisse
Java, Kotlin
Sprachen
Deutsch (Muttersprache)
)";
  EXPECT_EQ(string(kGerman, "/firstName"), "Jürgen");
  EXPECT_EQ(string(kGerman, "/lastName"), "Müller");
  EXPECT_EQ(string(kGerman, "/phone"), "030 123456789");
  EXPECT_EQ(string(kGerman, "/address/postalCode"), "10115");
  EXPECT_EQ(string(kGerman, "/address/city"), "Berlin");
  EXPECT_EQ(value(kGerman, "/education/-"), boost::json::parse(R"j({"startDate":"2012-10","endDate":"2017-09",
    "degree":"Informatik (M. Sc.)","school":"Technische Universität Berlin"})j"));
  EXPECT_EQ(value(kGerman, "/skills"), boost::json::parse(R"(["Java","Kotlin"])"));
}

TEST(Proposals, SayWhereTheyStandAndHowSureTheyAre) {
  for (const auto& proposal : propose(kEnglish)) {
    EXPECT_GT(proposal.confidence, 0) << proposal.pointer;
    EXPECT_LE(proposal.confidence, 1) << proposal.pointer;
    EXPECT_FALSE(proposal.words.empty()) << proposal.pointer;
  }
}

TEST(Proposals, AreNotMadeOfNothing) {
  EXPECT_TRUE(propose("").empty());
  EXPECT_TRUE(propose("the quick brown fox\njumps over 2019 - 2021 lazy dogs\n").empty());
  EXPECT_TRUE(propose("@ @@ a@b x@y. @example.com\n").empty());
}

TEST(Proposals, TakeNoLongerForHostileText) {
  std::string text = "Experience\n";
  for (int i = 0; i < 50'000; ++i) text += "@@@@@@@@ ((((++++ 2019 2019 2019-2020 aaaa,,,,||||\n";
  EXPECT_LE(propose(text).size(), 100u);
  EXPECT_LE(propose(std::string(200'000, '@')).size(), 1u);
}

TEST(Lines, FindSpansOfTime) {
  const auto span = [](std::string_view line) {
    const auto found = span_in(line);
    return found ? found->start + "/" + found->end + "/" + found->rest : "none";
  };
  EXPECT_EQ(span("Engineer, Acme (Jan 2019 – Dec. 2020)"), "2019-01/2020-12/Engineer, Acme");
  EXPECT_EQ(span("März 2019 bis heute Beispiel"), "2019-03//Beispiel");
  EXPECT_EQ(span("2015-2018"), "2015/2018/");
  EXPECT_EQ(span("since 2015"), "none");
  EXPECT_EQ(span("call 2019202020192020"), "none");
}

}  // namespace
}  // namespace jobswipe::profile

#include "server/jobs/places/places.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/jobs/places/data.hpp"

namespace jobswipe::jobs {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string named(const Place* place) {
  return std::string(place->name) + "/" + std::string(place->region) + "/" + std::string(place->country);
}

std::string joined(const std::vector<const Place*>& places) {
  std::string out;
  for (const auto* place : places) out += (out.empty() ? "" : " + ") + named(place);
  return out;
}

std::string resolved(const std::string& text) {
  return joined(Places::all().resolve({text}));
}

struct Text {
  const char* text;
  const char* places;
};

constexpr const char* kBerlin = "Berlin/State of Berlin/DE";
constexpr const char* kMunich = "Munich/Bavaria/DE";
constexpr const char* kSanFrancisco = "San Francisco/California/US";

TEST(Places, AreReadFromWhatPostingsSay) {
  const Text all[] = {
      {"Berlin", kBerlin},
      {"Berlin, Germany", kBerlin},
      {"Berlin, DE", kBerlin},
      {"Berlin, Berlin, Germany", kBerlin},
      {"Germany, Berlin", kBerlin},
      {"DE - Berlin", kBerlin},
      {"10115 Berlin", kBerlin},
      {"Berlin (Hybrid)", kBerlin},
      {"Remote (Berlin)", kBerlin},
      {"Remote - Berlin", kBerlin},
      {"Berlin HQ", kBerlin},
      {"Berlin, Friedrichstraße 100", kBerlin},
      {"Berlin-Mitte", kBerlin},
      {"BERLIN", kBerlin},
      {"München", kMunich},
      {"Mu\u0308nchen", kMunich},
      {"Muenchen", kMunich},
      {"Munich, Bavaria", kMunich},
      {"München, Bayern", kMunich},
      {"Greater Munich Area", kMunich},
      {"San Francisco, CA", kSanFrancisco},
      {"San Francisco CA", kSanFrancisco},
      {"San Francisco, CA 94105", kSanFrancisco},
      {"San Francisco, California, United States", kSanFrancisco},
      {"San Francisco Bay Area", kSanFrancisco},
      {"Wien", "Vienna/Vienna/AT"},
      {"Genf", "Genève/Geneva/CH"},
      {"Zürich, Switzerland", "Zürich/Zurich/CH"},
      {"New York, NY", "New York City/New York/US"},
      {"New York", "New York City/New York/US"},
      {"NYC", "New York City/New York/US"},
      {"Washington, DC", "Washington, D.C./District of Columbia/US"},
      {"Frankfurt", "Frankfurt am Main/Hesse/DE"},
      {"Frankfurt (Oder)", "Frankfurt (Oder)/Brandenburg/DE"},
      {"Bengaluru, India", "Bengaluru/Karnataka/IN"},
      {"Singapore", "Singapore//SG"},
      {"Walldorf", "Walldorf/Baden-Wurttemberg/DE"},
      {"St. Louis, MO", "St. Louis/Missouri/US"},
  };
  for (const auto& [text, places] : all) EXPECT_EQ(resolved(text), places) << text;
}

TEST(Places, OfNamesakesTheNamedRegionOrCountryDecidesElseTheMostPeople) {
  const Text all[] = {
      {"Paris", "Paris/Île-de-France/FR"},
      {"Paris, TX", "Paris/Texas/US"},
      {"Paris, Texas", "Paris/Texas/US"},
      {"Cambridge", "Cambridge/England/GB"},
      {"Cambridge, MA", "Cambridge/Massachusetts/US"},
      {"Cambridge, UK", "Cambridge/England/GB"},
      {"London, ON", "London/Ontario/CA"},
      {"London, Ontario, Canada", "London/Ontario/CA"},
      {"Ontario, CA", "Ontario/California/US"},
      {"Dublin, Ireland", "Dublin/Leinster/IE"},
      {"Dublin, CA", "Dublin/California/US"},
      {"Athens, Georgia", "Athens/Georgia/US"},
      {"Portland, ME", "Portland/Maine/US"},
      {"Hamburg", "Hamburg/Hamburg/DE"},
  };
  for (const auto& [text, places] : all) EXPECT_EQ(resolved(text), places) << text;
}

TEST(Places, SeveralInOneTextAreAllRead) {
  EXPECT_EQ(resolved("London / Paris"), "London/England/GB + Paris/Île-de-France/FR");
  EXPECT_EQ(resolved("Berlin; Hamburg"), "Berlin/State of Berlin/DE + Hamburg/Hamburg/DE");
  EXPECT_EQ(resolved("Berlin, Hamburg, München"), "Berlin/State of Berlin/DE + Hamburg/Hamburg/DE + Munich/Bavaria/DE");
  EXPECT_EQ(resolved("Köln oder Bonn"), "Köln/North Rhine-Westphalia/DE + Bonn/North Rhine-Westphalia/DE");
  EXPECT_EQ(resolved("Germany - Berlin, Munich"), "Berlin/State of Berlin/DE + Munich/Bavaria/DE");
  EXPECT_EQ(joined(Places::all().resolve({"Berlin, Germany", "Berlin", "Remote", "Hamburg"})),
            "Berlin/State of Berlin/DE + Hamburg/Hamburg/DE");
}

TEST(Places, WhatNamesNoneGivesNone) {
  for (const auto* text : {"",
                           " ",
                           "Remote",
                           "Remote - US",
                           "US-Remote",
                           "Remote – EU",
                           "Remote, Germany",
                           "100% Remote",
                           "Germany",
                           "Deutschland",
                           "USA",
                           "Europe",
                           "Anywhere",
                           "Worldwide",
                           "EMEA",
                           "Home office",
                           "Homeoffice",
                           "Hybrid",
                           "Georgia",
                           "California",
                           "California, USA",
                           "Bay Area",
                           "Latin America",
                           "Multiple locations",
                           "Mexico",
                           "Office",
                           "Headquarters",
                           "Online",
                           "Field",
                           "Various",
                           "Berlin, France",
                           "Ontario, Canada",
                           "DE",
                           "CA",
                           ",,,",
                           "()(",
                           "-",
                           "\xff\xfe\xc3",
                           "\xe2\x80"})
    EXPECT_EQ(resolved(text), "") << text;
}

TEST(Places, AnyLengthIsReadQuickly) {
  std::string list;
  for (int i = 0; i < 100'000; ++i) list += "Berlin, (";
  EXPECT_EQ(resolved(list), kBerlin);
}

TEST(Places, AreSuggestedByTheBeginningOfAnyNameTheMostPopulousFirst) {
  const auto& places = Places::all();
  EXPECT_EQ(named(places.search("ber", 10).front()), kBerlin);
  EXPECT_EQ(named(places.search("münch", 10).front()), kMunich);
  EXPECT_EQ(named(places.search("MUNCH", 10).front()), kMunich);
  EXPECT_EQ(named(places.search("wien", 10).front()), "Vienna/Vienna/AT");
  EXPECT_EQ(named(places.search("frankfurt (o", 10).front()), "Frankfurt (Oder)/Brandenburg/DE");
  EXPECT_EQ(joined(places.search("paris, te", 3)).substr(0, 14), "Paris/Texas/US");
  EXPECT_EQ(named(places.search("cambridge, uk", 3).front()), "Cambridge/England/GB");
  EXPECT_EQ(places.search("b", 7).size(), 7u);
  EXPECT_THAT(places.search("no such place", 10), IsEmpty());
  EXPECT_THAT(places.search("", 10), IsEmpty());
  EXPECT_THAT(places.search(" ,germany", 10), IsEmpty());
  EXPECT_THAT(places.search("\xff", 10), IsEmpty());
}

TEST(Places, AreFoundByTheirNumber) {
  const auto* berlin = Places::all().find(2950159);
  ASSERT_NE(berlin, nullptr);
  EXPECT_EQ(named(berlin), kBerlin);
  EXPECT_NEAR(berlin->latitude, 52.52, 0.01);
  EXPECT_NEAR(berlin->longitude, 13.41, 0.01);
  EXPECT_EQ(Places::all().find(1), nullptr);
  EXPECT_EQ(Places::all().find(-1), nullptr);
}

// Stored postings are placed anew when the version grows; other places under the same version would leave them where
// they are.
TEST(Places, OtherDataIsAnotherVersion) {
  EXPECT_EQ(kPlacesVersion, 1);
  EXPECT_EQ(places_data::kDigest, "c25547654d3e7d24") << "let kPlacesVersion grow, and note both here";
}

TEST(Places, TextOfAnotherFormIsRefused) {
  EXPECT_THROW(Places("228\ta\n\nDE\tgermany\n\n\n\nno number\n\n"), std::invalid_argument);
}

}  // namespace
}  // namespace jobswipe::jobs

#include "agent/model/secrets.hpp"

#include <gtest/gtest.h>

namespace jobswipe::model {
namespace {

TEST(Secrets, QuestionsAboutThemAreKnownInSeveralLanguages) {
  for (const auto* question : {"Password", "Passport number", "Your SSN", "Steuernummer", "IBAN",
                               "National ID number *", "Credit card number", "Sozialversicherungsnummer"})
    EXPECT_TRUE(asks_for_secret(question)) << question;
  for (const auto* question :
       {"First name", "Why do you want to join us?", "Do you hold a driving licence?", "Which classes did you take?"})
    EXPECT_FALSE(asks_for_secret(question)) << question;
}

TEST(Secrets, TheyAreKnownByTheirForm) {
  EXPECT_EQ(redacted("card 4111 1111 1111 1111 ok"), "card [redacted] ok");
  EXPECT_EQ(redacted("DE89 3704 0044 0532 0130 00"), "[redacted]");
  EXPECT_EQ(redacted("ssn 078-05-1120."), "ssn [redacted].");
  EXPECT_EQ(redacted("ssn 078-05-1120 there"), "ssn [redacted] there");
  EXPECT_EQ(redacted("key sk-abcdefghijklmnop1234"), "key [redacted]");
  for (const auto* text : {"4111 1111 1111 1112", "+49 30 1234567", "2027-03-01", "C++ and SQL", "85000 EUR",
                           "https://www.linkedin.com/in/ada-example", "internationalisation-and-localisation"})
    EXPECT_EQ(redacted(text), text);
}

}  // namespace
}  // namespace jobswipe::model

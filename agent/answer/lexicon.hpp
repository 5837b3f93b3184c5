#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "agent/form/form.hpp"

namespace jobswipe::answer {

/// What a field asks for, when it is a plain fact about the person.
enum class Fact {
  first_name,
  last_name,
  full_name,
  preferred_name,
  pronouns,
  email,
  phone,
  phone_country,
  date_of_birth,
  street,
  city,
  region,
  postal_code,
  country,
  full_address,
  location,
  linkedin,
  github,
  website,
  current_company,
  current_title,
  years_of_experience,
  headline,
  summary,
  skills,
  school,
  degree,
  field_of_study,
  degree_level,
  gender,
  ethnicity,
  hispanic,
  veteran,
  disability,
  other_equality,
  cover_letter,
  resume,
  cover_letter_file,
  how_heard
};

struct Recognised {
  Fact fact;
  double confidence;
};

/// The fact of that name ("first_name"), or nothing.
std::optional<Fact> fact_named(std::string_view name);

/// What else is in the same form, where a label alone would mean two things: German "Name" beside "Vorname" is the last
/// name.
struct FormContext {
  bool has_first_name = false;
  bool has_last_name = false;
  bool has_full_name = false;
  bool has_city = false;
  bool has_phone_country = false;
  std::size_t resume_fields = 0;
  std::size_t file_fields = 0;
};
FormContext context_of(const form::Form& form);

/// The fact that the field asks for, or nothing. By `autocomplete`, label and name, which must not contradict each
/// other; a field about somebody or something else (a referrer, a manager, an emergency contact, a former employer) is
/// nothing.
std::optional<Recognised> recognise(const form::Field& field, const FormContext& context);

/// Whether label or section speak of somebody other than the applicant.
bool is_about_somebody_else(const form::Field& field);

/// Whether the label means something only under its heading: "Amount", "Currency" and "Period" below "Salary".
bool is_part_of_section(const form::Field& field);

/// The label as a question that stands alone: with its section where the label says too little ("Emergency contact:
/// Name").
std::string question_of(const form::Field& field);

}  // namespace jobswipe::answer

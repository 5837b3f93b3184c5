#include "agent/answer/lexicon.hpp"

#include <algorithm>
#include <array>
#include <boost/json/value.hpp>
#include <map>
#include <vector>

#include "agent/answer/text.hpp"

namespace jobswipe::answer {
namespace {

using form::Field;
using form::Kind;

struct Entry {
  Fact fact;
  std::string_view labels;  // plain, joined by ;
};

// A label means the fact only when it is one of these after `bare` took away what changes nothing.
constexpr Entry kLabels[] = {
    {Fact::first_name,
     "first name;given name;forename;first names;given names;name "
     "first;first;vorname;vornamen;rufname;prenom;prenoms;nombre de pila;primer nombre;nombres;"
     "first name as in passport;first given name"},
    {Fact::last_name,
     "last name;family name;surname;last names;name last;last;second name;nachname;familienname;zuname;nom de "
     "famille;apellido;apellidos;primer apellido;last name surname;family name surname;surname family name;"
     "last name family name"},
    {Fact::full_name,
     "name;full name;name and surname;first and last name;first name and last name;first last name;complete name;full "
     "legal name;applicant name;candidate name;"
     "vor und nachname;vorname und nachname;vorname nachname;vor nachname;vollstandiger name;nom complet;nom et "
     "prenom;prenom et nom;prenom nom;nom prenom;nombre completo;nombre y apellidos;nombre y apellido;nombre "
     "apellidos"},
    {Fact::preferred_name,
     "preferred name;preferred first name;nickname;known as;chosen name;name you go by;what do you like to be "
     "called;what name do you go by;goes by;rufname wenn abweichend;bevorzugter name;prenom d usage;nom prefere;nombre "
     "preferido"},
    {Fact::pronouns,
     "pronouns;preferred pronouns;gender pronouns;personal pronouns;pronomen;pronoms;pronombres;what are pronouns;what "
     "pronouns do you use"},
    {Fact::email,
     "email;e mail;email address;e mail address;mail;mail address;emailaddress;personal email;personal email "
     "address;primary email;primary email address;contact email;email id;"
     "e mail adresse;email adresse;emailadresse;mailadresse;mail adresse;adresse e mail;adresse email;adresse "
     "mail;adresse electronique;courriel;adresse courriel;correo;correo electronico;direccion de correo "
     "electronico;direccion de correo;direccion de email;"
     "confirm email;confirm email address;confirm e mail;email confirmation;repeat email;re enter email;re enter email "
     "address;retype email;verify email;email again;email address again;e mail adresse bestatigen;e mail bestatigen;e "
     "mail wiederholen;e mail adresse wiederholen;confirmer e mail;confirmer email;confirmez adresse e "
     "mail;confirmation e mail;confirmar correo electronico;repetir correo electronico"},
    {Fact::phone,
     "phone;phone number;telephone;telephone number;mobile;mobile phone;mobile number;mobile phone number;cell;cell "
     "phone;cell number;cell phone number;contact number;contact phone;contact phone number;primary phone;primary "
     "phone number;phone no;tel;phone mobile;mobile telephone;best phone number;phone number mobile;daytime phone;"
     "telefon;telefonnummer;tel nr;telefon "
     "nr;handy;handynummer;mobil;mobilnummer;mobiltelefon;mobilfunknummer;rufnummer;telefonnummer mobil;telefon "
     "mobil;telephone portable;numero de telephone;numero telephone;portable;mobile;numero de portable;telephone "
     "mobile;telefono;numero de telefono;telefono movil;movil;celular;telefono celular;telefono de contacto"},
    {Fact::phone_country,
     "country code;selected country;telephone country code;select country code;select country;country code "
     "selector;phone number country;phone number country code;phone country code;country phone code;country calling "
     "code;dialing code;dial code;phone "
     "code;country dial code;phone country;landesvorwahl;vorwahl;landervorwahl;indicatif;indicatif pays;indicatif "
     "telephonique;prefijo;prefijo telefonico;codigo de pais"},
    {Fact::date_of_birth,
     "date of birth;birth date;birthdate;birthday;dob;geburtsdatum;geburtstag;date de naissance;fecha de nacimiento"},
    {Fact::street,
     "street;street address;address line 1;address 1;street and number;street name and number;street and house "
     "number;street address line 1;mailing street;strasse;strasse und hausnummer;strasse hausnummer;strasse nr;strasse "
     "und nr;rue;adresse ligne 1;numero et rue;rue et numero;calle;calle y numero;direccion linea 1"},
    {Fact::full_address,
     "address;home address;full address;postal address;mailing address;residential address;current address;address of "
     "residence;adresse;anschrift;postanschrift;wohnanschrift;adresse postale;adresse complete;direccion;direccion "
     "postal;domicilio"},
    {Fact::city,
     "city;town;city town;town city;city of residence;city where you live;city where you currently live;city where you "
     "are based;city in which you live;city you reside in;where do you live city;city you are based in;current city of "
     "residence;current city;home city;city you live in;in which city do you "
     "live;which city do you live in;what city do you live in;location city;city or town;stadt;ort;wohnort;ort "
     "wohnort;ville;ville de residence;ciudad;localidad;poblacion;ciudad de residencia"},
    {Fact::region,
     "state;province;state province;state region;province state;region;state or province;county;state "
     "county;bundesland;kanton;departement;etat;region province;provincia;comunidad autonoma;estado;estado "
     "provincia;state of residence"},
    {Fact::postal_code,
     "zip;zip code;zipcode;postal code;postcode;post code;postal zip code;zip postal code;zip or postal code;postal "
     "code zip;plz;postleitzahl;code postal;codigo postal;cp"},
    {Fact::country,
     "country;country of residence;country region;country you live in;current country;current country of "
     "residence;country where you live;which country do you live in;in which country do you live;in which country do "
     "you reside;what country do you live in;what country do you reside in;which country do you reside in;home "
     "country;country location;"
     "land;wohnsitzland;land des wohnsitzes;wohnland;pays;pays de residence;pais;pais de residencia"},
    {Fact::location,
     "current location;location city country;where are you based;where are you located;where are you currently "
     "based;where are you currently located;where do you live;where do you currently live;city and country;city "
     "country;city state country;city state;where are you currently living;home location;place of residence;city and "
     "state;city and country of residence;current location city country;what is current location;"
     "aktueller wohnort;aktueller standort;wo wohnst du;wo wohnen sie;lieu de residence;localisation actuelle;ou "
     "habitez vous;ubicacion actual;lugar de residencia;donde vives"},
    {Fact::linkedin,
     "linkedin;linkedin profile;linkedin url;linkedin profile url;linkedin profile link;linkedin link;link to "
     "linkedin;link to linkedin profile;url of linkedin profile;linked in;linked in profile;linkedin page;linkedin "
     "account;linkedin com;linkedin profil;linkedin profil url;profil linkedin;lien linkedin;url linkedin;perfil de "
     "linkedin;perfil linkedin;enlace de linkedin;enlace a linkedin"},
    {Fact::github,
     "github;github profile;github url;github profile url;github link;link to github;link to github profile;github "
     "username url;git hub;github account;github profil;profil github;perfil de github;github page"},
    {Fact::website,
     "website;personal website;website url;portfolio;portfolio url;portfolio website;portfolio link;link to "
     "portfolio;personal site;personal website url;homepage;web site;personal webpage;blog;blog url;website or "
     "portfolio;portfolio or website;website portfolio;portfolio website url;url;personal website portfolio;online "
     "portfolio;webseite;website oder portfolio;eigene website;site web;site internet;site personnel;sitio web;pagina "
     "web;web personal"},
    {Fact::current_company,
     "current company;current employer;current company name;current employer name;name of current employer;name of "
     "current company;current organization;present employer;current or most recent employer;current or most recent "
     "company;most recent employer;most recent company;current most recent employer;current most recent "
     "company;current place of work;where do you currently work;where do you work;company where you currently work;"
     "aktueller arbeitgeber;derzeitiger arbeitgeber;jetziger arbeitgeber;aktuelles unternehmen;employeur "
     "actuel;entreprise actuelle;societe actuelle;empresa actual;empleador actual"},
    {Fact::current_title,
     "current title;current job title;current position;current role;current job;present position;current position "
     "title;current or most recent job title;current or most recent title;most recent job title;most recent "
     "title;current or most recent position;current most recent job title;current occupation;what is current role;"
     "aktuelle position;derzeitige position;aktuelle berufsbezeichnung;aktueller jobtitel;aktuelle tatigkeit;poste "
     "actuel;fonction actuelle;intitule du poste actuel;puesto actual;cargo actual"},
    {Fact::years_of_experience,
     "years of experience;total years of experience;years of work experience;years of professional experience;total "
     "experience;total years of work experience;total work experience;total years of professional experience;total "
     "experience years;total experience in years;work experience years;work experience in years;experience in "
     "years;overall years of experience;overall experience;how many years of experience do you have;how many years of "
     "work experience do you have;how many years of professional experience do you have;how many years of professional "
     "work experience do you have;how many years have you worked;how many total years of experience do you have;"
     "berufserfahrung;berufserfahrung in jahren;jahre berufserfahrung;berufserfahrung jahre;wie viele jahre "
     "berufserfahrung haben sie;wie viele jahre berufserfahrung hast du;annees d experience;nombre d annees d "
     "experience;combien d annees d experience avez vous;anos de experiencia;cuantos anos de experiencia tienes"},
    {Fact::headline,
     "headline;profile headline;professional headline;profiltitel;titre du profil;titular;titular profesional"},
    {Fact::summary,
     "summary;professional summary;profile summary;about me;about you;short bio;bio;biography;tell us about "
     "yourself;tell us a bit about yourself;tell us a little about yourself;introduce yourself;profil;uber "
     "mich;kurzprofil;a propos de vous;presentez vous;sobre ti;resumen profesional;acerca de ti"},
    {Fact::skills,
     "skills;key skills;core skills;technical skills;main skills;list skills;top skills;kenntnisse;fahigkeiten;skills "
     "and technologies;competences;competences cles;habilidades;competencias;aptitudes"},
    {Fact::school,
     "school;university;school name;university name;school or university;college;college or university;college "
     "university;institution;educational institution;name of school;name of university;alma mater;most recent "
     "school;hochschule;universitat;schule;universitat hochschule;ecole;universite;etablissement;ecole "
     "universite;universidad;centro de estudios;institucion educativa"},
    {Fact::degree,
     "degree;degree name;degree title;degree type;degree obtained;abschluss;art des "
     "abschlusses;diplome;titulo;titulacion;grado"},
    {Fact::field_of_study,
     "field of study;discipline;major;course of study;area of "
     "study;subject;studiengang;studienfach;fachrichtung;domaine d etudes;filiere;specialite;campo de "
     "estudio;especialidad;carrera"},
    {Fact::degree_level,
     "education level;level of education;highest level of education;highest education;highest degree;highest education "
     "level;highest level of education completed;highest level of education obtained;highest level of education "
     "achieved;highest degree obtained;highest degree earned;highest level of education attained;what is highest level "
     "of education;what is highest level of education you have completed;what is highest degree;highest "
     "qualification;highest educational qualification;"
     "hochster abschluss;hochster bildungsabschluss;bildungsabschluss;niveau d etudes;plus haut diplome;niveau de "
     "formation;nivel de estudios;nivel educativo"},
    {Fact::gender,
     "gender;gender identity;sex;what is gender;what gender do you identify as;i identify gender as;how would you "
     "describe gender identity;how do you identify gender;what is gender identity;geschlecht;sexe;genre;genero;sexo"},
    {Fact::ethnicity,
     "ethnicity;race;race ethnicity;ethnicity race;race and ethnicity;ethnic group;ethnic background;ethnic "
     "origin;race or ethnicity;please identify race;identify race;i identify ethnicity as;what is ethnicity;what is "
     "race ethnicity;how would you describe ethnicity;how would you identify race;how would you describe racial ethnic "
     "background;racial ethnic background;ethnische herkunft;origine ethnique;etnia;origen etnico"},
    {Fact::hispanic,
     "are you hispanic latino;are you hispanic or latino;hispanic latino;hispanic or latino;hispanic ethnicity;are you "
     "of hispanic or latino origin;are you hispanic;hispanic or latinx"},
    {Fact::veteran,
     "veteran status;protected veteran status;are you veteran;are you protected veteran;military status;veteran;are "
     "you military veteran;do you identify as veteran;military veteran status;military service status;are you veteran "
     "or active member of united states armed forces;veteran status self identification"},
    {Fact::disability,
     "disability status;disability;do you have disability;do you have disability or chronic condition;are you "
     "disabled;are you person with disability;do you identify as having disability;disability self identification;do "
     "you consider yourself to have disability;do you have any disability;do you have physical or mental "
     "disability;disability status self identification;schwerbehinderung;behinderung;situation de "
     "handicap;discapacidad;liegt eine schwerbehinderung vor"},
    {Fact::other_equality,
     "sexual orientation;what is sexual orientation;how would you describe sexual orientation;do you identify as "
     "transgender;are you transgender;transgender status;lgbtq;do you identify as lgbtq+;do you identify as member of "
     "lgbtq+ community;age group;age range;religion;religious belief;marital status;familienstand;etat civil;estado "
     "civil"},
    {Fact::cover_letter,
     "cover letter;coverletter;covering letter;letter of motivation;motivation letter;cover letter text;message to "
     "hiring manager;message to hiring team;write cover letter;motivation statement;paste cover letter;cover letter or "
     "message;anschreiben;motivationsschreiben;bewerbungsschreiben;lettre de motivation;carta de presentacion;carta de "
     "motivacion"},
};

struct NameEntry {
  std::string_view name;
  Fact fact;
};

// Names of controls as applicant systems write them, compared without case and separators.
constexpr NameEntry kNames[] = {
    {"firstname", Fact::first_name},
    {"givenname", Fact::first_name},
    {"fname", Fact::first_name},
    {"vorname", Fact::first_name},
    {"prenom", Fact::first_name},
    {"lastname", Fact::last_name},
    {"familyname", Fact::last_name},
    {"surname", Fact::last_name},
    {"lname", Fact::last_name},
    {"nachname", Fact::last_name},
    {"fullname", Fact::full_name},
    {"name", Fact::full_name},
    {"candidatename", Fact::full_name},
    {"applicantname", Fact::full_name},
    {"preferredname", Fact::preferred_name},
    {"email", Fact::email},
    {"emailaddress", Fact::email},
    {"mail", Fact::email},
    {"emailconfirm", Fact::email},
    {"confirmemail", Fact::email},
    {"emailconfirmation", Fact::email},
    {"candidateemail", Fact::email},
    {"phone", Fact::phone},
    {"phonenumber", Fact::phone},
    {"mobile", Fact::phone},
    {"mobilephone", Fact::phone},
    {"telephone", Fact::phone},
    {"tel", Fact::phone},
    {"telefon", Fact::phone},
    {"cellphone", Fact::phone},
    {"candidatephone", Fact::phone},
    {"phonecountrycode", Fact::phone_country},
    {"countryphonecode", Fact::phone_country},
    {"dialcode", Fact::phone_country},
    {"dateofbirth", Fact::date_of_birth},
    {"birthdate", Fact::date_of_birth},
    {"dob", Fact::date_of_birth},
    {"geburtsdatum", Fact::date_of_birth},
    {"street", Fact::street},
    {"streetaddress", Fact::street},
    {"address1", Fact::street},
    {"addressline1", Fact::street},
    {"address", Fact::full_address},
    {"city", Fact::city},
    {"town", Fact::city},
    {"state", Fact::region},
    {"province", Fact::region},
    {"zip", Fact::postal_code},
    {"zipcode", Fact::postal_code},
    {"postalcode", Fact::postal_code},
    {"postcode", Fact::postal_code},
    {"plz", Fact::postal_code},
    {"country", Fact::country},
    {"countryofresidence", Fact::country},
    {"linkedin", Fact::linkedin},
    {"linkedinurl", Fact::linkedin},
    {"linkedinprofile", Fact::linkedin},
    {"urlslinkedin", Fact::linkedin},
    {"github", Fact::github},
    {"githuburl", Fact::github},
    {"urlsgithub", Fact::github},
    {"portfolio", Fact::website},
    {"portfoliourl", Fact::website},
    {"urlsportfolio", Fact::website},
    {"website", Fact::website},
    {"websiteurl", Fact::website},
    {"personalwebsite", Fact::website},
    {"pronouns", Fact::pronouns},
    {"currentcompany", Fact::current_company},
    {"currentemployer", Fact::current_company},
    {"currenttitle", Fact::current_title},
    {"currentjobtitle", Fact::current_title},
    {"yearsofexperience", Fact::years_of_experience},
    {"coverletter", Fact::cover_letter},
    {"coverlettertext", Fact::cover_letter},
};

constexpr NameEntry kAutocomplete[] = {
    {"given-name", Fact::first_name},
    {"family-name", Fact::last_name},
    {"name", Fact::full_name},
    {"nickname", Fact::preferred_name},
    {"email", Fact::email},
    {"tel", Fact::phone},
    {"tel-national", Fact::phone},
    {"tel-country-code", Fact::phone_country},
    {"bday", Fact::date_of_birth},
    {"street-address", Fact::street},
    {"address-line1", Fact::street},
    {"address-level2", Fact::city},
    {"address-level1", Fact::region},
    {"postal-code", Fact::postal_code},
    {"country", Fact::country},
    {"country-name", Fact::country},
    {"organization", Fact::current_company},
    {"organization-title", Fact::current_title},
    {"sex", Fact::gender},
};

const std::map<std::string, Fact, std::less<>>& labels() {
  static const auto table = [] {
    std::map<std::string, Fact, std::less<>> made;
    for (const auto& entry : kLabels) {
      auto rest = entry.labels;
      while (!rest.empty()) {
        auto end = rest.find(';');
        if (end != 0) made.emplace(std::string(rest.substr(0, end)), entry.fact);
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
      }
    }
    return made;
  }();
  return table;
}

/// A plain label without words that only address the person.
std::string bare(std::string_view plain_label) {
  static constexpr std::array<std::string_view, 36> kFillers{
      "your",  "my",        "please",    "enter",    "provide",  "type",  "the",   "a",     "an",
      "legal", "candidate", "applicant", "required", "optional", "ihre",  "ihr",   "deine", "dein",
      "bitte", "eingeben",  "angeben",   "votre",    "vos",      "ton",   "ta",    "le",    "la",
      "l",     "tu",        "su",        "el",       "here",     "below", "field", "valid", "mandatory"};
  std::string result;
  for (auto& word : words_of(plain_label)) {
    if (std::find(kFillers.begin(), kFillers.end(), word) != kFillers.end()) continue;
    if (!result.empty()) result.push_back(' ');
    result += word;
  }
  if (result.rfind("what is ", 0) == 0) {
    auto rest = result.substr(8);
    if (labels().contains(rest)) return rest;
  }
  return result;
}

/// "How many years of relevant experience do you have?": years of experience as a whole, with no word that narrows them
/// to a skill, an industry or an employer.
bool is_years_of_experience(const std::string& text) {
  if (!has_any(text, {"years", "jahre", "annees", "anos"}) ||
      !has_any(text, {"experience", "berufserfahrung", "erfahrung", "experiencia"}))
    return false;
  static const std::initializer_list<std::string_view> kHarmless{"how",          "many",       "years",
                                                                 "year",         "of",         "total",
                                                                 "overall",      "relevant",   "related",
                                                                 "professional", "work",       "working",
                                                                 "industry",     "job",        "full",
                                                                 "time",         "experience", "do",
                                                                 "you",          "have",       "in",
                                                                 "your",         "field",      "profession",
                                                                 "this",         "area",       "number",
                                                                 "what",         "is",         "the",
                                                                 "please",       "enter",      "select",
                                                                 "indicate",     "combined",   "paid",
                                                                 "post",         "graduate",   "s",
                                                                 "are",          "wie",        "viele",
                                                                 "jahre",        "jahren",     "berufserfahrung",
                                                                 "einschlagige", "relevante",  "erfahrung",
                                                                 "haben",        "sie",        "hast",
                                                                 "du",           "bringen",    "mit",
                                                                 "bringst",      "gesamt",     "beruflich",
                                                                 "beruf",        "ihrem",      "deinem",
                                                                 "combien",      "d",          "annees",
                                                                 "avez",         "vous",       "professionnelle",
                                                                 "pertinente",   "nombre",     "cuantos",
                                                                 "anos",         "de",         "experiencia",
                                                                 "tienes",       "tiene",      "laboral",
                                                                 "profesional",  "relevante"};
  for (const auto& word : words_of(text))
    if (std::find(kHarmless.begin(), kHarmless.end(), word) == kHarmless.end()) return false;
  return true;
}

std::optional<Fact> by_label(const std::string& text) {
  auto plain_text = plain(text);
  if (is_years_of_experience(plain_text)) return Fact::years_of_experience;
  for (auto candidate : {plain_text, bare(plain_text)}) {
    auto found = labels().find(candidate);
    if (found != labels().end()) return found->second;
  }
  return std::nullopt;
}

std::string squash(std::string_view name) {
  std::string result;
  for (char c : plain(name))
    if (c != ' ') result.push_back(c);
  return result;
}

std::optional<Fact> by_name(const Field& field) {
  for (const auto& source : {field.name, field.id}) {
    auto whole = squash(source);
    // "job_application[first_name]", "candidate.lastName", "applicant-email"
    auto last = source.find_last_of("[.:");
    auto tail = last == std::string::npos ? whole : squash(source.substr(last));
    for (const auto& entry : kNames)
      if (whole == entry.name || tail == entry.name) return entry.fact;
    for (std::string_view prefix : {"jobapplication", "application", "applicant", "candidate", "systemfield"})
      if (whole.rfind(prefix, 0) == 0)
        for (const auto& entry : kNames)
          if (std::string_view(whole).substr(prefix.size()) == entry.name) return entry.fact;
  }
  return std::nullopt;
}

std::optional<Fact> by_autocomplete(const Field& field) {
  auto words = field.autocomplete;
  auto last = words.find_last_of(' ');
  auto token = last == std::string::npos ? words : words.substr(last + 1);
  for (const auto& entry : kAutocomplete)
    if (token == entry.name) return entry.fact;
  return std::nullopt;
}

/// Whether a control of this kind can take the fact at all.
bool fits(Fact fact, const Field& field) {
  Kind kind = field.kind;
  switch (fact) {
    case Fact::email:
      return kind == Kind::email || kind == Kind::text;
    case Fact::phone:
      return kind == Kind::phone || kind == Kind::text || kind == Kind::number;
    case Fact::date_of_birth:
      return kind == Kind::date || kind == Kind::text;
    case Fact::linkedin:
    case Fact::github:
    case Fact::website:
      return kind == Kind::url || kind == Kind::text;
    case Fact::resume:
    case Fact::cover_letter_file:
      return kind == Kind::file;
    case Fact::summary:
    case Fact::cover_letter:
      return kind == Kind::textarea || kind == Kind::text;
    case Fact::skills:
      return kind == Kind::textarea || kind == Kind::text || kind == Kind::multiselect;
    case Fact::years_of_experience:
      return kind == Kind::number || kind == Kind::text || kind == Kind::select || kind == Kind::radio;
    case Fact::gender:
    case Fact::ethnicity:
    case Fact::hispanic:
    case Fact::veteran:
    case Fact::disability:
    case Fact::other_equality:
      return kind == Kind::select || kind == Kind::radio || kind == Kind::text || kind == Kind::checkboxes ||
             kind == Kind::multiselect || kind == Kind::checkbox;
    case Fact::degree_level:
    case Fact::country:
    case Fact::city:
    case Fact::region:
    case Fact::location:
    case Fact::pronouns:
    case Fact::school:
    case Fact::degree:
    case Fact::field_of_study:
      return kind == Kind::select || kind == Kind::radio || kind == Kind::text || kind == Kind::textarea;
    case Fact::phone_country:
      return kind == Kind::select || kind == Kind::text;
    case Fact::full_address:
      return kind == Kind::text || kind == Kind::textarea;
    default:
      return kind == Kind::text || (kind == Kind::textarea && (fact == Fact::headline || fact == Fact::street));
  }
}

std::optional<Recognised> recognise_file(const Field& field, const FormContext& context) {
  auto text = plain(field.label + " " + field.section);
  auto own = plain(field.label);
  auto name = squash(field.name + " " + field.id);
  auto has = [](const std::string& where, std::string_view what) { return where.find(what) != std::string::npos; };
  bool resume = has_any(own, {"resume*", "cv", "curriculum*", "lebenslauf*", "hoja de vida"});
  bool cover = has_any(own, {"cover letter", "coverletter", "covering letter", "anschreiben", "motivationsschreiben",
                             "lettre de motivation", "motivation letter", "letter of motivation", "carta de*"});
  bool autofill = has_any(own, {"autofill*", "auto fill*", "parse*", "prefill*", "pre fill*", "import*"});
  bool other = has_any(own, {"transcript*", "photo*", "foto", "picture", "certificate*", "zeugnis*", "portfolio",
                             "work sample*", "reference*", "passport", "id card", "additional", "other", "weitere",
                             "sonstige", "supporting", "arbeitsproben", "diploma", "writing sample"});
  if (autofill && context.resume_fields > 1) return std::nullopt;
  if (resume) return Recognised{Fact::resume, other ? 0.75 : 0.95};
  if (cover) return Recognised{Fact::cover_letter_file, 0.95};
  if (other) return std::nullopt;
  if (has(name, "resume") || name == "cv" || has(name, "lebenslauf") || has(name, "curriculum"))
    return Recognised{Fact::resume, 0.85};
  if (has(name, "coverletter") || has(name, "anschreiben")) return Recognised{Fact::cover_letter_file, 0.85};
  if (has_any(text, {"resume", "cv", "lebenslauf", "curriculum*"})) return Recognised{Fact::resume, 0.8};
  if (context.file_fields == 1 && field.label_confidence < 0.6 && field.required) return Recognised{Fact::resume, 0.65};
  return std::nullopt;
}

}  // namespace

bool is_about_somebody_else(const Field& field) {
  auto label = plain(field.label + " " + field.description);
  auto own = plain(field.label);
  static const std::initializer_list<std::string_view> kOthers{"referrer*",      "referrers",     "referred",
                                                               "referral*",      "referring",     "referee*",
                                                               "reference",      "references",    "recruiter*",
                                                               "manager",        "managers",      "supervisor*",
                                                               "boss",           "emergency",     "next of kin",
                                                               "spouse*",        "partner",       "partners",
                                                               "husband",        "wife",          "parent*",
                                                               "guardian*",      "mother*",       "father*",
                                                               "maiden",         "dependent*",    "dependant*",
                                                               "child",          "children",      "friend*",
                                                               "relative*",      "colleague*",    "co worker*",
                                                               "coworker*",      "witness*",      "employee",
                                                               "employees",      "agency",        "consultant",
                                                               "previous",       "former",        "past",
                                                               "prior",          "last employer", "last company",
                                                               "their",          "his",           "her",
                                                               "contact person", "who",           "notfall*",
                                                               "referenz*",      "empfehl*",      "empfohlen",
                                                               "vorgesetzt*",    "ehepartner*",   "ansprechpartner*",
                                                               "ehemalig*",      "fruher*",       "geburtsname",
                                                               "madchenname",    "mitarbeiter*",  "urgence",
                                                               "parrain*",       "responsable",   "conjoint*",
                                                               "recommand*",     "precedent*",    "ancien*",
                                                               "superieur*",     "emergencia*",   "referencia*",
                                                               "referid*",       "conyuge",       "jefe",
                                                               "anterior*",      "madre",         "padre",
                                                               "school s",       "company s",     "billing"};
  if (has_any(own, kOthers)) return true;
  if (has_any(label, {"referrer*", "emergency", "next of kin", "referee*"})) return true;
  auto section = plain(field.section);
  return has_any(section,
                 {"emergency*",   "referrer*",      "referral*",      "referred",          "referee*",
                  "references",   "reference 1",    "reference 2",    "reference 3",       "professional reference*",
                  "next of kin",  "spouse*",        "guardian*",      "previous employ*",  "employment history",
                  "work history", "former employ*", "supervisor",     "reference details", "notfall*",
                  "referenzen",   "empfehl*",       "urgence",        "conjoint",          "parrainage",
                  "emergencia",   "referencias",    "contact person", "dependents"});
}

std::string question_of(const Field& field) {
  auto label = field.label.empty() ? field.name : field.label;
  if (label.empty()) label = field.placeholder.empty() ? "Unnamed question" : field.placeholder;
  auto section = field.section.substr(0, field.section.find(" › "));
  bool says_little = words_of(plain(label)).size() <= 3;
  Field alone = field;
  alone.section.clear();
  // Only where the section turns the label into something else; "About you: City" would be the same question by another
  // name.
  if (says_little && !section.empty() && is_about_somebody_else(field) && !is_about_somebody_else(alone))
    return section + ": " + label;
  return label;
}

FormContext context_of(const form::Form& form) {
  FormContext context;
  for (const auto& field : form.fields) {
    if (!field.fillable()) continue;
    if (field.kind == Kind::file) {
      ++context.file_fields;
      if (has_any(plain(field.label), {"resume*", "cv", "lebenslauf*", "curriculum*"})) ++context.resume_fields;
    }
    if (is_about_somebody_else(field)) continue;
    auto fact = by_label(field.label);
    if (!fact) fact = by_label(without_brackets(field.label));
    if (!fact) continue;
    auto text = bare(plain(field.label));
    if (*fact == Fact::first_name) context.has_first_name = true;
    if (*fact == Fact::last_name) context.has_last_name = true;
    if (*fact == Fact::full_name && text != "name") context.has_full_name = true;
    if (*fact == Fact::city || *fact == Fact::postal_code) context.has_city = true;
    if (*fact == Fact::phone_country) context.has_phone_country = true;
  }
  return context;
}

std::optional<Recognised> recognise(const Field& field, const FormContext& context) {
  if (is_about_somebody_else(field)) return std::nullopt;
  if (field.kind == Kind::file) return recognise_file(field, context);

  auto label = by_label(field.label);
  double label_trust = 0.97;
  if (!label) {
    label = by_label(without_brackets(field.label));
    label_trust = 0.92;
  }
  auto text = bare(plain(without_brackets(field.label)));
  // One word, several meanings, by what stands beside it.
  if (text == "name" || text == "nom") {
    if (context.has_first_name && !context.has_last_name)
      label = Fact::last_name;
    else if (context.has_first_name && context.has_last_name)
      label = std::nullopt;
    else
      label = Fact::full_name;
    if (!label) return std::nullopt;
  }
  if (text == "nombre") label = context.has_last_name ? Fact::first_name : Fact::full_name;
  if (label == Fact::full_address && context.has_city) label = Fact::street;
  // "Mobile"/"Land" and the like are fine as labels; as a lone option list they would be a different question.
  auto automatic = by_autocomplete(field);
  auto named = by_name(field);
  if (named == Fact::full_name && (context.has_first_name || context.has_last_name)) named.reset();
  if (automatic == Fact::full_name && label && (*label == Fact::first_name || *label == Fact::last_name))
    automatic.reset();
  if (automatic == Fact::street && label && (*label == Fact::full_address || *label == Fact::city)) automatic.reset();
  if (automatic == Fact::country && label == Fact::phone_country) automatic.reset();
  if (automatic == Fact::city && label == Fact::location) automatic.reset();

  double trust = std::min(1.0, field.label_confidence + 0.05);
  std::optional<Recognised> result;
  if (automatic && label && *automatic != *label) {
    // The page contradicts itself. A clear label is what a person would go by.
    if (field.label_confidence < 0.85) return std::nullopt;
    result = Recognised{*label, 0.8};
  } else if (label) {
    if (field.label_source == "name") label_trust = 0.8;
    result = Recognised{*label, automatic ? 0.99 : std::min(label_trust, std::max(0.7, trust))};
  } else if (automatic) {
    // A long label that the lexicon doesn't know may well ask for something else.
    if (words_of(plain(field.label)).size() > 6) return std::nullopt;
    result = Recognised{*automatic, 0.85};
  } else if (named && (field.label.empty() || field.label_source == "name" || field.label_source == "none" ||
                       words_of(text).size() <= 3)) {
    // The control's name counts alone only where there is no label to go by, or where both speak of the same thing.
    bool unlabelled = field.label.empty() || field.label_confidence <= 0.4;
    auto plain_label = plain(field.label);
    bool related = (*named == Fact::email && has_any(plain_label, {"email*", "e mail*", "mail"})) ||
                   (*named == Fact::phone && has_any(plain_label, {"phone*", "telefon*", "mobil*", "telephone*"})) ||
                   (*named == Fact::linkedin && has_phrase(plain_label, "linkedin")) ||
                   (*named == Fact::github && has_phrase(plain_label, "github"));
    if (unlabelled)
      result = Recognised{*named, 0.75};
    else if (related)
      result = Recognised{*named, 0.9};
  }
  if (!result) {
    auto plain_label = plain(field.label);
    bool second =
        has_any(plain_label, {"secondary", "alternate",  "alternative", "other",      "work",     "business",
                              "company",   "backup",     "office",      "zweite*",    "weitere*", "geschaftlich*",
                              "autre",     "secondaire", "otro",        "additional", "second",   "fax",
                              "home",      "skype",      "whatsapp",    "extension",  "type"});
    bool brief = words_of(plain_label).size() <= 10;
    if (!second && brief && field.input_type == "email" &&
        has_any(plain_label, {"email*", "e mail*", "mail*", "courriel", "correo"}))
      result = Recognised{Fact::email, 0.85};
    if (!second && brief && field.input_type == "tel" &&
        has_any(plain_label, {"phone*", "mobile*", "telefon*", "telephone*", "handy*", "cell*", "movil*"}))
      result = Recognised{Fact::phone, 0.85};
    if (!second && brief && has_phrase(plain_label, "linkedin") &&
        (field.kind == Kind::url || field.kind == Kind::text) &&
        has_any(plain_label, {"url", "link", "profile", "profil", "perfil"}))
      result = Recognised{Fact::linkedin, 0.85};
    if (!second && brief && has_phrase(plain_label, "github") &&
        (field.kind == Kind::url || field.kind == Kind::text) &&
        has_any(plain_label, {"url", "link", "profile", "profil", "perfil"}))
      result = Recognised{Fact::github, 0.85};
  }
  if (result && result->fact == Fact::years_of_experience &&
      has_any(text, {"relevant", "related", "field", "area", "einschlagige", "relevante", "pertinente"}))
    result->confidence = std::min(result->confidence, 0.75);
  if (!result || !fits(result->fact, field)) return std::nullopt;
  if (result->fact == Fact::location && (field.kind == Kind::select || field.kind == Kind::radio) &&
      field.widget != form::Widget::combobox && !field.options.empty() && field.options.size() < 15)
    return std::nullopt;
  return result;
}

}  // namespace jobswipe::answer

#include "agent/answer/places.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "agent/answer/text.hpp"

namespace jobswipe::answer {
namespace {

struct Country {
  std::string_view code;   // ISO 3166-1 alpha-2
  std::string_view code3;  // alpha-3
  std::string_view calling;
  std::string_view names;  // plain, joined by ;
};

constexpr Country kCountries[] = {
    {"us", "usa", "1",
     "united states;united states of america;us;u s;usa;u s a;america;vereinigte staaten;vereinigte staaten von "
     "amerika;etats unis;etats unis d amerique;estados unidos;estados unidos de america;ee uu"},
    {"ca", "can", "1", "canada;kanada"},
    {"mx", "mex", "52", "mexico;mexiko;mexique"},
    {"br", "bra", "55", "brazil;brasilien;bresil;brasil"},
    {"ar", "arg", "54", "argentina;argentinien;argentine"},
    {"cl", "chl", "56", "chile;chili"},
    {"co", "col", "57", "colombia;kolumbien;colombie"},
    {"pe", "per", "51", "peru;perou"},
    {"gb", "gbr", "44",
     "united kingdom;uk;u k;great britain;britain;england;scotland;wales;northern ireland;united kingdom of great "
     "britain and northern ireland;vereinigtes konigreich;grossbritannien;royaume uni;reino unido;grande bretagne"},
    {"ie", "irl", "353", "ireland;republic of ireland;irland;irlande;irlanda;eire"},
    {"de", "deu", "49", "germany;deutschland;allemagne;alemania;duitsland;जर्मनी;germania;federal republic of germany"},
    {"at", "aut", "43", "austria;osterreich;oesterreich;autriche;oostenrijk;ऑस्ट्रिया"},
    {"ch", "che", "41", "switzerland;schweiz;suisse;suiza;svizzera"},
    {"li", "lie", "423", "liechtenstein"},
    {"fr", "fra", "33", "france;frankreich;francia;frankrijk;फ्रांस"},
    {"be", "bel", "32", "belgium;belgien;belgique;belgica;belgie"},
    {"nl", "nld", "31", "netherlands;the netherlands;holland;niederlande;pays bas;paises bajos;nederland"},
    {"lu", "lux", "352", "luxembourg;luxemburg;luxemburgo"},
    {"es", "esp", "34", "spain;spanien;espagne;espana;spanje;स्पेन"},
    {"pt", "prt", "351", "portugal"},
    {"it", "ita", "39", "italy;italien;italie;italia"},
    {"dk", "dnk", "45", "denmark;danemark;dinamarca;danmark"},
    {"se", "swe", "46", "sweden;schweden;suede;suecia;sverige"},
    {"no", "nor", "47", "norway;norwegen;norvege;noruega;norge"},
    {"fi", "fin", "358", "finland;finnland;finlande;finlandia;suomi"},
    {"is", "isl", "354", "iceland;island;islande;islandia"},
    {"pl", "pol", "48", "poland;polen;pologne;polonia;polska"},
    {"cz", "cze", "420",
     "czech republic;czechia;tschechien;tschechische republik;republique tcheque;tchequie;republica checa;chequia"},
    {"sk", "svk", "421", "slovakia;slowakei;slovaquie;eslovaquia"},
    {"hu", "hun", "36", "hungary;ungarn;hongrie;hungria"},
    {"ro", "rou", "40", "romania;rumanien;roumanie;rumania"},
    {"bg", "bgr", "359", "bulgaria;bulgarien;bulgarie"},
    {"gr", "grc", "30", "greece;griechenland;grece;grecia"},
    {"hr", "hrv", "385", "croatia;kroatien;croatie;croacia"},
    {"si", "svn", "386", "slovenia;slowenien;slovenie;eslovenia"},
    {"rs", "srb", "381", "serbia;serbien;serbie"},
    {"ba", "bih", "387", "bosnia and herzegovina;bosnien und herzegowina"},
    {"al", "alb", "355", "albania;albanien"},
    {"mk", "mkd", "389", "north macedonia;nordmazedonien"},
    {"me", "mne", "382", "montenegro"},
    {"ee", "est", "372", "estonia;estland;estonie"},
    {"lv", "lva", "371", "latvia;lettland;lettonie;letonia"},
    {"lt", "ltu", "370", "lithuania;litauen;lituanie;lituania"},
    {"ua", "ukr", "380", "ukraine;ucrania"},
    {"md", "mda", "373", "moldova;moldau"},
    {"by", "blr", "375", "belarus;weissrussland"},
    {"ru", "rus", "7", "russia;russian federation;russland;russie;rusia"},
    {"tr", "tur", "90", "turkey;turkiye;turkei;turquie;turquia"},
    {"cy", "cyp", "357", "cyprus;zypern;chypre;chipre"},
    {"mt", "mlt", "356", "malta"},
    {"il", "isr", "972", "israel"},
    {"ae", "are", "971",
     "united arab emirates;uae;vereinigte arabische emirate;emirats arabes unis;emiratos arabes unidos"},
    {"sa", "sau", "966", "saudi arabia;saudi arabien;arabie saoudite;arabia saudita"},
    {"qa", "qat", "974", "qatar;katar"},
    {"eg", "egy", "20", "egypt;agypten;egypte;egipto"},
    {"ma", "mar", "212", "morocco;marokko;maroc;marruecos"},
    {"tn", "tun", "216", "tunisia;tunesien;tunisie;tunez"},
    {"dz", "dza", "213", "algeria;algerien;algerie;argelia"},
    {"ng", "nga", "234", "nigeria"},
    {"gh", "gha", "233", "ghana"},
    {"ke", "ken", "254", "kenya;kenia"},
    {"za", "zaf", "27", "south africa;sudafrika;afrique du sud;sudafrica"},
    {"in", "ind", "91", "india;indien;inde;भारत;bharat"},
    {"pk", "pak", "92", "pakistan"},
    {"bd", "bgd", "880", "bangladesh;bangladesch"},
    {"lk", "lka", "94", "sri lanka"},
    {"np", "npl", "977", "nepal;नेपाल"},
    {"cn", "chn", "86", "china;chine;people s republic of china"},
    {"hk", "hkg", "852", "hong kong;hongkong"},
    {"tw", "twn", "886", "taiwan"},
    {"jp", "jpn", "81", "japan;japon"},
    {"kr", "kor", "82", "south korea;korea;republic of korea;sudkorea;coree du sud;corea del sur"},
    {"sg", "sgp", "65", "singapore;singapur;singapour"},
    {"my", "mys", "60", "malaysia;malaisie;malasia"},
    {"id", "idn", "62", "indonesia;indonesien;indonesie"},
    {"ph", "phl", "63", "philippines;philippinen;filipinas"},
    {"th", "tha", "66", "thailand;thailande;tailandia"},
    {"vn", "vnm", "84", "vietnam;viet nam"},
    {"au", "aus", "61", "australia;australien;australie"},
    {"nz", "nzl", "64", "new zealand;neuseeland;nouvelle zelande;nueva zelanda"},
};

constexpr std::pair<std::string_view, std::string_view> kStates[] = {
    {"al", "alabama"},        {"ak", "alaska"},         {"az", "arizona"},
    {"ar", "arkansas"},       {"ca", "california"},     {"co", "colorado"},
    {"ct", "connecticut"},    {"de", "delaware"},       {"dc", "district of columbia"},
    {"fl", "florida"},        {"ga", "georgia"},        {"hi", "hawaii"},
    {"id", "idaho"},          {"il", "illinois"},       {"in", "indiana"},
    {"ia", "iowa"},           {"ks", "kansas"},         {"ky", "kentucky"},
    {"la", "louisiana"},      {"me", "maine"},          {"md", "maryland"},
    {"ma", "massachusetts"},  {"mi", "michigan"},       {"mn", "minnesota"},
    {"ms", "mississippi"},    {"mo", "missouri"},       {"mt", "montana"},
    {"ne", "nebraska"},       {"nv", "nevada"},         {"nh", "new hampshire"},
    {"nj", "new jersey"},     {"nm", "new mexico"},     {"ny", "new york"},
    {"nc", "north carolina"}, {"nd", "north dakota"},   {"oh", "ohio"},
    {"ok", "oklahoma"},       {"or", "oregon"},         {"pa", "pennsylvania"},
    {"ri", "rhode island"},   {"sc", "south carolina"}, {"sd", "south dakota"},
    {"tn", "tennessee"},      {"tx", "texas"},          {"ut", "utah"},
    {"vt", "vermont"},        {"va", "virginia"},       {"wa", "washington"},
    {"wv", "west virginia"},  {"wi", "wisconsin"},      {"wy", "wyoming"},
};

template <class Each>
void each_name(std::string_view names, Each each) {
  while (!names.empty()) {
    auto end = names.find(';');
    each(names.substr(0, end));
    names.remove_prefix(end == std::string_view::npos ? names.size() : end + 1);
  }
}

}  // namespace

std::optional<std::string> country_code(std::string_view name) {
  auto text = plain(name);
  for (const auto& country : kCountries) {
    bool found = text == country.code || text == country.code3;
    each_name(country.names, [&](std::string_view known) { found = found || text == known; });
    if (found) return std::string(country.code);
  }
  return std::nullopt;
}

std::vector<std::string> countries_in(std::string_view text) {
  std::vector<std::string> found;
  for (const auto& country : kCountries) {
    bool named = false;
    each_name(country.names, [&](std::string_view known) {
      // "us" is a pronoun too: it counts only after "the" or at a place where a country stands.
      if (known == "us")
        named = named || has_any(text, {"the us", "in us", "us citizen*", "us work", "us based", "us person"});
      // "america" alone may be a continent; "island" is German for Iceland, and an English word.
      else if (known == "america" || known == "island" || known == "chili")
        return;
      else
        named = named || has_phrase(text, known);
    });
    if (named) found.emplace_back(country.code);
  }
  return found;
}

std::string_view calling_code(std::string_view country) noexcept {
  for (const auto& known : kCountries)
    if (known.code == country) return known.calling;
  return {};
}

std::string_view currency_of(std::string_view country) noexcept {
  static constexpr std::string_view kEuro[] = {"de", "at", "fr", "be", "nl", "lu", "es", "pt", "it", "fi", "ie",
                                               "gr", "hr", "si", "sk", "ee", "lv", "lt", "cy", "mt", "me"};
  static constexpr std::pair<std::string_view, std::string_view> kOther[] = {
      {"us", "USD"}, {"ca", "CAD"}, {"gb", "GBP"}, {"ch", "CHF"}, {"li", "CHF"}, {"dk", "DKK"}, {"se", "SEK"},
      {"no", "NOK"}, {"is", "ISK"}, {"pl", "PLN"}, {"cz", "CZK"}, {"hu", "HUF"}, {"ro", "RON"}, {"bg", "BGN"},
      {"rs", "RSD"}, {"ua", "UAH"}, {"tr", "TRY"}, {"il", "ILS"}, {"ae", "AED"}, {"in", "INR"}, {"cn", "CNY"},
      {"jp", "JPY"}, {"kr", "KRW"}, {"sg", "SGD"}, {"au", "AUD"}, {"nz", "NZD"}, {"za", "ZAR"}, {"br", "BRL"},
      {"mx", "MXN"}, {"hk", "HKD"}, {"tw", "TWD"}, {"th", "THB"}, {"my", "MYR"}, {"ph", "PHP"}, {"ng", "NGN"},
      {"ke", "KES"}, {"eg", "EGP"}, {"pk", "PKR"}};
  if (std::find(std::begin(kEuro), std::end(kEuro), country) != std::end(kEuro)) return "EUR";
  for (const auto& [code, currency] : kOther)
    if (code == country) return currency;
  return {};
}

std::optional<std::string> us_state(std::string_view name) {
  auto text = plain(name);
  for (const auto& [code, full] : kStates)
    if (text == code || text == full) return std::string(code);
  return std::nullopt;
}

}  // namespace jobswipe::answer

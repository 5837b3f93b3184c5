// Boxes that consent to something, no further than the profile allows.

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cctype>

#include "agent/answer/asked.hpp"
#include "agent/answer/options.hpp"
#include "agent/answer/places.hpp"
#include "agent/answer/rules.hpp"
#include "agent/answer/text.hpp"

namespace jobswipe::answer {

using form::Field;
using form::Kind;

std::optional<Decision> consent(const Field& field, std::string_view label, const Facts& facts) {
  std::string whole(label);
  if (field.kind == Kind::checkboxes && field.options.size() == 1) whole += " " + plain(field.options.front().label);
  std::string_view text = whole;
  bool agreeing = has_any(text, {"agree",      "consent*",
                                 "accept*",    "acknowledg*",
                                 "have read",  "read and understood",
                                 "understand", "allow",
                                 "opt in",     "would like to",
                                 "i want",     "keep me",
                                 "keep my",    "retain my",
                                 "sign me up", "subscribe",
                                 "send me",    "contact me",
                                 "receive",    "einwillig*",
                                 "stimme*",    "akzeptier*",
                                 "zustimm*",   "zur kenntnis*",
                                 "gelesen",    "einverstanden",
                                 "willige*",   "mochte",
                                 "erhalten",   "j accepte",
                                 "accepte",    "consens*",
                                 "j ai lu",    "pris connaissance",
                                 "j autorise", "souhaite",
                                 "acepto",     "consiento",
                                 "he leido",   "autorizo",
                                 "quiero",     "deseo",
                                 "akkoord",    "toestemming",
                                 "instem",     "सहमत",
                                 "स्वीकार",     "अनुमति",
                                 "accetto",    "acconsento",
                                 "concordo",   "aceito",
                                 "zgadzam",    "wyrazam zgode",
                                 "godkanner",  "samtycker",
                                 "samtykk*",   "accepterer",
                                 "souhlasim",  "suhlasim",
                                 "kabul",      "согласен",
                                 "согласна",   "даю согласие"}) ||
                  whole.find("同意") != std::string::npos || whole.find("동의") != std::string::npos;
  bool privacy = has_any(text, {"privacy",
                                "data protection",
                                "datenschutz*",
                                "gdpr",
                                "dsgvo",
                                "personal data",
                                "personal information",
                                "process my data",
                                "processing of my data",
                                "process my information",
                                "confidentialite",
                                "donnees personnelles",
                                "rgpd",
                                "protection des donnees",
                                "privacidad",
                                "datos personales",
                                "proteccion de datos",
                                "personenbezogen*",
                                "privacyverklaring",
                                "privacybeleid",
                                "persoonsgegevens",
                                "गोपनीयता",
                                "निजता",
                                "व्यक्तिगत डेटा",
                                "dati personali",
                                "dados pessoais",
                                "privacidade",
                                "danych osobowych",
                                "personuppgifter",
                                "integritetspolicy",
                                "tratamiento de mis datos",
                                "tratamiento de datos",
                                "osobnich udaju",
                                "osobnych udajov",
                                "personoplysninger",
                                "personopplysninger",
                                "personvern",
                                "kisisel veri*",
                                "персональных данных"}) ||
                 whole.find("個人情報") != std::string::npos || whole.find("个人信息") != std::string::npos ||
                 whole.find("개인정보") != std::string::npos;
  bool pool = has_any(text, {"talent pool",
                             "talentpool",
                             "talent community",
                             "talent network",
                             "future opportunities",
                             "future openings",
                             "future positions",
                             "future roles",
                             "future vacancies",
                             "future job*",
                             "future consideration",
                             "other positions",
                             "other openings",
                             "other roles",
                             "other opportunities",
                             "other vacancies",
                             "other jobs",
                             "keep my data",
                             "keep my application",
                             "keep my profile",
                             "keep my details",
                             "keep my information",
                             "keep me in mind",
                             "retain my",
                             "considered for other",
                             "zukunftige*",
                             "weitere stellen",
                             "andere stellen",
                             "bewerberpool",
                             "vivier",
                             "futures opportunites",
                             "autres postes",
                             "autres offres",
                             "futuras",
                             "otras vacantes",
                             "otros puestos",
                             "bolsa de*",
                             "toekomstige*",
                             "भविष्य",
                             "talentenpool",
                             "przyszl*",
                             "framtida",
                             "fremtidige",
                             "budouci*",
                             "future selezioni",
                             "futuri"});
  bool marketing =
      has_any(text, {"newsletter*",   "marketing",      "job alert*",          "promotion*",      "sms",
                     "text message*", "whatsapp",       "updates about",       "news about",      "product updates",
                     "werbung",       "commerciales",   "offres commerciales", "publicidad",      "boletin*",
                     "events",        "special offers", "receive updates",     "stay up to date", "job recommendations",
                     "receive news",  "receive emails", "receive e mails",     "nieuwsbrief",     "न्यूजलेटर",
                     "विज्ञापन",       "aanbiedingen",   "commerciali",         "promozional*",    "publicidade",
                     "comerciais",    "nyhedsbrev",     "nyhetsbrev",          "reklam*",         "obchodni"});
  if (!privacy && !pool && !marketing) return std::nullopt;
  bool tick = field.kind == Kind::checkbox || (field.kind == Kind::checkboxes && field.options.size() == 1);
  if (!tick && !is_choice(field)) return std::nullopt;
  if (!agreeing && !(tick && words_of(text).size() <= 6)) return std::nullopt;
  if (is_negated(text)) return unanswered(field, "the statement is negated");
  // Terms of use beside the privacy notice are what every portal couples it with; alone they are another matter.
  bool terms =
      has_any(text, {"terms", "conditions", "agb", "conditions generales", "condiciones", "nutzungsbedingungen"});
  if ((terms && !privacy) || has_any(text, {"certify",
                                            "declare",
                                            "true and",
                                            "accurate",
                                            "background check*",
                                            "drug*",
                                            "arbitration",
                                            "conflict",
                                            "non compete",
                                            "at will",
                                            "wahrheitsgem*",
                                            "third part*",
                                            "criminal",
                                            "credit check",
                                            "health",
                                            "medical",
                                            "biometric*",
                                            "gesundheit*",
                                            "ai",
                                            "artificial",
                                            "employment terms",
                                            "terms of employment"}))
    return unanswered(field, "it consents to more than the profile allows");

  bool allowed = true;
  bool refused = false;
  auto ask_of = [&](bool present, std::string_view pointer) {
    if (!present) return;
    auto said = flag_of(facts.profile, pointer);
    allowed = allowed && said.value_or(false);
    refused = refused || (said && !*said);
  };
  // "Privacy" beside a pool or a newsletter is the ground on which that is done, not a notice of its own.
  ask_of(privacy && !pool && !marketing, "consent/privacyPolicy");
  ask_of(pool, "consent/talentPool");
  ask_of(marketing, "consent/marketing");
  if (!allowed && !(refused && is_choice(field) && !tick)) {
    if (field.required) return unanswered(field, "the profile does not allow this consent");
    auto skip = unanswered(field, "the profile does not allow this consent");
    skip.action = Action::skip;
    return skip;
  }
  if (tick && field.kind == Kind::checkbox) return filled(json::value(true), Provenance::rule, terms ? 0.8 : 0.92);
  if (tick) {
    json::array list;
    list.emplace_back(field.options.front().label);
    return filled(std::move(list), Provenance::rule, 0.9);
  }
  auto index = choose_yes_no(field.options, allowed);
  if (!index) {
    int count = 0;
    for (std::size_t i = 0; i < field.options.size(); ++i) {
      auto option = plain(field.options[i].label);
      if (field.options[i].empty || is_negated(option) ||
          !has_any(option, {"i agree", "agree", "i accept", "accept", "i consent", "consent", "ich stimme zu",
                            "j accepte", "acepto"}))
        continue;
      if (allowed) index = i;
      ++count;
    }
    if (count != 1) index.reset();
  }
  if (!index) return unanswered(field, "none of the options clearly says whether the person consents");
  return filled(field.options[*index].label, Provenance::rule, 0.88);
}

}  // namespace jobswipe::answer

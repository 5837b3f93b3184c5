#pragma once

#include "agent/answer/lexicon_words.hpp"

// What fields are called in Hindi, Dutch, Italian, Portuguese, Polish and Swedish, and what lexicon_words.hpp leaves
// out; plain, joined by ;.

namespace jobswipe::answer {

inline constexpr Entry kMoreLabels[] = {
    {Fact::first_name,
     "पहला नाम;प्रथम नाम;दिया गया नाम;voornaam;voornamen;nome di battesimo;primeiro nome;imie;imiona;fornamn;given name "
     "names;legal first name;first legal name;name given;prenom usuel"},
    {Fact::last_name,
     "उपनाम;अंतिम नाम;कुलनाम;सरनेम;achternaam;familienaam;cognome;sobrenome;ultimo nome;apelido;nazwisko;efternamn;legal "
     "last name;last legal name;name family;segundo apellido y primer apellido"},
    {Fact::full_name,
     "नाम;पूरा नाम;आवेदक का नाम;volledige naam;naam;voor en achternaam;nome completo;nome e cognome;imie i "
     "nazwisko;fullstandigt namn;namn;full name as in passport;name as in passport;name in full;first and last "
     "names;signature full name;full name as signature;full name signature;electronic signature full name;full name as "
     "electronic signature;signature full name as signature;unterschrift vollstandiger name;signature nom "
     "complet;firma "
     "nombre completo"},
    {Fact::preferred_name, "roepnaam;पसंदीदा नाम;preferred first last name;tilltalsnamn"},
    {Fact::email,
     "ईमेल;ईमेल पता;ई मेल;ई मेल पता;ईमेल आईडी;e mailadres;emailadres;e mailadres bevestigen;indirizzo email;indirizzo e "
     "mail;endereco de email;endereco de e mail;adres e mail;adres email;e postadress;e post;verify email "
     "address;verify "
     "e mail;verify e mail address;email address verify;email address confirm;re type email address;email address "
     "repeat;ईमेल की पुष्टि करें;email verification;enter email again;confirmez adresse email;verification e mail;repite "
     "correo electronico;confirma correo electronico"},
    {Fact::phone,
     "फोन;फोन नंबर;मोबाइल;मोबाइल नंबर;मोबाइल फोन;दूरभाष;संपर्क नंबर;telefoonnummer;telefoon;mobiel nummer;mobiele "
     "telefoon;mobiel;numero di telefono;cellulare;telefone;telemovel;numero de telefone;numer telefonu;telefon "
     "komorkowy;telefonnummer mobil;mobilnummer;handynr;handy nr"},
    {Fact::date_of_birth,
     "जन्म तिथि;जन्मतिथि;जन्म की तारीख;geboortedatum;data di nascita;data de nascimento;data urodzenia;fodelsedatum"},
    {Fact::street,
     "सडक;गली और मकान नंबर;straat;straat en huisnummer;straat huisnummer;via e numero civico;rua;rua e "
     "numero;ulica;ulica i numer;gatuadress"},
    {Fact::full_address, "पता;पूरा पता;वर्तमान पता;adres;woonadres;indirizzo;endereco;adres zamieszkania;adress"},
    {Fact::city,
     "शहर;नगर;वर्तमान शहर;आप किस शहर में रहते हैं;woonplaats;stad;plaats;citta;citta di "
     "residenza;cidade;miasto;miejscowosc;ort stad;bostadsort"},
    {Fact::region, "राज्य;प्रांत;provincie;regione;distrito;wojewodztwo;land region"},
    {Fact::postal_code, "पिन कोड;पिनकोड;डाक कोड;postcode plaats code;cap;codice postale;kod pocztowy;postnummer"},
    {Fact::country,
     "देश;निवास का देश;वर्तमान देश;woonland;paese;paese di residenza;pais de residencia atual;kraj;kraj zamieszkania"},
    {Fact::location, "स्थान;वर्तमान स्थान;huidige locatie;localizacao;lokalizacja"},
    {Fact::linkedin,
     "लिंक्डइन;लिंक्डइन प्रोफाइल;लिंक्डइन लिंक;linkedin profiel;profilo linkedin;profil na linkedin;linkedin profil lank"},
    {Fact::github, "गिटहब;गिटहब प्रोफाइल;github profiel;profilo github"},
    {Fact::website,
     "वेबसाइट;पोर्टफोलियो;persoonlijke website;sito web;strona internetowa;website blog or portfolio;website or "
     "blog;personal site or portfolio"},
    {Fact::current_company,
     "वर्तमान कंपनी;वर्तमान नियोक्ता;huidige werkgever;huidig bedrijf;azienda attuale;datore di lavoro attuale;empresa "
     "atual;obecny pracodawca"},
    {Fact::current_title,
     "वर्तमान पद;वर्तमान पदनाम;huidige functie;huidige functietitel;posizione attuale;cargo atual;obecne stanowisko"},
    {Fact::years_of_experience,
     "कुल अनुभव;अनुभव;कुल अनुभव वर्ष;अनुभव वर्ष;अनुभव के वर्ष;आपके पास कितने वर्षों का अनुभव है;jaren ervaring;aantal jaren "
     "ervaring;hoeveel jaar ervaring heb je;hoeveel jaar werkervaring heb je;werkervaring in jaren;anni di "
     "esperienza;anos de experiencia profissional;lata doswiadczenia"},
    {Fact::skills, "कौशल;vaardigheden;competenze;umiejetnosci"},
    {Fact::school, "विश्वविद्यालय;कॉलेज;universiteit;onderwijsinstelling;universita;universidade;uczelnia"},
    {Fact::degree, "डिग्री;diploma naam;titolo di studio;wyksztalcenie stopien"},
    {Fact::degree_level,
     "उच्चतम शिक्षा;शैक्षणिक योग्यता;opleidingsniveau;hoogste opleiding;hoogst genoten opleiding;livello di "
     "istruzione;poziom wyksztalcenia"},
    {Fact::gender, "लिंग;geslacht;sesso;plec;kon"},
    {Fact::cover_letter,
     "कवर लेटर;motivatiebrief;motivatie;sollicitatiebrief;lettera di presentazione;lettera motivazionale;carta de "
     "apresentacao;list motywacyjny;personligt brev;message to hiring team recruiter"},
};

}  // namespace jobswipe::answer

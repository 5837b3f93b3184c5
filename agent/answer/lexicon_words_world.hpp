#pragma once

#include "agent/answer/lexicon_words.hpp"

// What a name, an address and a way to reach somebody are called in the languages that lexicon_words.hpp and
// lexicon_words_more.hpp leave out, and in wordings that they don't know; plain, joined by ;.

namespace jobswipe::answer {

inline constexpr Entry kWorldLabels[] = {
    {Fact::first_name,
     "fornavn;etunimi;krestni jmeno;krstne meno;keresztnev;utonev;prenume;adiniz;имя;имя собственное;ім "
     "я;ονομα;όνομα;名;"
     "名字;given names;first name s;first names s;nombre s"},
    {Fact::last_name,
     "efternavn;etternavn;sukunimi;prijmeni;priezvisko;vezeteknev;csaladnev;nume de familie;soyad;soyadi;soyadiniz;"
     "фамилия;прізвище;επωνυμο;επώνυμο;姓;nome de familia;apelidos;family name s"},
    {Fact::full_name,
     "fulde navn;fullt navn;navn;koko nimi;nimi;cele jmeno;jmeno a prijmeni;meno a priezvisko;teljes nev;nev;nume "
     "complet;nume si prenume;ad soyad;adi soyadi;adiniz soyadiniz;фио;полное имя;имя и фамилия;ονοματεπωνυμο;"
     "ονοματεπώνυμο;氏名;お名前;名前;姓名;성명;이름;vor und zuname;vorname und zuname;for och efternamn;for og "
     "efternavn;"
     "nombre apellidos;nome e apelido;cognome e nome;nominativo;first and surname;forename and surname"},
    {Fact::email,
     "e mailadresse;epost;epostadresse;e postadresse;sahkoposti;sahkopostiosoite;e mailova adresa;emailova adresa;e "
     "mail "
     "cim;email cim;adresa de e mail;adresa de email;adresa e mail;e posta;e posta adresi;e posta "
     "adresiniz;электронная "
     "почта;адрес электронной почты;електронна пошта;メールアドレス;メールアドレス "
     "確認;eメール;电子邮件;邮箱;电子邮箱;이메일;"
     "이메일 주소;posta elettronica;correio eletronico;conferma e mail;conferma email;conferma indirizzo e "
     "mail;confirmar e "
     "mail;confirme e mail;confirmacao de e mail;potwierdz adres e mail;powtorz adres e mail;bekrafta e post;where can "
     "we "
     "email you;where can we e mail you;where can we write to you"},
    {Fact::phone,
     "puhelin;puhelinnumero;matkapuhelin;telefonni cislo;telefonne cislo;telefonszam;mobilszam;numar de "
     "telefon;telefon "
     "numarasi;telefon numaraniz;cep telefonu;телефон;номер телефона;номер "
     "телефону;τηλεφωνο;τηλέφωνο;電話番号;携帯電話番号;"
     "电话;手机;手机号;手机号码;전화번호;휴대폰;휴대폰 번호;ruckrufnummer;telefono cellulare;recapito "
     "telefonico;contacto "
     "telefonico;numer telefonu kontaktowego;numer telefonu komorkowego;best phone number to reach you;phone number to "
     "reach you;number to reach you on;where can we call you"},
    {Fact::date_of_birth,
     "fodselsdato;syntymaaika;datum narozeni;datum narodenia;szuletesi datum;data nasterii;dogum tarihi;дата рождения;"
     "дата народження;ημερομηνια γεννησης;生年月日;出生日期;생년월일"},
    {Fact::street,
     "gade og nummer;gateadresse;katuosoite;ulice;ulice a cislo;utca es hazszam;strada si numar;rua e numero da porta"},
    {Fact::full_address,
     "indirizzo di residenza;indirizzo completo;residenza;morada;morada completa;osoite;adresa;lakcim;adresa completa;"
     "住所;地址;주소;адрес;адреса;διευθυνση;διεύθυνση;postadress;bostadsadress"},
    {Fact::city,
     "by;poststed;kaupunki;paikkakunta;mesto;obec;varos;oras;localitate;sehir;город;місто;πολη;πόλη;城市;도시;comune;"
     "comune di residenza;localita;citta residenza;cidade onde reside;cidade onde mora;cidade de residencia;localidade;"
     "miasto zamieszkania;miejscowosc zamieszkania;ciudad donde vives;ort in dem sie wohnen;stadt in der du wohnst"},
    {Fact::postal_code,
     "postnr;postinumero;psc;iranyitoszam;cod postal;posta kodu;почтовый индекс;поштовий індекс;郵便番号;邮编;邮政编码;"
     "우편번호;codice di avviamento postale;cep"},
    {Fact::country,
     "maa;zeme;krajina;orszag;tara;ulke;страна;країна;χωρα;χώρα;国;国家;국가;bopaelsland;bosattningsland;pais onde "
     "reside"},
    {Fact::cover_letter, "motivacni dopis;motivacny list;saatekirje;motivationsbrev;kiserolevel;scrisoare de intentie"},
};

}  // namespace jobswipe::answer

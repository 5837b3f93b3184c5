#pragma once

#include <string_view>

#include "agent/answer/lexicon.hpp"

// The words of lexicon.cpp: what fields are called in English, German, French and Spanish.

namespace jobswipe::answer {

struct Entry {
  Fact fact;
  std::string_view labels;  // plain, joined by ;
};

// A label means the fact only when it is one of these after `bare` took away what changes nothing.
inline constexpr Entry kLabels[] = {
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
     "current location;location;your location;location city country;where are you based;where are you located;where "
     "are you currently "
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
inline constexpr NameEntry kNames[] = {
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

inline constexpr NameEntry kAutocomplete[] = {
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

}  // namespace jobswipe::answer

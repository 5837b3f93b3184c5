// Forms as most people meet them on most days: nothing in them sets a trap.
import {ANY, ASK, LEAVE, P, PHONE, RESUME, form} from '../define.js';

const jaNein = {options: ['Ja', 'Nein']};
const ouiNon = {options: ['Oui', 'Non']};
const siNo = {options: ['Sí', 'No']};
const yesNo = {options: ['Yes', 'No']};

export default [
  form('jobvite-french', {platform: 'jobvite', lang: 'fr', title: 'Ingénieure backend', company: 'Quai des Brumes', place: 'Marseille, France'},
    {fields: [['Prénom*', 'text', P.first], ['Nom de famille*', 'text', P.last], ['Courriel*', 'email', P.email], ['Numéro de téléphone*', 'tel', PHONE], ['Adresse*', 'text', ANY(P.street)], ['Code postal*', 'text', P.zip], ['Ville*', 'text', P.city], ['Pays*', 'choices', 'Allemagne', {options: ['France', 'Allemagne', 'Belgique'], placeholder: 'Sélectionnez'}]]},
    {fields: [['CV*', 'dropzone', RESUME, {words: 'Parcourir'}], ['Avez-vous le droit de travailler en France ?*', 'radios', 'Oui', ouiNon], ['Date de début au plus tôt*', 'date', P.start], ["Nombre d'années d'expérience*", 'number', P.years], ['Profil LinkedIn', 'url', ANY(P.linkedin, '')]]}),
  form('icims-german', {platform: 'icims', lang: 'de', embed: true, title: 'Backend-Entwicklerin', company: 'Bodden Netz', place: 'Rostock, Deutschland'}, [
    ['Vorname*', 'text', P.first], ['Nachname*', 'text', P.last], ['E-Mail-Adresse*', 'text', P.email, {check: 'email'}], ['Telefonnummer*', 'text', PHONE], ['Straße, Hausnummer*', 'text', P.street], ['Postleitzahl*', 'text', P.zip], ['Wohnort*', 'text', P.city], ['Geburtsdatum*', 'text', '05.03.1991', {placeholder: 'TT.MM.JJJJ', accepts: '^\\d\\d\\.\\d\\d\\.\\d{4}$'}], ['Lebenslauf*', 'file', RESUME], ['Kündigungsfrist*', 'select', '1 Monat', {options: ['keine', '1 Monat', '3 Monate'], placeholder: 'Bitte wählen'}], ['Benötigen Sie eine Arbeitserlaubnis für Deutschland?*', 'radios', 'Nein', jaNein], ['Ich stimme der Datenschutzerklärung zu*', 'checkbox', true],
  ]),
  form('breezy-spanish', {platform: 'breezy', lang: 'es', title: 'Desarrolladora backend', company: 'Faro de Levante', place: 'Alicante, España'}, [
    ['Nombre completo*', 'text', P.full], ['Correo electrónico*', 'email', P.email], ['Número de teléfono*', 'tel', PHONE], ['Currículum*', 'dropzone', RESUME, {words: 'Subir'}], ['Dirección*', 'text', ANY('Elbchaussee 18, 22765 Hamburg, Germany', P.street)], ['¿Estás dispuesta a reubicarte?*', 'radios', 'Sí', siNo], ['Género*', 'select', 'Mujer', {options: ['Hombre', 'Mujer', 'Prefiero no decirlo'], placeholder: 'Selecciona'}], ['Empresa actual', 'text', ANY(P.company, '')], ['Acepto la política de privacidad*', 'checkbox', true],
  ]),
  form('rippling-one-page', {platform: 'rippling', company: 'Lock & Quay', place: 'Dublin, Ireland', formless: true}, [
    ['First name*', 'text', P.first], ['Last name*', 'text', P.last], ['Preferred first name', 'text', ANY(P.preferred, '')], ['Email*', 'email', P.email], ['Phone number*', 'phone', PHONE, {dial: ['Germany', '+49']}], ['Current company*', 'text', P.company], ['Current title*', 'text', P.title], ['Resume*', 'dropzone', RESUME, {words: 'Drop or select'}], ['LinkedIn link*', 'url', P.linkedin], ['Are you legally authorized to work in Ireland?*', 'radios', ASK('No'), yesNo], ['How many years of work experience do you have?*', 'number', P.years],
  ]),
  form('bamboohr-vienna', {platform: 'bamboohr', company: 'Gürtellinie', place: 'Vienna, Austria'}, [
    ['First Name*', 'text', P.first], ['Last Name*', 'text', P.last], ['Email*', 'email', P.email], ['Phone*', 'tel', PHONE], ['Address*', 'text', P.street], ['City*', 'text', P.city], ['Postal Code*', 'text', P.zip], ['Country*', 'mui', 'Germany', {options: ['Austria', 'Germany', 'Hungary'], placeholder: '–Select–'}], ['Resume*', 'dropzone', RESUME, {words: 'Choose file'}], ['Date Available*', 'calendar', P.start], ['Desired Salary (EUR per year)*', 'text', ANY('85000', '85000 EUR per year')], ['Highest Education Obtained*', 'mui', "Master's degree", {options: ['High school', "Bachelor's degree", "Master's degree"], placeholder: '–Select–'}], ['Website, Blog, or Portfolio', 'text', ANY(P.website, '')], ['Who referred you for this position?', 'text', LEAVE],
  ]),
  form('teamtailor-german', {platform: 'teamtailor', lang: 'de', company: 'Wattenmeer Strom', place: 'Husum, Deutschland', landing: true}, [
    ['Vorname*', 'text', P.first, {name: 'candidate[first_name]'}], ['Nachname*', 'text', P.last, {name: 'candidate[last_name]'}], ['E-Mail*', 'email', P.email, {name: 'candidate[email]'}], ['Telefon*', 'tel', PHONE], ['Lebenslauf*', 'dropclears', RESUME, {words: 'Datei auswählen'}], ['Sprichst du fließend Englisch?*', 'radios', 'Ja', jaNein], ['Darfst du in Deutschland arbeiten?*', 'radios', 'Ja', jaNein], ['Wann könntest du frühestens anfangen?*', 'date', P.start], ['Ich habe die Datenschutzerklärung gelesen und stimme zu*', 'checkbox', true], ['Schickt mir Stellenangebote per Newsletter', 'checkbox', false],
  ]),
  form('workday-plain', {platform: 'workday', company: 'Kranich Luftfracht', place: 'Frankfurt, Germany', progress: 'text'},
    {title: 'My Information', fields: [['Legal First Name*', 'text', P.first], ['Legal Last Name*', 'text', P.last], ['Email*', 'text', P.email], ['Phone Number*', 'text', PHONE], ['Country*', 'listbutton', 'Germany', {options: ['France', 'Germany', 'Poland']}], ['City*', 'text', P.city]]},
    {title: 'Education', fields: [['School or University*', 'text', P.school, {section: 'Education 1'}], ['Degree*', 'listbutton', 'Master of Science', {options: ['Bachelor of Science', 'Master of Science', 'Doctorate'], section: 'Education 1'}], ['Field of Study*', 'text', P.study, {section: 'Education 1'}], ['Resume/CV*', 'dropzone', RESUME, {words: 'Select files'}]]},
    {title: 'Questions', fields: [['Are you at least 18 years old?*', 'listbutton', 'Yes', yesNo], ['Do you require sponsorship now or in the future?*', 'listbutton', 'No', yesNo], ['What is your notice period?*', 'listbutton', '1 month', {options: ['None', '1 month', '3 months']}]]}),
];

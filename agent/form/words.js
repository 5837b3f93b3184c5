// What pages say: in full in English, German, French and Spanish, the commonest also in Dutch, Hindi, Italian, Portuguese,
// Polish and Swedish. Part of the scripts that scripts.cpp puts together.

const FILE_WORDS = /attach|upload|drag|drop|browse|choose (a )?file|select (a )?file|r[ée]sum[ée]|\bcv\b|hochladen|datei|anhäng|lebenslauf|anschreiben|joindre|parcourir|télécharger|déposer|fichier|adjuntar|subir|archivo|examinar|curr[ií]culum|bestand|फ़ाइल|फाइल|फ़ाइल|अपलोड|बायोडाटा|रिज़्यूमे|रिज्यूमे|allega|carica|anexar|załącz|bifoga/i;

/** Labels that say what to do with a control, but not what it is for. */
const GENERIC_LABEL = new RegExp(
  '^(' + [
    'attach( (a )?file)?', '(up)?load( (a )?(file|document))?', 'browse', 'choose( (a )?file)?', 'select( (a )?file)?',
    '(drop|drag)\\b.{0,60}', '.{0,40}\\b(drag (and|&|n) drop|drop (it|them|your file|a file|files?) here)\\b.{0,60}', 'datei(en)? (hier|per drag).{0,60}', '(glissez|déposez|arrastra|suelta).{0,60}', 'or', 'no file chosen', 'select( an? option| one)?', 'please select.*', 'choose( an? option| one)?',
    'search', 'search\\.*', 'type here', 'type your (answer|response)( here)?', 'type to search', 'start typing', 'enter( your)?( answer| text| value)?', 'your answer', 'answer',
    'yes', 'no', 'true', 'false', 'on', 'ok', 'i agree', 'agree', 'accept', 'i accept', 'required', 'optional', 'open', 'toggle.*', 'clear', 'dd', 'mm', 'yyyy',
    'datei(en)? (auswählen|hochladen|anhängen)', 'hochladen', 'durchsuchen', 'bitte (aus)?wählen.*', 'auswählen', 'suchen?', 'ihre antwort', 'ja', 'nein', 'ich stimme zu', 'zustimmen', 'hier eingeben',
    'parcourir', 'joindre( un fichier)?', 'choisir( un fichier)?', 'sélectionne[rz].*', 'rechercher', 'votre réponse', 'oui', 'non', "j'accepte", 'accepter',
    'kies( een)?( bestand)?', 'selecteer.*', 'maak een keuze', 'zoeken', 'jouw antwoord', 'nee', 'चुनें', 'कृपया चुनें', 'खोजें', 'हाँ', 'नहीं', 'फ़ाइल चुनें', 'अपलोड करें', 'selezion.*', 'scegli.*', 'selecione.*', 'escolha.*', 'wybierz.*', 'välj.*',
    'examinar', 'adjuntar( archivo)?', 'seleccion(ar|e|a).*', 'elegir( archivo)?', 'buscar', 'tu respuesta', 'sí', 'acepto',
  ].join('|') + ')[\\s.…:*]*$', 'i');

/** What a list shows while nothing is chosen. */
const NOTHING_CHOSEN = /^[-–—\s]*(none selected|nothing selected|(please )?(select|choose|pick)\b.{0,40}|search\b.{0,20}|start typing.*|type .{0,30}|(bitte )?(aus)?wählen.{0,20}|(bitte )?auswählen|keine auswahl|nicht ausgewählt|suchen?.{0,10}|sélectionne.{0,30}|choisi.{0,30}|rechercher.{0,10}|selecciona.{0,30}|elige.{0,30}|elegir.{0,20}|buscar.{0,10}|kies.{0,30}|selecteer.{0,30}|maak een keuze|.{0,20}चुनें.{0,10}|चुनिए|खोजें|selezion.{0,30}|scegli.{0,20}|selecione.{0,30}|escolha.{0,20}|wybierz.{0,20}|välj.{0,20})?[-–—\s.…*]*$/i;

const REQUIRED_WORDS = /(\*|＊|✱|∗)|必須|必填|필수|\((required|mandatory|erforderlich|pflichtfeld|obligatoire|requis|obligatorio|requerido|verplicht|आवश्यक|अनिवार्य|obbligatorio|obrigatório|wymagane|obligatoriskt)\)|\b(required|pflichtfeld)\s*$/i;
const OPTIONAL_WORDS = /\b(optional|if applicable|if any|freiwillig|wenn zutreffend|facultatif|facultative|optionnel(le)?|opcional|optioneel|niet verplicht|facoltativo|opcjonalne|valfritt)\b|वैकल्पिक/i;
const ALL_REQUIRED = /\b(all fields (are|below are) (required|mandatory)|all questions are required|alle felder sind (pflichtfelder|erforderlich)|tous les champs sont (obligatoires|requis)|todos los campos son obligatorios)\b/i;

const TRAP_WORDS = /leave (this|it)( field)? (blank|empty|alone)|do not (fill|enter|complete)|don'?t fill|if you('re| are) (a )?human|honey ?pot|bitte (nicht ausfüllen|leer lassen|frei lassen)|feld leer lassen|ne (pas|rien) (remplir|saisir)|laissez (ce champ )?vide|no (rellenar|completar)|dejar? (este campo )?(en blanco|vac[ií]o)/i;
const TRAP_NAMES = /honey|^hp_|_hp$|^trap|bot[-_]?(check|field|trap)|winnie|nickname_confirm|^url_confirm$|gotcha/i;

const DATE_PART = {
  day: /^(bd|bday-day)$|\b(day|dd|tag|jour|d[ií]a)\b/i,
  month: /\b(month|mm|monat|mois|mes)\b/i,
  year: /\b(year|yyyy|yy|jahr|ann[ée]e|a[ñn]o|aaaa|jjjj)\b/i,
};
const DATE_FORMAT = /^\W*(?=.*[dmyjat])((d{1,2}|m{1,4}|y{2,4}|j{2,4}|t{1,2}|a{2,4})\s*[-./ ]\s*){1,2}(d{1,2}|m{1,2}|y{2,4}|j{2,4}|a{2,4})\W*$/i;

const BUTTON_WORDS = {
  // Ways in that hand the person to somebody else, or aren't the application at all.
  other: /(with|using|via|mit|über|avec|con) (linkedin|indeed|google|facebook|xing|seek|github|apple|a profile|my?greenhouse|resume|cv|seine|lebenslauf)|linkedin|indeed|autofill|refer|save (job|for later|this job|draft)|later|alert|subscribe|newsletter|share|filter|log ?in|sign ?(in|up)|register|anmelden|einloggen|registrieren|connexion|se connecter|iniciar sesión|speichern$|entwurf|merken|teilen|print|drucken|report|cancel|abbrechen|annuler|cancelar|withdraw|delete|remove|löschen|supprimer|eliminar|reset|zurücksetzen|search|suchen/i,
  back: /^(‹|«|<|←)?\s*(go )?(back|previous|zurück|précédent|retour|atrás|anterior|volver|terug|vorige|indietro|voltar|wstecz|tillbaka)\b|^(पीछे|पिछला|वापस)/i,
  add: /^\+?\s*(add|hinzufügen|ajouter|añadir|agregar)\b|hinzufügen$|another/i,
  // Takes one entry of a list away, whose fields stand in the same box.
  remove: /^[×✕✖🗑]$|^(remove|delete|entfernen|löschen|supprimer|retirer|eliminar|quitar|borrar)( (this|entry|item|row|education|school|degree|experience|employment|employer|job|position|eintrag|entrée|entrada|\d+))*$|^(diesen )?eintrag (entfernen|löschen)$/i,
  submit: /\bsubmit\b|^send\b|send (my )?application|complete application|finish( application)?$|apply now|^apply$|apply for (this|the)|absenden|abschicken|einreichen|einsenden|(bewerbung|jetzt) (senden|abschicken)|^senden$|jetzt bewerben|^bewerben$|kostenpflichtig|envoyer|soumettre|postuler|valider (ma|votre) candidature|^valider$|enviar|postular|presentar|finalizar|inscribirme|^aplicar|verstuur|versturen|verzend|^solliciteer|sollicitatie indienen|^invia|^candidati|candidatar|^wyślij|^aplikuj|^skicka|^ansök|जमा करें|आवेदन भेजें|^भेजें|^आवेदन करें|सबमिट/i,
  next: /^(save (and|&) )?(next|continue|proceed|weiter|fortfahren|nächste|suivant|continuer|étape suivante|siguiente|continuar|seguir)\b|(save|speichern|enregistrer|guardar) (and|&|und|et|y) (next|continue|weiter|continuer|continuar)|next (step|page)|nächster schritt|^(review|preview|überprüfen|prüfen|vérifier|revisar)\b|zur (übersicht|zusammenfassung)|^(start|begin|los|commencer|empezar)\b|get started|^(volgende|doorgaan|avanti|continua|próximo|avançar|dalej|nästa|fortsätt)\b|^(आगे|अगला|जारी)/i,
  apply: /^(‹|«|»|>|→)?\s*(apply( now| today| here| online| manually| directly| as (a )?guest| for (this|the) (job|position|role|vacancy|opening))?|i'?m interested|i am interested|start (your )?application|apply (to|for) .{0,60}|(jetzt |hier |online |direkt )*bewerben|zur bewerbung|zum bewerbungsformular|bewerbung starten|postuler( (maintenant|à cette offre|ici|en ligne))?|je postule|candidater|déposer (ma|votre) candidature|aplicar( ahora)?|postular(me)?( ahora)?|solicitar( (empleo|ahora))?|inscribir(me|se)( en esta oferta)?|enviar candidatura|solliciteer( nu| direct| hier)?|solliciteren|direct solliciteren|reageer( nu)?|candidati( ora)?|invia candidatura|candidatar-(me|se)|candidate-se|aplikuj( teraz)?|ansök( nu| här)?|(अभी )?आवेदन( करें| कीजिए)?)\s*[!»>→]*$/i,
};

const COOKIE_TEXT = /\bcookies?\b|datenschutzeinstellungen|privacy (settings|preferences|choices)|traceurs/i;
const COOKIE_REFUSE = /^(reject|decline|deny|refuse|only (necessary|essential|required)|(use )?(necessary|essential|required)( cookies)? only|continue without|accept (only )?(necessary|essential)|(alle )?ablehnen|nur (notwendige|essenzielle|erforderliche)|tout refuser|refuser|continuer sans|rechazar|solo (necesarias|esenciales))/i;

const CLOSED_TEXT = /(no longer (accepting|taking) applications|(job|position|posting|vacancy|role|opening|listing)( you are looking for| you're looking for)?( has| is|'s)?( been)?( now)? (no longer (available|open|active|exists?|accepting)|closed|filled|expired|been (filled|closed|removed))|applications? (for this (job|position|role) )?(is|are|have) (now )?(been )?closed|this (job|position|posting|vacancy) (has|is) (expired|closed)|(stelle|position|stellenanzeige|anzeige|ausschreibung|stellenangebot) (ist|wurde) (leider |bereits |inzwischen |zwischenzeitlich |mittlerweile |schon )*(vergeben|nicht mehr (verfügbar|aktiv|online|ausgeschrieben|besetzbar|offen)|besetzt|geschlossen|abgelaufen|deaktiviert)|bewerbungsfrist ist (abgelaufen|vorbei)|(offre|annonce|poste)( d'emploi)? (n'est plus (disponible|en ligne|ouverte?|active)|a expiré|est (pourvu|expirée|clôturée|fermée))|(oferta|vacante|puesto) (ya no está (disponible|activa|abierta)|ha (caducado|expirado|sido cerrada|finalizado)|está cerrada|ya está cubiert[oa])|vacature is (helaas )?(gesloten|vervuld|niet meer (beschikbaar|actief))|(अब )?आवेदन (स्वीकार नहीं|बंद)|(offerta|posizione|annuncio) (non è più (disponibile|attiv[oa]|apert[oa])|(è )?(scadut[oa]|chius[oa]))|vaga (já não está disponível|(foi )?(encerrada|preenchida))|(oferta pracy|ogłoszenie|oferta) (wygasł[oa]|jest nieaktualn[ea])|rekrutacja (została )?zakończona|annonsen (är inte längre|har gått ut)|tjänsten är tillsatt|stillingen er (besat|lukket))/i;
const APPLIED_TEXT = /(you('ve| have)? (already|previously) (applied|submitted (an|your) application)|already applied (for|to) this|an application (with|from|for) this (e-?mail( address)?|address|person) (already exists|has already)|(application|candidate) already (exists|submitted)|sie haben sich (für diese stelle |auf diese stelle )?bereits beworben|du hast dich (auf diese stelle )?bereits beworben|bereits eine bewerbung|vous avez déjà (postulé|envoyé|candidaté)|ya (te )?has (postulado|aplicado|inscrito|solicitado)|ya se ha (postulado|inscrito)|je hebt al (op deze vacature )?gesolliciteerd|पहले ही आवेदन कर चुके|hai già (inviato|presentato)( la tua)? candidatura|ti sei già candidat[oa]|já se candidatou|já enviou (uma|a sua) candidatura|już (aplikowałeś|aplikowałaś|zaaplikowano)|du har redan (sökt|ansökt)|du har allerede (søgt|ansøgt))/i;
/** What stands before words that hold for some people or some day only, and may not be said of this person now. */
const ONLY_IF = /\b(if|when(ever)?|once|unless|whether|in case|should you|(you|they|some) (may|might)|(candidates?|applicants?|people|persons?|those|anyone|everyone|someone) (who|that|with)|who|falls|wenn|sofern|sobald|nachdem|soweit|sollten sie|solltest du|haben sie sich|wer|(bewerber|kandidaten|personen)[^,]*, die|si|s['’]il|lorsque|quand|au cas où|(candidats?|personnes?|ceux|celles) qui|cuando|en caso de|(quienes|candidatos? que|personas que)|als je|als u|indien|wanneer|caso|quando|jeśli|jeżeli|gdy|hvis|når)\b|(^|[,;:–-]\s*)(se|om|ob)\s|(^|\s)(यदि|अगर|जब)(\s|$)/i;
/** How a question begins that is written without its mark. */
const ASKS = /^\W*((have|has|had|did|do|does|are|were|is) (you|we|your|an?|the|this|that)\b|(hast|bist) du\b|(haben|hatten|sind|waren) (sie|ihnen|wir)\b|(avez|êtes|aviez)[- ]vous|as[- ]tu\b|est-ce que|(heb|ben) (je|u|jij)\b|heeft u\b|har (du|ni)\b|czy\b|क्या\s)|^\W*¿/i;
/** "… that I have not already applied": a negation right before the words. */
const NEGATED_HERE = /(\b(not|never|nicht|noch nie|pas|no|niet|non|nie|inte|ikke)|n['’]t|नहीं)\s*$/i;
const HUMAN_TEXT = /(verify (that )?you('re| are) (a )?human|i'?m not a robot|i am not a robot|checking (if the site connection is secure|your browser)|prove you('re| are) (a )?human|are you a robot|bestätigen sie,? dass sie (ein mensch|kein roboter) sind|je ne suis pas un robot|no soy un robot|press (and|&) hold)/i;
const CAPTCHA_LABEL = /captcha|security (code|check|question)|anti-?spam|(characters|letters|text|numbers) (you see|shown|in the (image|picture))|sicherheitsabfrage|spamschutz|code de sécurité|código de seguridad|what is \d+ ?[-+x*×] ?\d+|^\d+ ?[-+x*×] ?\d+ ?=/i;
const CODE_LABEL = /(verification|confirmation|one[- ]time|security|access) (code|pin|passcode)|code (we|that was) (sent|e-?mailed)|enter the code|\botp\b|bestätigungscode|verifizierungscode|einmalcode|code de (vérification|confirmation)|código de (verificación|confirmación)/i;
const CODE_TEXT = /(we('ve| have)? (just )?(sent|e-?mailed)( you)? an? (verification |confirmation |security |\d-digit )*code|check your (e-?mail|inbox) for (a|the) (verification )?code|wir haben ihnen einen (bestätigungs|verifizierungs)?code|nous vous avons envoyé un code|te hemos enviado un código)/i;
const LOGIN_TEXT = /(sign|log) ?in|create (an )?account|password|anmelden|einloggen|passwort|kennwort|se connecter|connexion|mot de passe|iniciar sesión|contraseña/i;
const SIGN_IN_NEEDED = /((please |you (must|need to|have to) )(sign|log) ?in|(sign|log) ?in (is )?required|create an account) to (apply|continue|submit)|(bitte )?(melden sie sich an|loggen sie sich ein),? um (sich zu bewerben|fortzufahren)|connectez-vous pour (postuler|continuer)|inicia sesión para (postular|aplicar|continuar)/i;
const PAYMENT_LABEL = /(credit|debit) card|card number|\bcvv\b|\bcvc\b|kreditkarte|kartennummer|carte (bancaire|de crédit)|tarjeta de (crédito|débito)|(payment|application|processing) fee/i;

const SENT_TEXT = new RegExp([
  'thank(s| you)( so much| very much)?[,]? (for )?(your application|applying|submitting|your submission|completing (your|the) application)',
  '(your |the )?application (has been|was|is|got)( now)?( successfully)? (received|submitted|sent|completed|complete|recorded|delivered)',
  "we('ve| have)?( successfully)? (received|got) your (application|submission|details|information)",
  'application (submitted|received|sent|complete)\\b', 'successfully (submitted|applied|sent|received)', "you('ve| have)? (successfully )?(applied|submitted your application)\\b", 'your (response|submission|information) (has been|was) (recorded|submitted|received)',
  'vielen dank für (ihre|deine|die) (bewerbung|interesse an der stelle)', 'danke für (ihre|deine) bewerbung', '(ihre |deine |die )?bewerbung (ist|wurde)( bei uns)?( erfolgreich)? (eingegangen|übermittelt|gesendet|abgeschickt|versendet|verschickt|empfangen|abgesendet|eingereicht)', 'wir haben (ihre|deine) bewerbung (erfolgreich )?(erhalten|bekommen)', 'bewerbung (erfolgreich|eingegangen|abgeschickt|gesendet)',
  "merci (pour|de|d')? ?(votre|ta|avoir)? ?(candidature|postulé|envoyé)", "(votre |ta |la )?candidature (a|est)( bien)? ?(été )?(bien )?(envoyée|reçue|enregistrée|transmise|soumise|prise en compte)", 'nous avons (bien )?reçu (votre|ta) candidature', 'candidature (envoyée|reçue|enregistrée)',
  'gracias por (tu|su|enviar|haber|postular|aplicar|inscribirte)', '(tu |su |la )?(solicitud|candidatura|postulación|inscripción) (ha sido|fue|se ha)( sido)?( correctamente)? (enviad[oa]|recibid[oa]|registrad[oa]|completad[oa])', 'hemos recibido (tu|su) (solicitud|candidatura|postulación)',
  '(bedankt|dank (je|u)( wel)?) voor (je|uw|jouw) (sollicitatie|interesse in de functie)', '(je|uw|jouw|de) sollicitatie (is|werd)( succesvol)? (ontvangen|verzonden|verstuurd)', 'hebben (je|uw|jouw) sollicitatie( goed)? ontvangen',
  'आवेदन (करने )?के लिए (आपका )?धन्यवाद', '(आपका )?आवेदन (सफलतापूर्वक )?(प्राप्त|जमा|मिल|भेज)( दिया| हो)? गया',
  'grazie per (la (tua|sua) candidatura|esserti candidat[oa])', '(tua |sua |la )?candidatura (è stata )?(inviata|ricevuta)', 'obrigad[oa] (por se candidatar|pela (sua|tua) candidatura)', '(sua |a )?candidatura (foi )?(enviada|recebida)( com sucesso)?',
  'dziękujemy za (przesłanie |złożenie )?(twojej |twoją )?aplikacj', 'aplikacja została (wysłana|przyjęta)', 'tack för din ansökan', 'ansökan (har )?(skickats|mottagits|tagits emot)',
  '(your |the )?application is (now )?on its way', 'we got your application',
  '(vaše |tvoje )?(odpověď|přihláška|žádost|odpoveď|prihláška) bola? (úspěšně |úspešne )?(odeslána|odoslaná|přijata|prijatá)', '(odpověď|přihláška|žádost) byla (úspěšně )?(odeslána|přijata)', 'děkujeme za (vaši|tvou|tvoji) (přihlášku|odpověď)',
  'tak for (din|jeres) ansøgning', 'takk for (din )?søknad', 'kiitos hakemukse', 'hakemuksesi on (lähetetty|vastaanotettu)', 'köszönjük (a )?jelentkezés', 'mulțumim pentru (aplicare|candidatur)', 'başvurunuz (alındı|gönderildi|bize ulaştı)',
  '(спасибо|благодарим) за (ваш |вашу )?(отклик|заявку)', '(заявка|отклик|резюме) (успешно )?(отправлен|принят|получен)', 'дякуємо за (ваш |вашу )?(відгук|заявку)',
  'ご応募.{0,12}ありがとうござい', '応募.{0,6}(完了|受け付け)', '(申请|投递).{0,4}(成功|已提交)', '感谢您的(申请|投递)', '지원.{0,8}(완료|접수|제출)되', '지원해 ?주셔서 감사',
].join('|'), 'i');
const NOT_YET_SENT = /\b(not|n't|never|once|after|when|if|until|before|unable|could|cannot|failed|nicht|kein|sobald|nachdem|wenn|bevor|erst|lorsque|une fois|quand|si|avant|pas|cuando|una vez|después|antes|no|niet|zodra|nadat|voordat|kon|non|dopo|appena|quando|não|após|nie|po|inte|efter|ikke|når)\b|नहीं|बाद|जब|यदि|पहले/i;

const STEP_TEXT = /(?:^|[^\p{L}])(?:step|page|section|schritt|seite|étape|etape|paso|página|stap|pagina|passo|etapa|krok|steg|चरण|पृष्ठ)\s*(\d{1,2})\s*(?:of|\/|von|sur|de|van|di|z|av|में से)\s*(\d{1,2})(?!\d)/iu;
const CONSENT_WORDS = /\b(agree|consent|accept|acknowledge|privacy|terms|gdpr|confirm that|certify|stimme|einwillig|datenschutz|akzeptiere|bestätige|consens|accepte|j'ai lu|politique de|confidentialité|acepto|consiento|privacidad|he leído|akkoord|toestemming)|सहमत|गोपनीयता/i;

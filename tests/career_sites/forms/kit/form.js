// Runs one form from its definition: draws its steps, shows what an answer makes appear, checks as its system would, and sends.
import {changed, h} from './dom.js';
import {skins} from './skins.js';
import {widgets} from './widgets.js';

const SAYS = {
  en: {next: 'Next', back: 'Back', submit: 'Submit application', needed: 'This field is required.', email: 'Please enter a valid email address.', step: 'Step', of: 'of', thanks: 'Thank you for applying! We have received your application.', sum: 'Please correct the errors below.', add: 'Add', review: 'Review your application', select: 'Please choose an option from the list.'},
  de: {next: 'Weiter', back: 'Zurück', submit: 'Bewerbung absenden', needed: 'Dieses Feld ist ein Pflichtfeld.', email: 'Bitte geben Sie eine gültige E-Mail-Adresse ein.', step: 'Schritt', of: 'von', thanks: 'Vielen Dank für Ihre Bewerbung! Wir haben Ihre Bewerbung erhalten.', sum: 'Bitte prüfen Sie Ihre Angaben.', add: 'Hinzufügen', review: 'Überprüfen Sie Ihre Angaben', select: 'Bitte wählen Sie einen Eintrag.'},
  fr: {next: 'Suivant', back: 'Précédent', submit: 'Envoyer ma candidature', needed: 'Ce champ est obligatoire.', email: 'Adresse e-mail non valide.', step: 'Étape', of: 'sur', thanks: 'Merci pour votre candidature ! Nous avons bien reçu votre candidature.', sum: 'Veuillez corriger les erreurs.', add: 'Ajouter', review: 'Vérifiez vos réponses', select: 'Veuillez choisir une option.'},
  es: {next: 'Siguiente', back: 'Anterior', submit: 'Enviar solicitud', needed: 'Este campo es obligatorio.', email: 'Correo electrónico no válido.', step: 'Paso', of: 'de', thanks: '¡Gracias por tu solicitud! Hemos recibido tu solicitud.', sum: 'Corrige los errores.', add: 'Añadir', review: 'Revisa tus respuestas', select: 'Elige una opción.'},
  hi: {next: 'आगे बढ़ें', back: 'पीछे', submit: 'आवेदन जमा करें', needed: 'यह फ़ील्ड आवश्यक है।', email: 'कृपया मान्य ईमेल पता दर्ज करें।', step: 'चरण', of: '/', thanks: 'आवेदन करने के लिए धन्यवाद! आपका आवेदन प्राप्त हो गया है।', sum: 'कृपया त्रुटियाँ ठीक करें।', add: 'जोड़ें', review: 'अपने उत्तर जाँचें', select: 'कृपया एक विकल्प चुनें।'},
  nl: {next: 'Volgende', back: 'Terug', submit: 'Verstuur sollicitatie', needed: 'Dit veld is verplicht.', email: 'Vul een geldig e-mailadres in.', step: 'Stap', of: 'van', thanks: 'Bedankt voor je sollicitatie! We hebben je sollicitatie ontvangen.', sum: 'Controleer je antwoorden.', add: 'Toevoegen', review: 'Controleer je antwoorden', select: 'Kies een optie.'},
};

/** Draws `form` into `root`. */
export function run(form, root) {
  const says = {...SAYS[form.lang], ...form.says};
  const skin = skins[form.skin];
  const live = new Map(); // name → {field, widget, box, id}
  let step = 0;
  const kept = {};
  const shown = (field) => !field.show || [].concat(field.show[1]).includes(current(field.show[0]));
  const current = (name) => (live.has(name) ? live.get(name).widget.get() : kept[name]);

  const make = (field, index) => {
    const id = field.id ?? (form.ids === 'random' ? `f${(Math.abs(Math.sin(index + 7) * 1e9) | 0).toString(36)}` : `${form.prefix ?? ''}${field.name}`);
    const whole = {...field, id, marks: {...skin.marks, ...field.marks}};
    const widget = widgets[field.widget](whole, id);
    if (field.widget === 'note' || widget.whole) return {field, widget, id, box: widget.element};
    let box = skin.field(whole, widget.element, id, widget);
    if (skin.shadow) {
      const host = h('spl-field', {'data-test': field.name});
      const shadow = host.attachShadow({mode: 'open'});
      shadow.append(h('link', {rel: 'stylesheet', href: '/kit/kit.css'}), box);
      box = host;
    }
    return {field, widget, id, box};
  };

  const says_of = (entry, text) => {
    const scope = entry.box.shadowRoot ?? entry.box;
    const place = scope.querySelector(`[id="${entry.id}-error"]`);
    const control = scope.querySelector(`[id="${entry.id}"]`);
    if (place) place.textContent = text;
    if (!control) return;
    text ? control.setAttribute('aria-invalid', 'true') : control.removeAttribute('aria-invalid');
  };

  const wrong = ({field, widget}) => {
    const value = widget.get();
    const empty = value === '' || value === null || value === false || (Array.isArray(value) && !value.length);
    if ((field.required || field.secretly) && empty) return says.needed;
    if (!empty && (field.widget === 'email' || field.check === 'email') && !/^[^\s@]+@[^\s@]+\.[^\s@.]{2,}$/.test(value)) return says.email;
    if (!empty && field.accepts && !new RegExp(field.accepts).test(value)) return field.says ?? 'Please check the format.';
    if (!empty && field.same && value !== current(field.same)) return field.says ?? 'The two do not match.';
    return '';
  };
  const check = () => {
    let good = true;
    for (const entry of live.values()) {
      if (!entry.box.isConnected) continue;
      const text = wrong(entry);
      says_of(entry, text);
      if (text) good = false;
    }
    summary.textContent = good ? '' : says.sum;
    return good;
  };
  const keep = () => {
    for (const [name, entry] of live) if (entry.box.isConnected && entry.field.widget !== 'note') kept[name] = entry.widget.get();
  };

  const summary = h('div', {class: 'form-errors', role: 'alert', 'aria-live': 'assertive'});
  const send = async (button) => {
    keep();
    button.disabled = true;
    const body = new FormData();
    const answers = {};
    for (const [name, value] of Object.entries(kept)) value instanceof File ? body.append(name, value) : (answers[name] = value);
    body.append('answers', JSON.stringify(answers));
    let reply;
    try {
      reply = await fetch(form.action, {method: 'POST', body});
    } catch {
      summary.textContent = 'Something went wrong. Please try again.';
      button.disabled = false;
      return;
    }
    if (!reply.ok) {
      const {errors} = await reply.json();
      for (const [name, text] of Object.entries(errors)) live.has(name) ? says_of(live.get(name), text) : (summary.textContent = text);
      button.disabled = false;
      return;
    }
    if (form.after === 'redirect') return location.assign(`${form.base}/thanks`);
    root.replaceChildren(h('div', {class: 'thanks'}, h('h2', {}, form.thanks ?? says.thanks)));
    scrollTo(0, 0);
  };

  const last = form.steps.length - 1;
  const draw = () => {
    live.clear();
    const entries = form.steps[step].fields.map((field, index) => make(field, step * 100 + index));
    const holder = h(skin.table ? 'table' : 'div', {class: 'fields'});
    const arrange = () => {
      let heading = null;
      const wanted = [];
      for (const entry of entries) {
        const visible = shown(entry.field);
        if (entry.field.section && entry.field.section !== heading) wanted.push(entry.heading ??= skin.table ? h('tr', {}, h('td', {colspan: '2'}, h('h3', {}, entry.field.section))) : h('h3', {}, entry.field.section));
        heading = entry.field.section;
        if (visible) { live.set(entry.field.name, entry); wanted.push(entry.box); }
        else { live.delete(entry.field.name); delete kept[entry.field.name]; }
      }
      // Only what changes is touched, so that a field in use stays.
      wanted.forEach((node, index) => holder.children[index] !== node && holder.insertBefore(node, holder.children[index] ?? null));
      while (holder.children.length > wanted.length) holder.lastElementChild.remove();
    };
    holder.addEventListener('kit:change', arrange);
    holder.addEventListener('change', arrange);
    arrange();
    const final = step === last;
    const text = final ? form.submit ?? (form.lang === 'en' ? skin.submit ?? says.submit : says.submit) : form.steps[step].next ?? (form.lang === 'en' ? skin.next ?? says.next : says.next);
    const act = (event) => {
      event.preventDefault();
      if (form.formless || !form.native) if (!check()) return;
      if (final) return send(button);
      keep();
      step += 1;
      draw();
    };
    const button = h(form.linkButton ? 'a' : 'button', {type: form.linkButton ? null : form.formless ? 'button' : 'submit', role: form.linkButton ? 'button' : null, class: 'primary', tabindex: '0', onclick: form.formless || form.linkButton ? act : null}, text);
    const back = step > 0 && !form.noBack ? h('button', {type: 'button', class: 'secondary', onclick: () => { keep(); step -= 1; draw(); }}, says.back) : null;
    const progress = form.progress === 'none' || form.steps.length < 2 ? null : (form.progress ?? skin.progress) === 'list'
      ? h('ol', {class: 'progress'}, form.steps.map((it, index) => h('li', {'aria-current': index === step ? 'step' : null}, it.title)))
      : h('p', {class: 'progress'}, `${says.step} ${step + 1} ${says.of} ${form.steps.length}`);
    const content = [progress, form.steps[step].title ? h('h2', {}, form.steps[step].title) : null, form.steps[step].text ? h('p', {}, form.steps[step].text) : null, summary, holder, h('div', {class: 'actions'}, back, button)];
    summary.textContent = '';
    root.replaceChildren(form.formless ? h('div', {class: 'application'}, content) : h('form', {id: 'application-form', class: 'application', novalidate: !form.native, onsubmit: act}, content));
    scrollTo(0, 0);
  };
  // A résumé parser that fills in, late, what it believes to have read.
  document.addEventListener('kit:parsed', async (event) => {
    await fetch('/parse', {method: 'POST'});
    for (const [name, value] of Object.entries(event.detail)) {
      const control = live.get(name)?.box.querySelector('input,textarea');
      if (!control) continue;
      control.value = value;
      control.dispatchEvent(new Event('input', {bubbles: true}));
      changed(control);
    }
  });
  form.late ? setTimeout(draw, form.late) : draw();
}

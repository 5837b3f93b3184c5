// The scanner in a real Chromium, against small pages. Run with `node --test agent/form/*.test.mjs`; CHROMIUM names the browser.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {after, before, test} from 'node:test';
import {chromium} from 'playwright-core';

const sources = ['words', 'dom', 'platform', 'labels', 'scanner', 'signs', 'widgets', 'steps'].map((name) => readFileSync(new URL(`${name}.js`, import.meta.url), 'utf8')).join('\n');
const call = (name, arg = null, platforms = []) => `(() => {const PLATFORMS = ${JSON.stringify(platforms)};\n${sources}\nreturn ${name}(${JSON.stringify(arg)});})()`;

let browser, page;
before(async () => {
  browser = await chromium.launch({executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu']});
  page = await browser.newPage();
});
after(() => browser.close());

async function scan(html) {
  await page.setContent(html);
  return page.evaluate(call('scan'));
}
async function only(html) {
  const {fields} = await scan(html);
  assert.equal(fields.length, 1, JSON.stringify(fields.map((field) => field.label)));
  return fields[0];
}
const form = (inside) => `<!doctype html><main><form method=post action=/send>${inside}<button>Submit application</button></form></main>`;

const labels = [
  ['a label that names it', '<label for=a>First name</label><input id=a>', 'First name', 'label'],
  ['a label around it', '<label>First name <input></label>', 'First name', 'label'],
  ['aria-labelledby', '<span id=s>First</span> <span id=t>name</span><input aria-labelledby="s t">', 'First name', 'labelledby'],
  ['aria-label', '<input aria-label="First name">', 'First name', 'aria'],
  ['a legend', '<fieldset><legend>First name</legend><input></fieldset>', 'First name', 'legend'],
  ['a text right before it', '<div><div>First name</div><div><input placeholder="Jane"></div></div>', 'First name', 'beside'],
  ['a table cell before it', '<table><tr><td>First name</td><td><input></td></tr></table>', 'First name', 'beside'],
  ['a bare text node', '<p>First name: <input></p>', 'First name', 'beside'],
  ['a placeholder', '<div><input placeholder="First name"></div>', 'First name', 'placeholder'],
  ['its name when nothing else speaks', '<input name="applicant[firstName]">', 'first Name', 'name'],
  ['what stands around a generic label', '<div>Resume</div><div><label for=f>Attach</label><input id=f type=file></div>', 'Resume', 'beside'],
  ['not an example placeholder', '<div><span>E-mail</span><input placeholder="you@example.org"></div>', 'E-mail', 'beside'],
];
for (const [what, html, label, source] of labels)
  test(`a field is called by ${what}`, async () => {
    const field = await only(form(html));
    assert.equal(field.label, label);
    assert.equal(field.labelSource, source);
  });

const required = [
  ['required', '<label>City<input required></label>', true],
  ['aria-required', '<label>City<input aria-required=true></label>', true],
  ['a star in the label', '<label>City *<input></label>', true],
  ['a word in the label', '<label>City (required)<input></label>', true],
  ['a star drawn by a style sheet', '<style>.r::after{content:" *"}</style><label class=r for=a>City</label><input id=a>', true],
  ['a class on its box', '<div class="field required"><label>City<input></label></div>', true],
  ['a note for all fields', '<p>All fields are required.</p><label>City<input></label>', true],
  ['no word at all', '<label>City<input></label>', false],
  ['a word that it is optional, among fields that all are required', '<p>All fields are required.</p><label>City (optional)<input></label>', false],
];
for (const [what, html, expected] of required)
  test(`a field is ${expected ? '' : 'not '}required by ${what}`, async () => {
    const field = await only(form(html));
    assert.equal(field.required, expected);
    assert.equal(field.label, 'City');
  });

const hidden = [
  ['display:none', '<div style="display:none"><label>Fax<input></label></div>'],
  ['visibility:hidden', '<label style="visibility:hidden">Fax<input></label>'],
  ['far to the left', '<label style="position:absolute;left:-9999px">Fax<input></label>'],
  ['above the page', '<label style="position:absolute;top:-3000px">Fax<input></label>'],
  ['opacity 0', '<label style="opacity:0">Fax<input></label>'],
  ['a box without height', '<div style="height:0;overflow:hidden"><label>Fax<input></label></div>'],
  ['a clip', '<label style="position:absolute;clip:rect(0,0,0,0)">Fax<input></label>'],
  ['aria-hidden', '<label aria-hidden=true>Fax<input></label>'],
  ['one pixel', '<input aria-label=Fax style="width:1px;height:1px;padding:0;border:0">'],
  ['inert', '<div inert><label>Fax<input></label></div>'],
];
for (const [what, html] of hidden)
  test(`a field hidden by ${what} is not visible`, async () => assert.equal((await only(form(html))).visible, false));

test('a visible field that asks to be left blank is a trap', async () => {
  assert.equal((await only(form('<label>Leave this field blank<input></label>'))).trap, true);
  assert.equal((await only(form('<label>Website<input name=website_hp></label>'))).trap, true);
  assert.equal((await only(form('<label>Website<input name=website></label>'))).trap, false);
});

test('radios and ticks drawn by their labels are visible, with the question of the group', async () => {
  const {fields} = await scan(form(`<style>.v{position:absolute;opacity:0;width:1px;height:1px}</style>
    <fieldset><legend>May you work in Germany? *</legend><label><input class=v type=radio name=w value=1><span>Yes</span></label><label><input class=v type=radio name=w value=0><span>No</span></label></fieldset>
    <div><div>Languages</div><label><input class=v type=checkbox name="l[]" value=en>English</label><label><input class=v type=checkbox name="l[]" value=de checked>German</label></div>
    <label><input type=checkbox name=c>I agree to the <a href=/p>privacy policy</a></label>`));
  assert.deepEqual(fields.map((field) => [field.kind, field.label, field.required, field.visible, field.options.map((option) => option.label), field.value]), [
    ['radio', 'May you work in Germany?', true, true, ['Yes', 'No'], ''],
    ['checkboxes', 'Languages', false, true, ['English', 'German'], ['German']],
    ['checkbox', 'I agree to the privacy policy', false, true, [], false],
  ]);
});

test('consents in one box stay questions of their own', async () => {
  const {fields} = await scan(form('<fieldset><legend>Consents</legend><label><input type=checkbox name=a>I accept the privacy policy</label><label><input type=checkbox name=b>I consent to the talent pool</label></fieldset>'));
  assert.deepEqual(fields.map((field) => field.kind), ['checkbox', 'checkbox']);
});

test('ARIA radios, ticks and a row of buttons are read with their state', async () => {
  const {fields} = await scan(form(`<div role=radiogroup aria-label="Shift"><div role=radio aria-checked=false tabindex=0>Day</div><div role=radio aria-checked=true tabindex=0>Night</div></div>
    <div role=checkbox aria-checked=true tabindex=0 aria-label="I have a bicycle"></div>
    <div><p>Do you need a visa?</p><div><button type=button aria-pressed=false>Yes</button><button type=button aria-pressed=true>No</button></div></div>`));
  assert.deepEqual(fields.map((field) => [field.kind, field.widget, field.label, field.value]), [
    ['radio', 'aria', 'Shift', 'Night'], ['checkbox', 'aria', 'I have a bicycle', true], ['radio', 'buttons', 'Do you need a visa?', 'No']]);
});

test('selects, comboboxes and lists give their options and what is chosen', async () => {
  const {fields} = await scan(form(`<label>Country<select><option value="">Select…</option><option value=de selected>Germany</option><option value=fr>France</option></select></label>
    <label id=l>Source</label><div><div class=value>LinkedIn</div><input role=combobox aria-labelledby=l aria-autocomplete=list></div>
    <label for=b>Notice</label><button id=b type=button aria-haspopup=listbox>Select One</button>
    <div id=m>Level</div><ul role=listbox aria-labelledby=m><li role=option aria-selected=true>Senior</li><li role=option>Junior</li></ul>`));
  assert.deepEqual(fields.map((field) => [field.kind, field.widget, field.label, field.options.map((option) => option.label), field.value]), [
    ['select', 'native', 'Country', ['Select…', 'Germany', 'France'], 'Germany'],
    ['select', 'combobox', 'Source', [], 'LinkedIn'],
    ['select', 'combobox', 'Notice', [], ''],
    ['select', 'listbox', 'Level', ['Senior', 'Junior'], 'Senior']]);
  assert.equal(fields[0].options[0].empty, true);
});

test('a list that answers yes or no is not mistaken for one where nothing is chosen', async () => {
  const field = await only(form('<label for=b>Visa needed</label><button id=b type=button aria-haspopup=listbox>No</button>'));
  assert.equal(field.value, 'No');
});

test('a date in three controls is one field', async () => {
  const field = await only(form('<fieldset><legend>Start date *</legend><input placeholder=DD><select aria-label=Month><option value="">-</option><option value=1>January</option></select><input aria-label=Year></fieldset>'));
  assert.equal(field.kind, 'date');
  assert.equal(field.label, 'Start date');
  assert.deepEqual(field.parts.map((part) => [part.part, part.kind]), [['day', 'text'], ['month', 'select'], ['year', 'text']]);
});

test('a file input behind a button or a drop zone counts as visible, one that nothing shows does not', async () => {
  assert.equal((await only(form('<div><b>Resume/CV</b><div><button type=button>Attach</button><input type=file style="display:none"></div></div>'))).visible, true);
  assert.equal((await only(form('<label for=f class=drop>Drop your CV here</label><input type=file id=f hidden>'))).visible, true);
  assert.equal((await only(form('<p>Hello</p><input type=file hidden>'))).visible, false);
});

test('fields in open shadow roots are read with the label of their host', async () => {
  await page.setContent(form('<label for=h>First name</label><my-input id=h></my-input><div id=d></div>'));
  await page.evaluate(() => {
    document.querySelector('#h').attachShadow({mode: 'open'}).innerHTML = '<input>';
    document.querySelector('#d').attachShadow({mode: 'open'}).innerHTML = '<label for=x>City</label><input id=x required>';
  });
  const {fields} = await page.evaluate(call('scan'));
  assert.deepEqual(fields.map((field) => [field.label, field.visible, field.required]), [['First name', true, false], ['City', true, true]]);
  assert.equal(await page.locator(`[data-jobswipe-handle="${fields[1].handle}"]`).count(), 1);
});

test('rich text is read', async () => {
  const field = await only(form('<div id=l>Cover letter</div><div contenteditable=true role=textbox aria-labelledby=l>Dear all</div>'));
  assert.deepEqual([field.kind, field.widget, field.label, field.value], ['textarea', 'richtext', 'Cover letter', 'Dear all']);
});

test('headings and named groups become the section', async () => {
  const {fields} = await scan(form('<h2>About you</h2><label>Name<input></label><h2>Emergency contact</h2><label>Name<input></label><fieldset><legend>Reference 1</legend><label>Name<input></label><label>Email<input></label></fieldset>'));
  assert.deepEqual(fields.map((field) => field.section.split(' › ')[0]), ['About you', 'Emergency contact', 'Reference 1', 'Reference 1']);
});

test('search, navigation, footers and cookie banners are told apart from the page', async () => {
  const {fields, buttons} = await scan(`<header><form role=search><input name=q></form></header><div id=cookie-banner>We use cookies. <button>Reject all</button><button>Accept all</button></div>${form('<label>City<input></label>')}<footer><input type=email placeholder="Newsletter"></footer>`);
  assert.deepEqual(fields.map((field) => field.region), ['search', '', 'footer']);
  assert.equal(buttons.find((button) => button.text === 'Reject all').role, 'cookie_refuse');
});

test('buttons are told apart by what they do', async () => {
  const {buttons} = await scan(form('<label>City<input></label><button type=button>Back</button><button type=button>Save and continue</button><button type=button>Apply with LinkedIn</button><button type=button>Add another</button>') + '<a href=/form>Apply for this job</a>');
  const role = Object.fromEntries(buttons.map((button) => [button.text, button.role]));
  assert.deepEqual([role['Back'], role['Save and continue'], role['Apply with LinkedIn'], role['Add another'], role['Submit application']], ['back', 'next', 'other', 'add', 'submit']);
  assert.equal(buttons.find((button) => button.text === 'Apply for this job').apply, true);
});

const blockers = [
  ['captcha', '<iframe src="https://www.google.com/recaptcha/api2/anchor?size=normal" style="width:300px;height:78px"></iframe>'],
  ['captcha', '<label>What is 3 + 4?<input></label>'],
  ['captcha', '<h1>Verify you are human</h1>'],
  ['login_required', '<form><label>Email<input type=email></label><label>Password<input type=password></label><button>Sign in</button></form>'],
  ['login_required', '<p>Please sign in to apply.</p>'],
  ['email_code', '<label>Verification code<input></label>'],
  ['payment', '<label>Card number<input autocomplete=cc-number></label>'],
  ['posting_closed', '<h1>This position has been filled.</h1>'],
  ['posting_closed', '<p>Diese Stelle ist leider nicht mehr verfügbar.</p><p>Die Stelle ist nicht mehr verfügbar.</p>'],
  ['posting_closed', "<p>Cette offre n'est plus disponible.</p>"],
  ['already_applied', '<p>You have already applied for this job.</p>'],
];
for (const [kind, html] of blockers)
  test(`${kind} is seen in ${html.slice(0, 60)}`, async () => assert.ok((await scan(html)).blockers.some((blocker) => blocker.kind === kind)));

test('what only looks like a blocker is none', async () => {
  const {blockers: found} = await scan(form('<label>First name<input></label><label>Email<input type=email></label><label>Resume<input type=file></label><label>City<input></label>') +
    '<div class=grecaptcha-badge><iframe src="https://www.google.com/recaptcha/api2/anchor?size=invisible" style="width:256px;height:60px"></iframe></div><p>Applications are closed on 1 May. <a href=/login>Sign in</a></p>');
  assert.deepEqual(found, []);
});

const appliedBefore = ['You have already applied for this job.', 'You cannot apply again, you have already applied for this role on 3 May.', 'Sie haben sich bereits beworben. Falls Sie Fragen haben, schreiben Sie uns.', 'Es liegt bereits eine Bewerbung von Ihnen vor.', 'Vous avez déjà postulé à cette offre.', 'Ya te has inscrito en esta oferta.', 'An application with this email address already exists.', 'Looks like you have already applied! If you want to change something, write to us.', 'We see that on 3 May you already applied for this role.', 'Hai già inviato la tua candidatura.', 'आप पहले ही आवेदन कर चुके हैं।'];
for (const text of appliedBefore) test(`"${text}" says that it was applied`, async () => assert.equal((await scan(form('<label>City<input></label>') + `<p>${text}</p>`)).blockers[0]?.kind, 'already_applied'));
const onlyAsked = [
  '<p>If you have already applied for this job, please do not apply again.</p>', '<p>You may apply again if you have already submitted an application.</p>', '<p>Candidates who have already applied for this role need not do so again.</p>',
  '<p>Falls Sie bereits eine Bewerbung eingereicht haben, melden Sie sich an.</p>', '<p>Wenn bereits eine Bewerbung vorliegt, schreiben Sie uns.</p>', '<p>Already applied for this job? <a href=/status>See how it stands</a></p>',
  '<p>Si vous avez déjà postulé, connectez-vous.</p>', '<p>¿Ya te has inscrito?</p>', '<p>Si ya te has postulado, espera nuestra respuesta.</p>', '<p>Czy już aplikowałeś do nas</p>', '<p>Als je al hebt gesolliciteerd: als je hebt al gesolliciteerd, wacht even.</p>', '<p>यदि आप पहले ही आवेदन कर चुके हैं, तो प्रतीक्षा करें।</p>',
  '<p>Hast du uns bereits eine Bewerbung geschickt?</p>', '<label>Have you already applied to us<select><option>No<option>Yes, I have already applied to this company</select></label>',
  '<fieldset><legend>Your history with us</legend><label><input type=radio name=h>You have already applied for this job</label><label><input type=radio name=h>You have never applied</label></fieldset>',
  '<label><input type=checkbox required>I confirm that I have not already applied to this job</label>', '<p>I declare that I have not already applied to this job.</p>', '<p>Applications made by someone else count: you may have already applied.</p>', '<p>If this position has been filled we keep your application.</p>',
];
for (const html of onlyAsked) test(`${html.slice(0, 70)} says nothing of this person`, async () => assert.deepEqual((await scan(form('<label>Email<input type=email></label><label>City<input></label>') + html)).blockers, []));

const sent = ['Thank you for applying!', 'Your application has been submitted successfully.', 'We have received your application.', 'Vielen Dank für Ihre Bewerbung!', 'Ihre Bewerbung wurde erfolgreich übermittelt.', 'Votre candidature a bien été envoyée.', 'Merci pour votre candidature', 'Hemos recibido tu solicitud.', 'Application submitted'];
for (const text of sent) test(`"${text}" is a confirmation`, async () => assert.equal((await scan(`<h2>${text}</h2>`)).confirmation, text));
const unsent = ['Your application could not be submitted.', 'Once your application has been submitted you can no longer change it.', 'Your application has not been received.', 'When we have received your application we write to you.', 'Thank you for your interest in Acme.', 'Nachdem Ihre Bewerbung eingegangen ist, melden wir uns.'];
for (const text of unsent) test(`"${text}" is no confirmation`, async () => assert.equal((await scan(`<p>${text}</p>`)).confirmation, ''));

test('handles stay while the element lives and differ for a copy', async () => {
  const first = await only(form('<label>City<input></label>'));
  const again = (await page.evaluate(call('scan'))).fields[0];
  assert.equal(again.handle, first.handle);
  await page.evaluate(() => document.querySelector('label').after(document.querySelector('label').cloneNode(true)));
  const {fields} = await page.evaluate(call('scan'));
  assert.equal(new Set(fields.map((field) => field.handle)).size, 2);
});

test('a list that floats is found by its control', async () => {
  await page.setContent(form('<label for=c>City</label><input id=c role=combobox aria-controls=p><ul id=p role=listbox style="position:absolute"><li role=option>Berlin</li><li role=option>Bern</li></ul>'));
  const field = (await page.evaluate(call('scan'))).fields.find((one) => one.widget === 'combobox');
  const popup = await page.evaluate(call('popup', {handle: field.handle}));
  assert.deepEqual(popup.options.map((option) => option.label), ['Berlin', 'Bern']);
});

test('a list that another widget left open is not taken for the one that a control opens', async () => {
  await page.setContent(form(`<label for=c>City</label><input id=c role=combobox aria-controls=l><ul id=l role=listbox><li role=option>Berlin</li></ul>
    <br><label id=s>Source</label><button type=button id=s1 aria-haspopup=listbox aria-labelledby=s>Select</button>
    <div role=listbox id=s2 style="position:absolute"><div role=option>Friend</div></div>
    <br><label id=n>Notice</label><button type=button id=b aria-haspopup=listbox aria-labelledby=n>Select</button>`));
  const {fields} = await page.evaluate(call('scan'));
  const of = (label) => ({handle: fields.find((field) => field.label === label).handle});
  const labels = async (label) => (await page.evaluate(call('popup', of(label)))).options.map((option) => option.label);
  await page.evaluate(call('noteOpenLists', of('Notice')));
  assert.deepEqual(await labels('Notice'), []);
  // What it opens itself is found, and stays its own when it is looked at again after another note.
  await page.evaluate(() => document.querySelector('#b').insertAdjacentHTML('afterend', '<div role=listbox><div role=option>1 month</div></div>'));
  assert.deepEqual(await labels('Notice'), ['1 month']);
  await page.evaluate(call('noteOpenLists', of('Notice')));
  assert.deepEqual(await labels('Notice'), ['1 month']);
  // A list that another one names as its own opens late, from an answer that was on its way.
  await page.evaluate(() => { document.querySelector('#l').hidden = true; });
  await page.evaluate(call('noteOpenLists', of('Source')));
  await page.evaluate(() => { document.querySelector('#l').hidden = false; });
  assert.deepEqual(await labels('Source'), []);
});

test('a list that always stands in the corner of its control is its own', async () => {
  await page.setContent(form('<label>Name<input></label><div><label for=c>City</label><input id=c role=combobox><ul role=listbox><li role=option>Berlin</li></ul></div>'));
  const {fields} = await page.evaluate(call('scan'));
  const {handle} = fields.find((field) => field.widget === 'combobox');
  await page.evaluate(call('noteOpenLists', {handle}));
  assert.equal((await page.evaluate(call('popup', {handle}))).options.length, 1);
});

test('a calendar is walked to the day', async () => {
  await page.setContent(form('<input id=d readonly class=datepicker aria-label="Start date"><div class=calendar role=dialog></div>') + `<script>
    let year = 2026, month = 10;
    const box = document.querySelector('.calendar');
    const draw = () => { box.innerHTML = '<button type=button aria-label="Previous month">‹</button><b>' + new Date(year, month).toLocaleString('en', {month: 'long'}) + ' ' + year + '</b><button type=button aria-label="Next month">›</button><table>' +
      Array.from({length: new Date(year, month + 1, 0).getDate()}, (_, i) => '<td>' + (i + 1) + '</td>').join('') + '</table>';
      box.children[0].onclick = () => { if (--month < 0) { month = 11; year--; } draw(); };
      box.children[2].onclick = () => { if (++month > 11) { month = 0; year++; } draw(); };
      box.querySelectorAll('td').forEach((cell) => { cell.onclick = () => { document.querySelector('#d').value = [year, month + 1, cell.textContent].join('-'); }; }); };
    draw();</script>`);
  const field = (await page.evaluate(call('scan'))).fields.find((one) => one.kind === 'date');
  assert.equal(field.widget, 'calendar');
  assert.equal(await page.evaluate(call('pickDate', {handle: field.handle, date: '2027-02-14'})), true);
  assert.equal(await page.inputValue('#d'), '2027-2-14');
});

test('a button under something else is known to be out of reach', async () => {
  const {buttons} = await scan(form('<label>City<input></label>') + '<div style="position:fixed;inset:0;background:#fff">Wait</div>');
  const submit = buttons.find((button) => button.role === 'submit');
  assert.match(await page.evaluate(call('inTheWay', {handle: submit.handle})), /lies over/);
});

test('what the posting says of itself is read from its data', async () => {
  const {posting} = await scan('<script type="application/ld+json">{"@type":"JobPosting","title":"Smith","hiringOrganization":{"name":"Acme"},"jobLocation":{"address":{"addressLocality":"Berlin","addressCountry":"DE"}}}</script><h1>Smith</h1>');
  assert.deepEqual(posting, {title: 'Smith', company: 'Acme', locations: ['Berlin, DE']});
});

test('a native select that a script draws over is a field of its own, once', async () => {
  const chosen = await only(form('<label for=s>Country *</label><select id=s style="display:none"><option value="">Pick</option><option>Germany</option></select><div class="chosen-container"><a class="chosen-single"><span>Pick</span></a></div>'));
  assert.deepEqual([chosen.label, chosen.visible, chosen.drawn, chosen.required], ['Country', true, true, true]);
  const choices = await only(form('<label for=s>Country</label><div class=choices role=combobox><div class=choices__inner><select id=s hidden><option>Germany</option></select><div class=choices__list>Germany</div></div></div>'));
  assert.equal(choices.visible, true);
  const {fields} = await scan(form('<label for=s>Country *</label><select id=s style="position:absolute;clip:rect(0,0,0,0)" required><option value="">Pick</option><option>Germany</option></select><span class="select2-container"><span class="select2-selection" role=combobox aria-labelledby=r tabindex=0><span id=r>Pick</span></span></span>'));
  const visible = fields.filter((field) => field.visible);
  assert.deepEqual(visible.map((field) => [field.widget, field.label, field.required, field.options.length]), [['combobox', 'Country', true, 2]]);
  assert.equal((await only(form('<label for=s>Country</label><select id=s style="display:none"><option>Germany</option></select><p>Words</p>'))).visible, false);
});

test('lists of well-known libraries are read with their label and without their placeholder', async () => {
  const {fields} = await scan(form(`<label id=q1-label for=q1>Source<span>*</span></label><div class=select__control><div class=select__value-container><div class=select__placeholder>Select...</div><div><input id=q1 role=combobox aria-autocomplete=list aria-haspopup=true aria-labelledby=q1-label style="width:2px;min-width:2px;border:0;padding:0"></div></div></div><input required tabindex=-1 aria-hidden=true style="opacity:0;position:absolute">
    <label id=m>Level</label><div role=combobox aria-haspopup=listbox aria-labelledby="m ms" id=ms tabindex=0>Senior</div><input aria-hidden=true tabindex=-1 value=senior style="opacity:0;position:absolute">
    <label for=bb>State</label><button id=bb type=button aria-haspopup=true>–Select–</button>`));
  assert.deepEqual(fields.filter((field) => field.visible).map((field) => [field.kind, field.widget, field.label, field.value]), [
    ['select', 'combobox', 'Source', ''], ['select', 'combobox', 'Level', 'Senior'], ['select', 'combobox', 'State', '']]);
});

test('a field behind the page is not visible', async () => assert.equal((await only(form('<div style="position:absolute;z-index:-1"><label>Fax<input></label></div>'))).visible, false));

test('two controls that share an id keep a label each', async () => {
  const {fields} = await scan(form('<div><label for=n>Your name</label><input id=n></div><div><label for=n>Name of a colleague</label><input id=n></div>'));
  assert.deepEqual(fields.map((field) => field.label), ['Your name', 'Name of a colleague']);
});

test('a list that is drawn without any role is a list, and a menu beside no hidden field is none', async () => {
  const drawn = (keeper) => `<div>Country *</div><div><div style="cursor:pointer">Choose one</div><ul style="display:none"><li>Austria</li><li>Germany</li></ul>${keeper}</div>`;
  const field = await only(form(drawn('<input type=hidden name=country>')));
  assert.deepEqual([field.label, field.kind, field.widget, field.required, field.name, field.options.map((option) => option.label)], ['Country', 'select', 'combobox', true, 'country', ['Austria', 'Germany']]);
  assert.equal((await scan(form(drawn('')))).fields.length, 0);
});

test('a list that shows only its choice until it is clicked is opened like one', async () => {
  const field = await only(form('<div id=l>Country *</div><div role=listbox aria-expanded=false aria-labelledby=l tabindex=0><div role=option aria-selected=true data-value="">Choose</div><div role=option hidden>Germany</div></div>'));
  assert.deepEqual([field.widget, field.value, field.options.map((option) => [option.label, option.empty])], ['combobox', '', [['Choose', true], ['Germany', false]]]);
});

test('the one button that shows a hidden form leads to it, whatever it says', async () => {
  const hidden = '<dialog><form><input name=a><input type=email name=b><input type=file name=c></form></dialog>';
  const {buttons} = await scan(`<main><h1>Job</h1><button type=button>Throw your hat in the ring</button>${hidden}</main>`);
  assert.deepEqual(buttons.filter((button) => button.apply).map((button) => button.text), ['Throw your hat in the ring']);
  const two = await scan(`<main><h1>Job</h1><button type=button>Throw your hat</button><button type=button>See the team</button>${hidden}</main>`);
  assert.equal(two.buttons.filter((button) => button.apply).length, 0);
});

test('what a platform file says is used: ids, buttons, traps, signs', async () => {
  const sign = (words) => ({words, selectors: [], addresses: []});
  const platforms = [{name: 'acme', hosts: ['acme.example'], signs: ['#acme-root'], apply: [], next: [], submit: ['#go'], ignore: ['#trap'], fields: [['#x1', 'first_name']], confirmation: sign(['zzz done']), applied: sign(['zzz twice']), closed: sign(['zzz over']), account: sign([])}];
  const read = async (html) => {
    await page.goto('about:blank');
    await page.setContent(html);
    return page.evaluate(call('scan', null, platforms));
  };
  const shown = await read('<main id=acme-root><form><label>Zxqv <input id=x1></label><label>Other <input id=trap></label><button type=button id=go>Zap</button></form></main>');
  assert.deepEqual([shown.platform, shown.fields.map((field) => [field.known, field.region]), shown.buttons.map((button) => button.role)], ['acme', [['first_name', ''], ['', 'platform']], ['submit']]);
  assert.equal((await read('<main id=acme-root><p>Zzz done, bye.</p></main>')).confirmation, 'Zzz done, bye.');
  assert.deepEqual((await read('<main id=acme-root><p>Zzz twice.</p></main>')).blockers, [{kind: 'already_applied', detail: 'Zzz twice.'}]);
  assert.deepEqual((await read('<main id=acme-root><p>Zzz over.</p></main>')).blockers, [{kind: 'posting_closed', detail: 'Zzz over.'}]);
  assert.deepEqual((await read('<main><p>Zzz done, bye.</p></main>')).confirmation, '');
});

test('buttons that add and remove say what they are about, and a link that leads nowhere is one of them', async () => {
  const {buttons} = await scan(form('<h3>Education</h3><div class=entry><input aria-label=School><button type=button>Delete</button></div><a href="#">Add another</a><h3>Languages</h3><button type=button aria-label="Add a language">Add</button>'));
  const [remove, link, language] = ['remove', 'add', 'add'].map((role, index) => buttons.filter((button) => button.role === role)[index === 2 ? 1 : 0]);
  assert.equal(remove.section, 'Education');
  assert.equal(remove.controls.length, 1);
  assert.equal(link.section, 'Education');
  assert.equal(language.section, 'Add a language › Languages');
});

test('a heading in a table row of its own stands over the rows below it', async () => {
  const {fields} = await scan(form('<table><tr><td colspan=2><h4>Employer 1</h4></td></tr><tr><td>Name</td><td><input></td></tr><tr><td colspan=2><h4>Employer 2</h4></td></tr><tr><td>Name</td><td><input></td></tr></table>'));
  assert.deepEqual(fields.map(({section}) => section), ['Employer 1', 'Employer 2']);
});

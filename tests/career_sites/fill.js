// Hand-written Playwright scripts, one per site: what a patient programmer who knows the page would write. They show that
// every form can be filled, and they are the yardstick for the time an application takes.

export const person = {
  firstName: 'Mara', lastName: 'Lindqvist', email: 'mara.lindqvist@example.org', phone: '+49 30 1234567', city: 'Berlin', place: 'Berlin, Germany',
  linkedin: 'https://www.linkedin.com/in/mara-lindqvist', salary: '78000', years: '7',
  free: 'A nightly export with nine steps became one query; the other eight went away.',
};

/** The smallest file that is a PDF by its first bytes. */
export const resumePdf = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n');
const resume = {name: 'Mara Lindqvist Resume.pdf', mimeType: 'application/pdf', buffer: resumePdf};

async function choose(frame, label, option) {
  const box = frame.getByRole('combobox', {name: label});
  await box.click();
  await frame.getByRole('option', {name: option, exact: true}).click();
}

/** `how` may leave things out or change them: {who, resume, skip: [labels]}. Ends with the form filled, not sent. */
export async function fillBoard(page, url, {who = person, file = resume} = {}) {
  await page.goto(url);
  const frame = page.frameLocator('#grnhse_iframe');
  await frame.getByLabel('First Name').fill(who.firstName);
  await frame.getByLabel('Last Name').fill(who.lastName);
  await frame.locator('#email').fill(who.email);
  await frame.locator('#phone').fill(who.phone);
  if (file) await frame.locator('#resume').setInputFiles(file);
  for (const [label, option] of [
    [/legally authorized/, 'Yes'], [/visa sponsorship/, 'No'], [/notice period/, '2 months'], [/hear about/, 'LinkedIn'], [/willing to relocate/, 'Yes'], [/^Gender/, 'Decline To Self Identify'],
  ]) if (await frame.getByRole('combobox', {name: label}).count()) await choose(frame, label, option);
  for (const [label, text] of [[/salary expectations/, who.salary], [/years of professional/, who.years], [/LinkedIn/, who.linkedin], [/Describe a system/, who.free]])
    if (await frame.getByRole('textbox', {name: label}).count()) await frame.getByRole('textbox', {name: label}).fill(text);
  return {
    submit: () => frame.getByRole('button', {name: 'Submit application'}).click(),
    confirmation: frame.getByText('Your application was received'),
    form: frame.locator('#application-form'),
    errors: frame.locator('.form-error'),
  };
}

export async function fillCards(page, url, {who = person, file = resume} = {}) {
  await page.goto(url);
  if (file) {
    await page.locator('input[name=resume]').setInputFiles(file);
    await page.locator('.resume-chip').waitFor();
  }
  await page.getByLabel('Full name').fill(`${who.firstName} ${who.lastName}`);
  await page.getByLabel('Email', {exact: false}).first().fill(who.email);
  await page.getByLabel('Phone').fill(who.phone);
  await page.getByLabel('Current location').fill(who.place);
  await page.getByLabel('LinkedIn URL').fill(who.linkedin);
  for (const [question, answer] of [[/legally authorised/, 'Yes'], [/visa sponsorship/, 'No'], [/notice period/, 'Up to 3 months'], [/Years of experience/, '6-10 years']]) {
    const group = page.locator('.custom-question', {hasText: question});
    if (await group.count()) await group.locator('.radio-card', {hasText: answer}).click();
  }
  for (const [label, text] of [[/desired annual salary/, who.salary], [/Which timetable/, who.free]]) if (await page.getByLabel(label).count()) await page.getByLabel(label).fill(text);
  if (await page.getByLabel(/How did you hear/).count()) await page.getByLabel(/How did you hear/).selectOption('LinkedIn');
  await page.getByLabel(/I have read the privacy notice/).check();
  return {
    submit: () => page.getByRole('button', {name: 'Submit application'}).click(),
    confirmation: page.getByText('Your application was received'),
    form: page.locator('#application-form'),
    errors: page.locator('.error-banner'),
  };
}

export async function fillWizard(page, url, {who = person, file = resume} = {}) {
  const next = async (title) => {
    await page.getByRole('button', {name: 'Save and Continue'}).click();
    await page.getByRole('heading', {name: title, level: 2}).waitFor();
  };
  const pick = async (label, option) => {
    await page.getByRole('button', {name: label}).click();
    await page.getByRole('option', {name: option, exact: true}).click();
  };
  await page.goto(url);
  await page.getByRole('button', {name: 'Apply Manually'}).click();
  await pick(/How Did You Hear/, 'LinkedIn');
  await page.getByLabel('First Name').fill(who.firstName);
  await page.getByLabel('Last Name').fill(who.lastName);
  await page.getByLabel('Email Address').fill(who.email);
  await page.getByLabel('Phone Number').fill(who.phone);
  await page.getByRole('combobox', {name: /City where you live/}).fill(who.city);
  await page.getByRole('option', {name: who.place, exact: true}).click();
  await next('My Experience');
  if (file) {
    await page.locator('input[type=file]').setInputFiles(file);
    await page.getByText('Successfully Uploaded!').waitFor();
  }
  await page.getByLabel('LinkedIn').fill(who.linkedin);
  await next('Application Questions');
  for (const [question, answer] of [[/legally authorized/, 'Yes'], [/willing to relocate/, 'Yes']])
    if (await page.getByRole('radiogroup', {name: question}).count()) await page.getByRole('radiogroup', {name: question}).getByLabel(answer).check();
  for (const [question, answer] of [[/require sponsorship/, 'No'], [/Notice period/, 'Up to two months']]) if (await page.getByRole('button', {name: question}).count()) await pick(question, answer);
  for (const [label, text] of [[/expected annual salary/, who.salary], [/years of relevant/, who.years], [/rule of typography/, who.free]]) if (await page.getByLabel(label).count()) await page.getByLabel(label).fill(text);
  if (await page.getByRole('spinbutton').count()) {
    await page.getByRole('spinbutton', {name: 'Month'}).fill('02');
    await page.getByRole('spinbutton', {name: 'Day'}).fill('01');
    await page.getByRole('spinbutton', {name: 'Year'}).fill('2027');
  }
  await next('Voluntary Disclosures');
  await page.getByLabel(/I have read and consent/).check();
  await next('Review');
  return {
    submit: () => page.getByRole('button', {name: 'Submit'}).click(),
    confirmation: page.getByText('was received'),
    form: page.locator('#wizard'),
    errors: page.locator('.errors'),
  };
}

export const fillers = {board: fillBoard, cards: fillCards, wizard: fillWizard};

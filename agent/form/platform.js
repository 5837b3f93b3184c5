// What is known of the applicant system that a page belongs to: PLATFORMS is put in front of these scripts from
// platforms/*.toml. Without any of it everything is read all the same.

function matchesAny(element, selectors) {
  return selectors.some((selector) => {
    try {
      return element.matches(selector);
    } catch {
      return false;
    }
  });
}

/** The entry of PLATFORMS for this document, by its host or by one of its signs; or null. */
function platformHere() {
  const store = memory();
  if (store.platform) return PLATFORMS.find((entry) => entry.name === store.platform) || null;
  const host = location.hostname;
  const found = PLATFORMS.find((entry) => entry.hosts.some((domain) => host === domain || host.endsWith(`.${domain}`))) ||
    PLATFORMS.find((entry) => entry.signs.some((selector) => document.querySelector(selector)));
  if (found) store.platform = found.name;
  return found || null;
}

/** How the page gives one of its system's signs (`confirmation`, `applied`, `closed`, `account`), in its own words; or ''. */
function platformSays(kind, pageText, asking = []) {
  const platform = platformHere();
  if (!platform) return '';
  const sign = platform[kind];
  const shown = sign.selectors.flatMap((selector) => Array.from(document.querySelectorAll(selector))).find(isVisible);
  if (shown) return squeeze(textOf(shown, true)).slice(0, 300) || document.title;
  const said = sign.words.map((words) => words.toLowerCase());
  const sentence = statement(pageText, asking, (one) => Math.max(...said.map((words) => one.toLowerCase().indexOf(words)), -1));
  if (sentence) return sentence;
  const path = location.pathname.replace(/\/$/, '');
  return sign.addresses.some((end) => path.endsWith(end)) ? squeeze((document.querySelector('h1, h2') || {}).innerText || document.title) : '';
}

/** What the system's own ids say of a control: a fact, 'ignore', or ''. */
function platformFact(control) {
  const platform = platformHere();
  if (!platform) return '';
  if (matchesAny(control, platform.ignore)) return 'ignore';
  const field = platform.fields.find(([selector]) => matchesAny(control, [selector]));
  return field ? field[1] : '';
}

/** The role that the system gives a button: apply, next, submit, or ''. */
function platformRole(button) {
  const platform = platformHere();
  return platform ? ['submit', 'next', 'apply'].find((role) => matchesAny(button, platform[role])) || '' : '';
}

// What a control is called and whether it must be answered. Part of the scripts that scripts.cpp puts together.
//
// Trust, from most to least: label, aria-labelledby, aria-label, legend or named group, text just before it in a box of its
// own, placeholder, other nearby text, title, name. A text that only says what to do ("Attach", "Select…") is passed over.

const CONFIDENCE = {label: 0.98, labelledby: 0.95, aria: 0.9, legend: 0.88, beside: 0.75, placeholder: 0.7, nearby: 0.6, title: 0.6, name: 0.4, none: 0};

function cleanLabel(text) {
  return squeeze(text)
    .replace(/\((required|mandatory|optional|erforderlich|pflichtfeld|freiwillig|obligatoire|requis|facultatif|optionnel|obligatorio|requerido|opcional)\)/gi, ' ')
    .replace(/\s*[（(【[]?(必須|必填|필수|任意|选填|선택)[)）】\]]?\s*$/g, '').replace(/[\s*＊✱∗:]+$/g, '').replace(/^[\s*＊✱∗]+/g, '').replace(/\s+(\*|＊|✱)(?=\s|$)/g, '')
    .replace(/\s{2,}/g, ' ').trim().slice(0, 1000);
}

function commonAncestor(elements) {
  let at = elements.length > 1 ? parentOf(elements[0]) : elements[0];
  while (at && !elements.every((element) => containsDeep(at, element))) at = parentOf(at);
  return at || document.body;
}

function idsText(element, attribute) {
  const ids = (element.getAttribute(attribute) || '').split(/\s+/).filter(Boolean);
  return squeeze(ids.map((id) => byId(element, id)).filter((node) => node && (ids.length === 1 || !element.contains(node))).map((node) => textOf(node, true)).join(' '));
}

/** Visible controls in `box` other than `members`. */
function otherControls(box, members) {
  if (!box.querySelectorAll) return [];
  const found = Array.from(box.querySelectorAll(CONTROL));
  if (box.matches && box.matches(CONTROL)) found.push(box);
  return found.filter((control) => !members.includes(control) && !members.some((member) => control.contains(member) || member.contains(control)) && !controlHiddenReason(control));
}

/** The name of a fieldset or ARIA group. */
function groupName(group) {
  if (group.tagName === 'FIELDSET') {
    const legend = Array.from(group.children).find((child) => child.tagName === 'LEGEND');
    if (legend) return {text: textOf(legend, true), element: legend};
  }
  const labelled = idsText(group, 'aria-labelledby');
  if (labelled) return {text: labelled, element: byId(group, group.getAttribute('aria-labelledby').split(/\s+/)[0])};
  const aria = squeeze(group.getAttribute('aria-label'));
  return aria ? {text: aria, element: null} : {text: '', element: null};
}

/** Text before the members: nearest first, going up until another control or a big box is met. */
function textBefore(members) {
  let node = commonAncestor(members);
  if (members.length > 1) {
    // A question may stand in the group's own box, before the branch that holds the first choice.
    let branch = members[0];
    while (branch && parentOf(branch) !== node) branch = parentOf(branch);
    node = branch || node;
  }
  const wrapping = members.length === 1 && node.closest && node.closest('label');
  if (wrapping) node = wrapping;
  for (let depth = 0; node && depth < 7; ++depth) {
    for (let sibling = node.previousSibling; sibling; sibling = sibling.previousSibling) {
      if (sibling.nodeType === Node.TEXT_NODE) {
        const text = squeeze(sibling.data);
        if (text.length > 1 && !GENERIC_LABEL.test(text)) return {text, element: null, beside: depth === 0 || !otherControls(node.parentNode, members).length};
        continue;
      }
      if (sibling.nodeType !== Node.ELEMENT_NODE) continue;
      if (/^(script|style|template|link|meta)$/i.test(sibling.tagName)) continue;
      if (sibling.matches('button, [role=button], a') && !otherControls(sibling, members).length) continue;
      if (otherControls(sibling, members).length) return null;
      if (!isVisible(sibling) && getComputedStyle(sibling).display !== 'contents') continue;
      const text = textOf(sibling);
      if (!text || GENERIC_LABEL.test(text)) continue;
      const alone = !node.parentNode || !node.parentNode.querySelectorAll || !otherControls(node.parentNode, members).length;
      const heading = sibling.matches('h1,h2,h3,header') || sibling.querySelector('h1,h2,h3');
      if (text.length > 500 || (heading && !alone)) return null;
      return {text, element: sibling, beside: alone};
    }
    const parent = parentOf(node);
    if (!parent || parent === document.body || /^(FORM|MAIN|DIALOG)$/.test(parent.tagName)) return null;
    if (parent.tagName === 'FIELDSET' && groupName(parent).text) return null;
    node = parent;
  }
  return null;
}

function exampleText(text) {
  return /@|\d{2,}|^(e\.?g|z\. ?b|p\. ?ex|ex|ej|such as|for example|i\.e)\b|https?:|www\.|\.\.\.$|…$/i.test(text) || DATE_FORMAT.test(text) || text.length > 80;
}

function humanise(name) {
  return squeeze((name || '').replace(/\[\d*\]$/, '').replace(/\]$/, '').replace(/^.*[.[\]](?=\w)/, '').replace(/([a-z])([A-Z])/g, '$1 $2').replace(/[_\-[\].]+/g, ' '));
}

/** Of a label that wraps a whole drop zone, what stands before it: the rest says how to give a file. */
function textUpTo(label, control) {
  const parts = [];
  const walk = (node) => {
    for (const child of node.childNodes) {
      if (child === control || (child.nodeType === Node.ELEMENT_NODE && child.matches('button, [role=button]'))) return false;
      if (child.nodeType === Node.TEXT_NODE) parts.push(child.data);
      else if (child.nodeType === Node.ELEMENT_NODE && child.contains(control)) return walk(child);
      else if (child.nodeType === Node.ELEMENT_NODE && isVisible(child)) parts.push(' ', textOf(child), ' ');
    }
    return true;
  };
  walk(label);
  return squeeze(parts.join(''));
}

/** The name of one control or of a group of ticks (`members`). */
function labelOf(members) {
  const control = members[0];
  const seen = [];
  const offer = (source, text, element) => {
    const squeezed = squeeze(text);
    if (squeezed) seen.push({source, raw: squeezed, text: cleanLabel(squeezed), element: element || null, confidence: CONFIDENCE[source]});
  };
  if (members.length === 1) {
    const labels = labelsOf(control);
    const own = labels.filter((label) => label !== closestDeep(control, 'label') || otherControls(label, members).length === 0);
    const said = (label) => (control.tagName === 'INPUT' && control.type === 'file' && label.contains(control) && textUpTo(label, control)) || textOf(label);
    offer('label', own.map(said).filter(Boolean).join(' '), own[0]);
    offer('labelledby', idsText(control, 'aria-labelledby'));
    offer('aria', control.getAttribute('aria-label'));
  }
  const before = textBefore(members);
  const ticks = members.length > 1 || isTick(control, 'radio') || isTick(control, 'checkbox');
  const ancestor = members.length > 1 ? commonAncestor(members) : parentOf(control);
  for (let at = ancestor, depth = 0; at && depth < 6 && at !== document.body; at = parentOf(at), ++depth) {
    if (otherControls(at, members).length) break;
    if (at.matches('fieldset, [role=group], [role=radiogroup], [role=listbox], [role=list][aria-labelledby], [role=list][aria-label]')) {
      // A text inside the group and right before a lone control is the label; the group's name is where it stands.
      if (!ticks && before && before.beside && before.element && at.contains(before.element) && before.element.tagName !== 'LEGEND') continue;
      const named = groupName(at);
      offer('legend', named.text, named.element);
    }
  }
  if (before) offer(before.beside ? 'beside' : 'nearby', before.text, before.element);
  const placeholder = squeeze(control.getAttribute('placeholder') || control.getAttribute('data-placeholder') || control.getAttribute('aria-placeholder'));
  if (placeholder && !exampleText(placeholder)) offer('placeholder', placeholder);
  if (members.length === 1) offer('title', control.getAttribute('title'));
  seen.sort((left, right) => right.confidence - left.confidence);
  const telling = seen.filter((entry) => entry.text && !GENERIC_LABEL.test(entry.text));
  if (telling.length) return {...telling[0], all: seen};
  // A lone tick that says "Yes" or "I agree" right under a text: the text is the question.
  if (seen.length && seen[0].text) return {...seen[0], confidence: 0.3, all: seen};
  offer('name', humanise(control.getAttribute('name') || control.id));
  const named = seen.find((entry) => entry.source === 'name' && entry.text);
  return named ? {...named, all: seen} : {source: 'none', raw: '', text: '', element: null, confidence: 0, all: seen};
}

/** What a tick or card itself says. */
function optionText(control) {
  const labels = labelsOf(control);
  const own = squeeze(labels.map((label) => textOf(label)).join(' '));
  if (own) return own;
  const labelled = idsText(control, 'aria-labelledby');
  if (labelled) return labelled;
  if (control.getAttribute('aria-label')) return squeeze(control.getAttribute('aria-label'));
  if (control.tagName !== 'INPUT') return textOf(control, true);
  for (let sibling = control.nextSibling; sibling; sibling = sibling.nextSibling) {
    if (sibling.nodeType === Node.ELEMENT_NODE && sibling.matches(CONTROL)) break;
    const text = sibling.nodeType === Node.TEXT_NODE ? squeeze(sibling.data) : sibling.nodeType === Node.ELEMENT_NODE ? textOf(sibling) : '';
    if (text) return text;
  }
  const parent = parentOf(control);
  if (parent && !otherControls(parent, [control]).length && textOf(parent)) return textOf(parent);
  return squeeze(control.value === 'on' ? '' : control.value);
}

function starDrawn(element) {
  if (!element) return false;
  const nodes = [element, ...Array.from(element.children).slice(0, 4)];
  return nodes.some((node) => ['::after', '::before'].some((pseudo) => /[*＊✱]/.test(getComputedStyle(node, pseudo).content)));
}

/** Why the field must be answered: attribute, aria, star, note; '' when nothing says so. */
function requiredReason(members, label, pageSaysAll) {
  const optional = OPTIONAL_WORDS.test(label.raw.slice(-40)) || OPTIONAL_WORDS.test((/\(([^)]*)\)\s*$/.exec(label.raw) || [])[1] || '');
  if (members.some((member) => member.required)) return 'attribute';
  if (members.some((member) => member.getAttribute('aria-required') === 'true')) return 'aria';
  const group = closestDeep(members[0], '[aria-required=true]');
  if (group && !otherControls(group, members).length) return 'aria';
  if (members.length === 1 && members[0].matches('[data-required=true], [data-required=required]')) return 'attribute';
  if (optional) return '';
  if (label.all.some((entry) => entry.source !== 'nearby' && REQUIRED_WORDS.test(entry.raw.slice(-60)))) return 'star';
  if (/^\s*[*＊✱]/.test(label.raw) || (label.source === 'nearby' && REQUIRED_WORDS.test(label.raw))) return 'star';
  const named = [label.element, ...(members.length === 1 ? labelsOf(members[0]) : [])];
  if (named.some(starDrawn)) return 'star';
  if (named.some((element) => element && /(^|[\s_-])(required|mandatory|is-required)([\s_-]|$)/i.test(element.className))) return 'class';
  for (let at = parentOf(members[0]), depth = 0; at && depth < 3; at = parentOf(at), ++depth) {
    if (otherControls(at, members).length) break;
    if (typeof at.className === 'string' && /(^|\s|_|-)(required|mandatory|is-required)(\s|$)/i.test(at.className)) return 'class';
  }
  return pageSaysAll ? 'note' : '';
}

/** What the page says is wrong with the field: a message in the box that is only its own. */
function ownError(members) {
  for (let at = parentOf(members[0]), depth = 0; at && depth < 5 && at !== document.body; at = parentOf(at), ++depth) {
    if (otherControls(at, members).length) break;
    const said = Array.from(at.querySelectorAll('*')).find((element) => isError(element) && isVisible(element) && textOf(element, true));
    if (said) return textOf(said, true).slice(0, 300);
  }
  return '';
}

/** The nearest heading or named group that the field stands under: "Emergency contact", "Reference 1". */
function sectionOf(members, label, {headings, order}) {
  const control = members[0];
  const names = [];
  for (let at = parentOf(control); at && at !== document.body; at = parentOf(at)) {
    if (!at.matches('fieldset, [role=group], [role=radiogroup], section[aria-label], section[aria-labelledby], [role=region]')) continue;
    const name = cleanLabel(groupName(at).text);
    if (name && name !== label.text && name.length < 200) names.push(name);
  }
  let nearest = '';
  for (const heading of headings) {
    if (heading.order > order.get(control)) break;
    if (heading.element === label.element || (label.element && heading.element.contains(label.element))) continue;
    const parent = parentOf(heading.element);
    // A heading in a row of its own stands over the rows below it.
    const row = heading.element.closest('tr');
    const holder = row && !row.querySelector(CONTROL) ? row.parentNode : parent && !parent.querySelector(CONTROL) ? parentOf(parent) : parent;
    if (holder && containsDeep(holder, control)) nearest = heading.text;
  }
  if (nearest && nearest !== label.text && !names.includes(nearest)) names.push(nearest);
  return names.slice(0, 3).join(' › ').slice(0, 300);
}

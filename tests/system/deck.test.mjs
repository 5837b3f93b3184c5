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

test('a place is found by the beginning of its name, and narrows the deck to what is near it', async () => {
  const api = await person(use.stack);
  const {places} = await api.get('/api/places?q=hambu');
  assert.deepEqual({...places[0]}, {id: 2911298, name: 'Hamburg', region: 'Hamburg', country: 'DE'});
  assert.deepEqual(await api.get('/api/places/2911298'), places[0]);
  assert.equal((await api.get(`/api/places?q=${encodeURIComponent('MÜNCH')}`)).places[0].name, 'Munich');
  assert.deepEqual((await api.get('/api/places?q=nosuchplaceatall')).places, []);
  assert.equal(place(refused(await api.raw('GET', '/api/places'), 400)), 'query/q');
  assert.equal(place(refused(await api.raw('GET', '/api/places?q='), 400)), 'query/q');
  refused(await api.raw('GET', '/api/places/1'), 404, 'not_found');
  assert.equal(place(refused(await api.raw('GET', '/api/places/hamburg'), 400)), 'path/placeId');
  const all = await deck(api);
  const near = await deck(api, '&place=2911298&radiusKm=1');
  assert.ok(near.length > 0 && near.length < all.length);
  assert.deepEqual(near, all.filter(({locations}) => locations.some((text) => text.includes('Hamburg'))));
  // Bremen is 95 km from Hamburg.
  const far = await deck(api, '&place=2911298&radiusKm=100');
  assert.ok(far.length > near.length, 'a larger radius holds more');
  const remote = await deck(api, '&place=2911298&radiusKm=1&orRemote=true');
  assert.deepEqual(remote, all.filter((job) => job.workMode === 'remote' || near.some(({id}) => id === job.id)));
  const unplaced = await deck(api, '&place=2911298&radiusKm=500&orUnplaced=true');
  assert.ok(unplaced.length >= far.length);
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
    ['radiusKm=5', 'radiusKm'],
    ['orUnplaced=true', 'orUnplaced'],
    ['place=2911298&radiusKm=0', 'radiusKm'],
    ['place=2911298&radiusKm=501', 'radiusKm'],
    ['place=2911298&radiusKm=far', 'radiusKm'],
    ['place=1', 'place'],
    ['place=hamburg', 'place'],
    ['place=99999999999999999999', 'place'],
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

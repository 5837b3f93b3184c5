// What happens when a desktop falls silent. Leases last two seconds here.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {applicationOf, begin, claimOne, desktop, person, refused, swipe} from './people.mjs';
import {useStack} from './stack.mjs';

const use = useStack({serverEnv: {JOBSWIPE_LEASE_SECONDS: '2', JOBSWIPE_HEARTBEAT_SECONDS: '1', JOBSWIPE_RECONCILE_SECONDS: '1'}});

async function claimed() {
  const api = await person(use.stack);
  const device = await desktop(api);
  const {id} = await swipe(api);
  const {cursor} = await api.get('/api/applications/queue');
  const claim = await claimOne(device);
  return {api, device, id, epoch: claim.epoch, cursor, path: `/api/applications/${id}`};
}
const until = ({api, cursor, id}, type) => api.follow(cursor, (event) => event.applicationId === id && event.type === type && event, `${type} came`, 60);

test('a lease that lapses before the grant sends the work back, and another desktop gets a higher epoch', async () => {
  const work = await claimed();
  await until(work, 'application.lease_lapsed');
  const other = await desktop(work.api, 'other');
  const next = await claimOne(other, 20);
  assert.equal(next.applicationId, work.id);
  assert.ok(next.epoch > work.epoch);
  refused(await work.device.raw('POST', `${work.path}/submit-intent`, {json: {epoch: work.epoch}}), 409, 'stale_epoch');
});

test('a lease that lapses after the grant becomes a review, is never claimed again, and a late report settles it', async () => {
  const work = await claimed();
  await work.device.post(`${work.path}/submit-intent`, {epoch: work.epoch});
  await until(work, 'application.needs_review');
  const application = await applicationOf(work.api, work.id);
  assert.equal(application.status, 'NEEDS_REVIEW');
  assert.equal(application.failure.kind, 'outcome_unknown');
  assert.deepEqual((await work.device.post('/api/desktop/claim', {max: 5, wait: 4})).claims, [], 'not offered again');
  refused(await work.device.raw('PUT', `${work.path}/status`, {json: {epoch: work.epoch, status: 'PROCESSING'}}), 409, 'stale_epoch');
  await work.device.put(`${work.path}/status`, {epoch: work.epoch, status: 'COMPLETED', confirmation: 'Thank you.'});
  assert.equal((await applicationOf(work.api, work.id)).status, 'COMPLETED');
});

test('lapsing three times spends all attempts', async () => {
  const work = await claimed();
  await begin(work.device, {applicationId: work.id, epoch: work.epoch});
  for (let attempt = 2; attempt <= 3; attempt++) {
    const claim = await claimOne(work.device, 30);
    assert.equal(claim.attempt, attempt);
    await begin(work.device, claim);
  }
  await until(work, 'application.failed');
  assert.equal((await applicationOf(work.api, work.id)).status, 'FAILED');
});

test('an application that waits for an absent desktop spends nothing', async () => {
  const api = await person(use.stack);
  const {id} = await swipe(api);
  const busy = await claimed();
  await until(busy, 'application.lease_lapsed'); // longer than a lease has passed
  const application = await applicationOf(api, id);
  assert.equal(application.attempts, 0);
  assert.ok(['PENDING', 'QUEUED'].includes(application.status));
});

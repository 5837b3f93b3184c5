// One event log, read over WebSocket, server-sent events, long-poll and poll: the same events in the same order. I6.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {claimOne, complete, desktop, person, swipe} from './people.mjs';
import {useStack} from './stack.mjs';
import {eventsUntil, polledUntil, serverSentEvents, webSocket} from './streams.mjs';

const use = useStack();
const shape = (events) => events.map(({seq, type, applicationId}) => `${seq} ${type} ${applicationId}`);

test('all transports show the same events in the same order, without a hole', async () => {
  const api = await person(use.stack);
  const device = await desktop(api);
  const {cursor} = await api.get('/api/applications/queue');
  const live = [webSocket(api, cursor), await serverSentEvents(api, cursor), webSocket(device, cursor)];
  let last;
  const done = (event) => event.type === 'application.completed' && event.applicationId === last;
  const polled = polledUntil(api, cursor, (event) => last && done(event));
  for (let i = 0; i < 3; i++) last = (await swipe(api)).id;
  for (let i = 0; i < 3; i++) await complete(device, await claimOne(device));
  const lists = [...(await Promise.all(live.map((stream) => eventsUntil(stream, done)))), await polled, await polledUntil(api, cursor, done, 1)];
  for (const list of lists.slice(1)) assert.deepEqual(shape(list), shape(lists[0]));
  const seqs = lists[0].map(({seq}) => seq);
  assert.deepEqual(seqs, seqs.map((_, i) => seqs[0] + i), 'seq grows by one');
  const rows = use.stack.postgres.query(`SELECT seq FROM application_events WHERE user_id = '${api.user.id}' AND seq >= ${seqs[0]} AND seq <= ${seqs.at(-1)} ORDER BY seq`);
  assert.deepEqual(rows.split('\n').map(Number), seqs, 'and they are the rows of the log');
  for (const stream of live) stream.close();
});

test('the first frame of a WebSocket is hello, and the past ends with up_to_date', async () => {
  const api = await person(use.stack);
  const {cursor} = await api.get('/api/applications/queue');
  const {id} = await swipe(api);
  const stream = webSocket(api, cursor);
  assert.equal((await stream.next()).type, 'hello');
  const events = [];
  let frame;
  while ((frame = await stream.next()).type !== 'up_to_date') if (frame.type === 'event') events.push(frame.event);
  assert.ok(events.some((event) => event.type === 'application.swiped' && event.applicationId === id));
  stream.close();
});

test('a reader that comes back on another transport goes on where it was', async () => {
  const api = await person(use.stack);
  const {cursor: start} = await api.get('/api/applications/queue');
  const seen = [];
  let cursor = start;
  for (let round = 0; round < 6; round++) {
    const {id} = await swipe(api);
    const swiped = (event) => event.type === 'application.swiped' && event.applicationId === id;
    let events;
    if (round % 3 === 2) {
      events = await polledUntil(api, cursor, swiped);
    } else {
      const stream = round % 3 === 0 ? webSocket(api, cursor) : await serverSentEvents(api, cursor);
      events = await eventsUntil(stream, swiped);
      stream.close();
    }
    seen.push(...events);
    cursor = events.at(-1).cursor;
  }
  const seqs = seen.map(({seq}) => seq);
  assert.deepEqual(seqs, seqs.map((_, i) => seqs[0] + i));
});

test('a cursor that the server does not know is answered with a reset', async () => {
  const api = await person(use.stack);
  const page = await api.get('/api/events?after=nonsense:5');
  assert.equal(page.reset, true);
  assert.ok(page.cursor);
  const stream = webSocket(api, 'nonsense:5');
  let frame;
  do frame = await stream.next();
  while (frame.type === 'hello');
  assert.equal(frame.type, 'reset');
  stream.close();
});

test('a person sees only their own events', async () => {
  const one = await person(use.stack);
  const two = await person(use.stack);
  const {cursor} = await two.get('/api/applications/queue');
  await swipe(one);
  const {id} = await swipe(two);
  const events = await polledUntil(two, cursor, (event) => event.applicationId === id);
  assert.ok(events.every(({applicationId}) => applicationId === null || applicationId === id));
});

test('a stream without credentials, or opened by a foreign page, is refused', async () => {
  const api = await person(use.stack);
  const cookie = [...api.cookies].map(([k, v]) => `${k}=${v}`).join('; ');
  assert.deepEqual(await webSocket(api, null, {}).closed, {refused: 401});
  assert.deepEqual(await webSocket(api, null, {cookie, origin: 'https://evil.example.com'}).closed, {refused: 403});
});

test('a revoked desktop and a logged-out person lose their streams within five seconds', async () => {
  const api = await person(use.stack);
  const device = await desktop(api);
  const streams = [webSocket(device), webSocket(api)];
  for (const stream of streams) assert.equal((await stream.next()).type, 'hello');
  const began = Date.now();
  await api.delete(`/api/devices/${device.deviceId}`);
  await streams[0].closed;
  assert.ok(Date.now() - began < 5000, `the desktop's stream took ${Date.now() - began} ms to close`);
  const out = Date.now();
  await api.raw('POST', '/api/auth/logout');
  await streams[1].closed;
  assert.ok(Date.now() - out < 5000, `the person's stream took ${Date.now() - out} ms to close`);
});

// The fault proxy itself: what each of its faults looks like from both sides.
import assert from 'node:assert/strict';
import {createServer, connect} from 'node:net';
import {after, before, beforeEach, test} from 'node:test';
import {Proxy} from './proxy.mjs';

let echo;
let proxy;
let heard;
const far = [];

before(async () => {
  echo = createServer((socket) => {
    far.push(socket);
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      heard += chunk;
      socket.write(`echo ${chunk}`);
    });
  });
  await new Promise((resolve) => echo.listen(0, '127.0.0.1', resolve));
  proxy = await Proxy.before(() => echo.address());
});
beforeEach(() => {
  heard = '';
  proxy.heal();
});
after(async () => {
  await proxy.close();
  for (const socket of far) socket.destroy();
  await new Promise((resolve) => echo.close(resolve));
});

/** A connection through the proxy; `next()` gives what came, or `end`, or the error's code. */
async function dial() {
  const socket = connect({port: proxy.port, host: '127.0.0.1'});
  const came = [];
  let wake = () => {};
  const push = (what) => {
    came.push(what);
    wake();
  };
  socket.on('data', (chunk) => push(chunk.toString())).on('end', () => push('end')).on('error', ({code}) => push(code));
  const next = async () => {
    while (!came.length) await new Promise((resolve) => (wake = resolve));
    return came.shift();
  };
  const quiet = async (ms) => {
    await new Promise((resolve) => setTimeout(resolve, ms));
    return came.length === 0;
  };
  return {socket, next, quiet, say: (text) => socket.write(text)};
}

test('without a fault everything passes, both ways and to its end', async () => {
  const line = await dial();
  line.say('hello');
  assert.equal(await line.next(), 'echo hello');
  far.at(-1).end();
  assert.equal(await line.next(), 'end');
});

test('a delay holds each piece back so long', async () => {
  const line = await dial();
  proxy.delay(150);
  const begun = Date.now();
  line.say('a');
  await line.next();
  assert.ok(Date.now() - begun >= 290, 'there and back are 300 ms');
});

test('a cut ends what stands and refuses what comes', async () => {
  const line = await dial();
  line.say('a');
  await line.next();
  proxy.cut();
  assert.match(await line.next(), /^(end|ECONNRESET)$/);
  assert.equal(await (await dial()).next(), 'ECONNRESET');
});

test('a half-open connection stands, and passes nothing until it is healed', async () => {
  const line = await dial();
  line.say('a');
  await line.next();
  proxy.freeze();
  line.say('b');
  const another = await dial();
  another.say('c');
  assert.ok((await line.quiet(200)) && (await another.quiet(0)));
  assert.equal(heard, 'a');
  proxy.heal();
  assert.equal(await line.next(), 'echo b');
  assert.equal(await another.next(), 'echo c');
});

test('a reset reaches both sides as RST', async () => {
  const line = await dial();
  line.say('a');
  await line.next();
  const seen = new Promise((resolve) => far.at(-1).once('error', ({code}) => resolve(code)));
  proxy.reset();
  assert.equal(await line.next(), 'ECONNRESET');
  assert.equal(await seen, 'ECONNRESET');
});

test('a swallowed reply: the far side did its work, the near side sees a reset, once', async () => {
  const line = await dial();
  const other = await dial();
  const swallowed = proxy.swallowReply(/pay/);
  other.say('look');
  assert.equal(await other.next(), 'echo look', 'another request is left alone');
  line.say('pay');
  await swallowed;
  assert.equal(await line.next(), 'ECONNRESET');
  assert.match(heard, /pay/);
  const again = await dial();
  again.say('pay');
  assert.equal(await again.next(), 'echo pay');
});

test('a held reply waits for the work that is done meanwhile', async () => {
  const line = await dial();
  const order = [];
  const held = proxy.holdReply(/pay/, async () => order.push('work', heard));
  line.say('pay');
  await held;
  order.push(await line.next());
  assert.deepEqual(order, ['work', 'pay', 'echo pay']);
});

test('a throttle passes so many bytes a second', async () => {
  const line = await dial();
  proxy.throttle(1000);
  const begun = Date.now();
  line.say('x'.repeat(200));
  await line.next();
  assert.ok(Date.now() - begun >= 390, 'two hundred bytes there, more back');
});

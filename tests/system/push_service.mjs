// A push service as browsers have them (RFC 8030), on loopback over TLS, and a browser that subscribes there. What comes in is decoded
// by `http_ece`, an implementation independent of ours, and its token verified with Node's own cryptography.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {createECDH, createPublicKey, randomBytes, verify} from 'node:crypto';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {createServer} from 'node:https';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import ece from 'http_ece';

/** A certificate for loopback that signs itself; `file` is what a client has to trust. */
export function ownCertificate() {
  const folder = mkdtempSync(join(tmpdir(), 'jobswipe-push-'));
  const file = join(folder, 'cert.pem'), key = join(folder, 'key.pem');
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', key, '-out', file, '-days', '2',
    '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'], {stdio: 'ignore'});
  return {file, key: readFileSync(key), cert: readFileSync(file), remove: () => rmSync(folder, {recursive: true})};
}

export class PushService {
  #server;
  #waiting = [];
  #replies = new Map();
  /** Every request that came: `{path, headers, body, at}`. */
  requests = [];

  static async start({key, cert}) {
    const self = new PushService();
    self.#server = createServer({key, cert, minVersion: 'TLSv1.2'}, (request, response) => self.#take(request, response));
    await new Promise((resolve) => self.#server.listen(0, '127.0.0.1', resolve));
    self.url = `https://localhost:${self.#server.address().port}`;
    return self;
  }

  async #take(request, response) {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const taken = {path: request.url, method: request.method, headers: request.headers, body: Buffer.concat(chunks), at: Date.now()};
    this.requests.push(taken);
    const reply = this.#replies.get(request.url)?.shift() ?? {status: 201};
    this.#waiting = this.#waiting.filter((look) => !look());
    if (reply.hang) return; // never answered: the sender has to give up
    response.writeHead(reply.status, reply.headers).end(reply.body ?? '');
  }

  /** What the next requests to a subscription are answered with, in order; afterwards 201. */
  reply(browser, ...replies) {
    this.#replies.set(browser.path, replies);
  }

  of(browser) {
    return this.requests.filter(({path}) => path === browser.path);
  }

  /** The `count`-th request to this browser's address. */
  async nth(browser, count, seconds = 90) {
    const look = () => this.of(browser)[count - 1];
    if (look()) return look();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`after ${seconds} s ${this.of(browser).length} of ${count} messages came`)), seconds * 1000);
      this.#waiting.push(() => {
        const found = look();
        if (found) {
          clearTimeout(timer);
          resolve(found);
        }
        return Boolean(found);
      });
    });
  }

  stop() {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(resolve));
  }
}

let browsers = 0;

/** A browser with a subscription at a push service: it alone can read what is sent there. */
export class Browser {
  constructor(service) {
    this.service = service;
    this.ecdh = createECDH('prime256v1');
    this.ecdh.generateKeys();
    this.auth = randomBytes(16);
    this.path = `/send/${++browsers}-${randomBytes(8).toString('hex')}`;
  }

  get subscription() {
    return {
      endpoint: this.service.url + this.path,
      expirationTime: null,
      keys: {p256dh: this.ecdh.getPublicKey().toString('base64url'), auth: this.auth.toString('base64url')},
    };
  }

  async subscribe(api) {
    this.id = (await api.post('/api/push/subscriptions', this.subscription)).id;
    return this;
  }

  /** The message of a request, decrypted. */
  read({body}) {
    return JSON.parse(ece.decrypt(body, {version: 'aes128gcm', privateKey: this.ecdh, authSecret: this.auth}).toString('utf8'));
  }
}

/** Asserts that the request says who sent it, as RFC 8292 has it: a token for this service under the key that was published. */
export function assertVapid({headers}, publicKey, audience) {
  const [, token, key] = /^vapid t=([\w-]+\.[\w-]+\.[\w-]+), k=([\w-]+)$/.exec(headers.authorization) ?? [];
  assert.ok(token, `no VAPID token in ${headers.authorization}`);
  assert.equal(key, publicKey);
  const [header, claims, signature] = token.split('.');
  const parse = (part) => JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  assert.deepEqual(parse(header), {typ: 'JWT', alg: 'ES256'});
  const {aud, exp, sub} = parse(claims);
  assert.equal(aud, audience);
  const left = exp - Date.now() / 1000;
  assert.ok(left > 3600 && left <= 24 * 3600, `the token lives for ${left} s`);
  const point = Buffer.from(key, 'base64url');
  const jwk = {kty: 'EC', crv: 'P-256', x: point.subarray(1, 33).toString('base64url'), y: point.subarray(33).toString('base64url')};
  const good = verify('sha256', Buffer.from(`${header}.${claims}`), {key: createPublicKey({key: jwk, format: 'jwk'}), dsaEncoding: 'ieee-p1363'}, Buffer.from(signature, 'base64url'));
  assert.ok(good, 'the signature is of another key');
  return sub;
}

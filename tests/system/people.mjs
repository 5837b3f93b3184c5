// The people and desktops of the tests, through the public API; every answer is held against the contract.
import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {deflateSync, crc32} from 'node:zlib';
import {signUpPerson} from '../../tools/demo/account.mjs';
import {Api} from '../../tools/stack/api.mjs';
import {answerViolations} from './contract.mjs';

const seen = new Set();
/** The operations' answers that the tests of this process have seen, as "METHOD path status". */
export const answersSeen = seen;

/** An `Api` that fails a test when the server's answer does not keep to the contract. */
export class CheckedApi extends Api {
  async raw(method, path, options) {
    const answer = await super.raw(method, path, options);
    const broken = answerViolations(method, path, answer);
    assert.deepEqual(broken, [], `${method} ${path} answered ${answer.status} against api/openapi.yaml`);
    seen.add(`${method} ${path.split('?')[0]} ${answer.status}`);
    return answer;
  }
}

/** Asserts a refusal: status and the problem's code. */
export function refused(answer, status, code) {
  assert.equal(answer.status, status, `expected a refusal with ${status} ${code ?? ''}, got ${JSON.stringify(answer.body)}`);
  if (code) assert.equal(answer.body.type, `urn:jobswipe:problem:${code}`, JSON.stringify(answer.body));
  return answer;
}

let people = 0;

/** A new person with a full profile and a résumé. `email` and `password` are on the Api. */
export async function person(stack, name = 'person') {
  return signUpPerson(stack.server.url, `${name}-${process.pid}-${++people}@example.com`, CheckedApi);
}

/** A desktop of this person, paired through the API; its Api carries a device token. `deviceId` is on it. */
export async function desktop(api, name = 'desk') {
  const anonymous = new CheckedApi(api.base);
  const code = await anonymous.post('/api/device/code', {name, platform: 'linux'});
  await api.post('/api/device/approve', {userCode: code.userCode});
  const tokens = await anonymous.post('/api/device/token', {deviceCode: code.deviceCode});
  return Object.assign(new CheckedApi(api.base, tokens.accessToken), {deviceId: tokens.deviceId, refreshToken: tokens.refreshToken});
}

/** Swipes right on a card of the deck; gives `{id, job}`. */
export async function swipe(api, {index = 0, ...body} = {}) {
  const {jobs} = await api.get('/api/jobs/deck?limit=50');
  assert.ok(jobs.length > index, `the deck holds ${jobs.length} cards, card ${index} is wanted`);
  const {id} = await api.post('/api/jobs/swipe-right', {jobId: jobs[index].id, ...body});
  return {id, job: jobs[index]};
}

/** Claims one application for a desktop, waiting up to `wait` seconds; asserts that there is one. */
export async function claimOne(device, wait = 10) {
  const {claims} = await device.post('/api/desktop/claim', {max: 1, wait});
  assert.equal(claims.length, 1, `nothing to claim within ${wait} s`);
  return claims[0];
}

/** The desktop begins with the work; until then the same request is given it again. */
export function begin(device, {applicationId, epoch}) {
  return device.put(`/api/applications/${applicationId}/status`, {epoch, status: 'PROCESSING', progress: {step: 'starting'}});
}

/** What an application is now. */
export async function applicationOf(api, id) {
  return (await api.get(`/api/applications/${id}`)).application;
}

/** All that a desktop does for one claim, up to COMPLETED. */
export async function complete(device, {applicationId, epoch}) {
  const path = `/api/applications/${applicationId}`;
  await device.put(`${path}/status`, {epoch, status: 'PROCESSING', progress: {step: 'filling', percent: 50}});
  await device.post(`${path}/submit-intent`, {epoch});
  const evidence = await addEvidence(device, applicationId, epoch, 'confirmation');
  return device.put(`${path}/status`, {epoch, status: 'COMPLETED', confirmation: 'Thank you for applying.', evidence: [evidence.n]});
}

export function addEvidence(device, id, epoch, kind, bytes = png(2, 2)) {
  return device.post(`/api/applications/${id}/evidence?epoch=${epoch}&kind=${kind}`, undefined, {body: bytes, headers: {'content-type': 'image/png'}});
}

/** A small real PNG (ISO/IEC 15948), one grey level. */
export function png(width, height, grey = 128) {
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const out = Buffer.alloc(body.length + 8);
    out.writeUInt32BE(data.length, 0);
    body.copy(out, 4);
    out.writeUInt32BE(crc32(body), body.length + 4);
    return out;
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  const rows = Buffer.alloc((width + 1) * height, grey);
  for (let y = 0; y < height; y++) rows[y * (width + 1)] = 0;
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}

export const anyId = () => randomUUID();

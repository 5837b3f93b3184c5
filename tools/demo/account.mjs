// The demo's person: an account with a full profile, saved answers and a résumé, through the public API alone.
import {randomBytes} from 'node:crypto';
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {Api} from '../stack/api.mjs';
import {resumePdf} from './resume_pdf.mjs';

const here = (name) => JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'));

export function demoResume(profile = here('profile.json')) {
  return resumePdf([
    `${profile.firstName} ${profile.lastName}`,
    `${profile.address.city}, ${profile.address.country}    ${profile.email}    ${profile.phone}`,
    '',
    profile.summary,
    '',
    ...profile.employment.map((e) => `${e.startDate} - ${e.endDate || 'today'}    ${e.title}, ${e.company}: ${e.description}`),
    ...profile.education.map((e) => `${e.startDate} - ${e.endDate}    ${e.degree} in ${e.field}, ${e.school}`),
    '',
    `Skills: ${profile.skills.join(', ')}`,
  ]);
}

/** Signs a new person up with everything that the demo employers ask. Gives their `Api`, with `email` and `password`. */
export async function signUpPerson(serverUrl, email, ApiClass = Api) {
  const api = new ApiClass(serverUrl);
  api.email = email;
  api.password = randomBytes(9).toString('base64url');
  await api.register(email, api.password);
  await api.put('/api/profile', {...here('profile.json'), email});
  await api.put('/api/answers', {answers: here('answers.json')});
  await api.uploadResume(demoResume(), 'Mara Lindqvist.pdf');
  return api;
}

/** The account of the instance in `folder`, kept over restarts. */
export async function demoAccount(serverUrl, folder) {
  const file = join(folder, 'account.json');
  if (existsSync(file)) {
    const {email, password} = JSON.parse(readFileSync(file, 'utf8'));
    const api = new Api(serverUrl);
    await api.login(email, password);
    return Object.assign(api, {email, password});
  }
  const api = await signUpPerson(serverUrl, 'mara@example.com');
  writeFileSync(file, JSON.stringify({email: api.email, password: api.password}) + '\n', {mode: 0o600});
  return api;
}

/** Pairs the agent with the account unless it is already. */
export async function pairOnce(agent, api) {
  const {devices} = await api.get('/api/devices');
  if (devices.some((device) => device.name === agent.name)) return;
  await agent.pair((userCode) => api.post('/api/device/approve', {userCode}));
}

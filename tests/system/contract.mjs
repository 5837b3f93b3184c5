// api/openapi.yaml as a yardstick: its operations, and whether an answer keeps to it.
import {readFileSync} from 'node:fs';
import {parse} from 'yaml';

export const contract = parse(readFileSync(new URL('../../api/openapi.yaml', import.meta.url), 'utf8'));

function resolve(node) {
  while (node?.$ref) node = node.$ref.split('/').slice(1).reduce((at, key) => at[key], contract);
  return node;
}

const METHODS = ['get', 'put', 'post', 'delete', 'patch'];

/** Every operation as `{id, method, path, security, parameters, operation}`. */
export const operations = Object.entries(contract.paths).flatMap(([path, item]) =>
  METHODS.filter((method) => item[method]).map((method) => ({
    id: item[method].operationId,
    method: method.toUpperCase(),
    path,
    operation: item[method],
    security: (item[method].security ?? contract.security).flatMap((way) => Object.keys(way)),
    parameters: [...(item.parameters ?? []), ...(item[method].parameters ?? [])].map(resolve),
  })),
);

/** The operation that a request belongs to. A literal path wins over one with a parameter. */
export function operationOf(method, path) {
  const bare = path.split('?')[0];
  const fits = operations.filter((it) => it.method === method && new RegExp(`^${it.path.replace(/\{\w+\}/g, '[^/]+')}$`).test(bare));
  return fits.sort((a, b) => a.path.split('{').length - b.path.split('{').length)[0];
}

const typeOf = (value) => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);

/** What is wrong with `value` under `schema`, as texts with a pointer; the part of JSON Schema that the contract uses. */
export function violations(schema, value, at = '') {
  schema = resolve(schema);
  const found = [];
  const say = (text) => found.push(`${at || '/'}: ${text}`);
  for (const part of schema.allOf ?? []) found.push(...violations(part, value, at));
  if (schema.anyOf && !schema.anyOf.some((part) => violations(part, value, at).length === 0)) say(`fits none of the ${schema.anyOf.length} choices: ${JSON.stringify(value)}`);
  if ('const' in schema && value !== schema.const) say(`must be ${schema.const}`);
  if (schema.enum && !schema.enum.includes(value)) say(`${JSON.stringify(value)} is none of ${schema.enum.join(', ')}`);
  const type = typeOf(value);
  if (schema.type) {
    const types = [schema.type].flat();
    const fits = types.includes(type) || (types.includes('integer') && Number.isInteger(value));
    if (!fits) return [...found, `${at || '/'}: is ${type}, not ${types.join(' or ')}`];
  }
  if (type === 'string') {
    if (schema.maxLength !== undefined && [...value].length > schema.maxLength) say('too long');
    if (schema.minLength !== undefined && [...value].length < schema.minLength) say('too short');
    if (schema.format === 'uuid' && !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value)) say(`no UUID: ${value}`);
    if (schema.format === 'date-time' && !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value)) say(`no UTC time of RFC 3339: ${value}`);
  }
  if (type === 'number') {
    if (schema.minimum !== undefined && value < schema.minimum) say(`less than ${schema.minimum}`);
    if (schema.maximum !== undefined && value > schema.maximum) say(`more than ${schema.maximum}`);
  }
  if (type === 'array' && schema.items) value.forEach((item, i) => found.push(...violations(schema.items, item, `${at}/${i}`)));
  if (type === 'object') {
    for (const name of schema.required ?? []) if (!(name in value)) say(`lacks "${name}"`);
    for (const [name, item] of Object.entries(value)) {
      if (schema.properties?.[name]) found.push(...violations(schema.properties[name], item, `${at}/${name}`));
      else if (schema.additionalProperties === false) say(`has "${name}", which the contract does not know`);
    }
  }
  return found;
}

/** Why an answer of the server breaks the contract; empty when it keeps to it. */
export function answerViolations(method, path, {status, headers, body}) {
  const operation = operationOf(method, path);
  if (!operation) return status === 404 || status === 405 ? [] : [`${method} ${path} is not in the contract, yet answered ${status}`];
  const described = resolve(operation.operation.responses[status] ?? operation.operation.responses.default);
  if (!described) return [`status ${status} is not described for ${operation.id}`];
  const type = (headers.get('content-type') ?? '').split(';')[0];
  const found = [];
  if (!headers.get('x-request-id')) found.push('X-Request-Id is missing');
  if (status >= 400 && operation.operation.responses[status] === undefined && type !== 'application/problem+json') {
    found.push(`an error must be application/problem+json, not ${type || 'nothing'}`);
  }
  const schema = described.content?.[type]?.schema;
  if (schema && /json/.test(type)) found.push(...violations(schema, body));
  if (type === 'application/problem+json' && body?.status !== status) found.push(`the problem says status ${body?.status}, the answer ${status}`);
  return found;
}

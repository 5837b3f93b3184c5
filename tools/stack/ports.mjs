// Free ports on loopback.
import {createServer} from 'node:net';

function tryPort(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(null));
    server.listen({host: '127.0.0.1', port}, () => {
      const taken = server.address().port;
      server.close(() => resolve(taken));
    });
  });
}

/**
 * A port that nobody listens on at this moment: `wanted` when it is free, else any. Another program may take it before
 * its user does, so whoever starts a server on it tries again with a fresh one.
 */
export async function freePort(wanted = 0) {
  const port = (wanted && (await tryPort(wanted))) || (await tryPort(0));
  if (!port) throw new Error('no free port on 127.0.0.1: end other programs, or raise net.ipv4.ip_local_port_range');
  return port;
}

/** The first of `count` free ports that follow each other: `wanted` when they are free. */
export async function freePortRow(count, wanted = 0) {
  for (let attempt = 0; attempt < 50; attempt++) {
    const first = attempt === 0 && wanted ? wanted : await freePort();
    const row = await Promise.all(Array.from({length: count}, (_, i) => (first + i < 65536 ? tryPort(first + i) : null)));
    if (row.every(Boolean)) return first;
  }
  throw new Error(`no ${count} free ports in a row on 127.0.0.1: end other programs, or raise net.ipv4.ip_local_port_range`);
}

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

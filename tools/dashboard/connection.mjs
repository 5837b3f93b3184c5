// A Redis URL as the server reads it, as a connection of ioredis.
import {Cluster, Redis} from 'ioredis';

const forms = 'redis://[user:password@]host[:port][,host…][/database], unix:///path[?db=N] or redis+sentinel://host[:port]/master';

function hostsOf(text, port) {
  return text.split(',').map((entry) => {
    const found = entry.match(/^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/);
    if (!found) throw new Error(`the Redis URL names no host in "${entry}"; expected ${forms}`);
    return {host: found[1] ?? found[2], port: Number(found[3] ?? port)};
  });
}

/** What `url` means: {kind, options}; `cluster` tells whether keys need a prefix in braces. Throws with a one-line reason. */
export function readRedisUrl(url) {
  const unix = url.match(/^unix:\/\/(?:([^@]*)@)?(\/[^?]+)(?:\?db=(\d+))?$/);
  const tcp = url.match(/^redis(\+sentinel)?:\/\/(?:([^@/]*)@)?([^/]+)(?:\/(.*))?$/);
  if (!unix && !tcp) throw new Error(`the Redis URL is not of the form ${forms}`);
  const [user, ...secret] = (unix?.[1] ?? tcp?.[2] ?? '').split(':').map(decodeURIComponent);
  const login = {username: user || undefined, password: secret.join(':') || undefined, maxRetriesPerRequest: null};
  if (unix) return {cluster: false, make: () => new Redis({...login, path: unix[2], db: Number(unix[3] ?? 0)})};
  if (tcp[1]) {
    const [name, db = '0'] = (tcp[4] ?? '').split('/');
    if (!name) throw new Error(`the Redis URL lacks the master's name; expected ${forms}`);
    return {cluster: false, make: () => new Redis({...login, sentinels: hostsOf(tcp[3], 26379), name, db: Number(db)})};
  }
  const hosts = hostsOf(tcp[3], 6379);
  if (hosts.length > 1) return {cluster: true, make: () => new Cluster(hosts, {redisOptions: login})};
  return {cluster: false, make: () => new Redis({...login, ...hosts[0], db: Number(tcp[4] || 0)})};
}

import { describe, expect, it } from 'vitest';

import { json, serve } from '../testing/server.ts';
import { api, take } from './client.ts';
import { askEarly, earlyPaths } from './early.ts';

describe('what is asked before the app is there', () => {
  it('is what its first screen begins with', () => {
    expect(earlyPaths({ pathname: '/', search: '' })).toEqual(['/api/session', '/api/jobs/deck?limit=20']);
    expect(earlyPaths({ pathname: '/', search: '?q=nurse' })).toEqual(['/api/session']);
    expect(earlyPaths({ pathname: '/queue', search: '' })).toEqual(['/api/session']);
    expect(earlyPaths({ pathname: '/login', search: '' })).toEqual([]);
  });

  it('is not asked again, once', async () => {
    const seen = serve({ 'GET /api/session': () => json(200, { user: { id: '1' } }) });
    askEarly({ pathname: '/queue', search: '' });
    await take(api.GET('/api/session', {}));
    expect(seen).toHaveLength(1);
    await take(api.GET('/api/session', {}));
    expect(seen).toHaveLength(2);
  });
});

import { expect, test } from 'vitest';

import { makeQueryClient } from './query_client.ts';

test('whoever watches data hears of a change before the next task', async () => {
  const client = makeQueryClient();
  client.setQueryData(['choice'], 'old');
  const heard: unknown[] = [];
  client.getQueryCache().subscribe((event) => {
    if (event.type === 'updated') heard.push(event.query.state.data);
  });
  const nextTask = new Promise<readonly unknown[]>((resolve) => setTimeout(() => resolve([...heard]), 0));
  client.setQueryData(['choice'], 'new');
  expect(await nextTask).toEqual(['new']);
});

import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render } from '@testing-library/react';
import type { ReactNode } from 'react';
import { MemoryRouter, useLocation } from 'react-router';

import { sessionQuery } from '../session/session.ts';
import { ToastProvider } from '../ui/toasts.tsx';
import { kUser } from './server.ts';

/** Renders as if Ada were logged in and at `path`. `where()` is the address now. */
export function renderAt(path: string, screen: ReactNode, seed?: (client: QueryClient) => void) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  client.setQueryData(sessionQuery.queryKey, kUser);
  seed?.(client);
  let where = path;
  function Address() {
    const { pathname, search } = useLocation();
    where = pathname + search;
    return null;
  }
  const view = render(
    <QueryClientProvider client={client}>
      <MemoryRouter initialEntries={[path]}>
        <ToastProvider>
          {screen}
          <Address />
        </ToastProvider>
      </MemoryRouter>
    </QueryClientProvider>,
  );
  return { ...view, client, where: () => where };
}

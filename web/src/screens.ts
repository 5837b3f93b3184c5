/** The code of the screens that the app is opened at most often; each is fetched once, however often it is asked for. */
export const loadDeck = () => import('./deck/deck.tsx');
export const loadQueue = () => import('./queue/queue.tsx');
export const loadReview = () => import('./review/review.tsx');

export function loadScreen(pathname: string): Promise<unknown> | undefined {
  const loaders: Record<string, (() => Promise<unknown>) | undefined> = { '/': loadDeck, '/queue': loadQueue, '/review': loadReview };
  return loaders[pathname]?.();
}

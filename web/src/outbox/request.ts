import type { Pending } from './store.ts';

export interface OutboxRequest {
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  body: Record<string, unknown> | undefined;
}

/** The request that carries out a kept change. */
export function requestOf({ kind, about, body }: Pick<Pending, 'kind' | 'about' | 'body'>): OutboxRequest {
  const application = `/api/applications/${encodeURIComponent(about)}`;
  switch (kind) {
    case 'right':
      return { method: 'POST', path: '/api/jobs/swipe-right', body: { ...body, jobId: about } };
    case 'left':
      return { method: 'POST', path: '/api/jobs/swipe-left', body: { ...body, jobId: about } };
    case 'undo':
      return { method: 'POST', path: '/api/jobs/undo', body: { jobId: about } };
    case 'answers':
      return { method: 'POST', path: `${application}/answers`, body };
    case 'resolve':
      return { method: 'POST', path: `${application}/resolve`, body };
    case 'priority':
      return { method: 'POST', path: `${application}/priority`, body };
    case 'cancel':
      return { method: 'POST', path: `${application}/cancel`, body: undefined };
    case 'retry':
      return { method: 'POST', path: `${application}/retry`, body: undefined };
    case 'outcome':
      return { method: 'PUT', path: `${application}/outcome`, body };
    case 'note':
      return { method: 'PUT', path: `${application}/note`, body };
    case 'reminder': {
      const { reminderId, ...rest } = body as { reminderId: string };
      return { method: 'PUT', path: `${application}/reminders/${encodeURIComponent(reminderId)}`, body: rest };
    }
    case 'forget_reminder':
      return { method: 'DELETE', path: `${application}/reminders/${encodeURIComponent((body as { reminderId: string }).reminderId)}`, body: undefined };
    case 'block':
      return { method: 'PUT', path: '/api/blocked-employers', body };
    case 'unblock':
      return { method: 'DELETE', path: `/api/blocked-employers?${new URLSearchParams(body as { company: string }).toString()}`, body: undefined };
    case 'resume_rules':
      return { method: 'PUT', path: '/api/resume-rules', body };
    case 'bulk':
      return { method: 'POST', path: '/api/applications/bulk', body };
    case 'save_answers':
      return { method: 'PUT', path: '/api/answers', body };
    case 'profile':
      return { method: 'PUT', path: '/api/profile', body };
    case 'settings':
      return { method: 'PATCH', path: '/api/settings', body };
  }
}

/** Browsers refuse to keep a request with more than 64 KiB alive. */
const kMostAlive = 60_000;

/** As a `fetch` request that is finished even when the page is left while it is on its way. */
export function toRequest(entry: Pick<Pending, 'kind' | 'about' | 'body' | 'key'>, origin: string): Request {
  const { method, path, body } = requestOf(entry);
  const text = body === undefined ? undefined : JSON.stringify(body);
  return new Request(new URL(path, origin), {
    method,
    headers: { 'Idempotency-Key': entry.key, ...(text === undefined ? {} : { 'Content-Type': 'application/json' }) },
    ...(text === undefined ? {} : { body: text }),
    keepalive: (text?.length ?? 0) < kMostAlive,
  });
}

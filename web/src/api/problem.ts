import { t } from '../i18n/i18n.ts';
import type { ProblemBody } from './types.ts';

/** A request that was not carried out: the server's own problem document (RFC 9457), or the lack of any answer. */
export class Problem extends Error {
  /** HTTP status; 0 when no answer came at all. */
  readonly status: number;
  /** The last part of the problem's type, such as `stale_epoch`; `unreachable` when no answer came. */
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  /** Reasons per place; the pointer is a JSON Pointer into the body, or `query/…` and the like. */
  readonly errors: { pointer: string; reason: string }[];
  /** What the server asked us to wait, in milliseconds. */
  readonly retryAfterMs: number | null;
  readonly requestId: string | null;

  constructor(body: Partial<ProblemBody> & { status: number }, retryAfterMs: number | null = null) {
    const title = body.title ?? t('Something went wrong');
    super(body.detail ?? title);
    this.name = 'Problem';
    this.status = body.status;
    this.code = body.code ?? body.type?.split(':').pop() ?? 'unknown';
    this.title = title;
    this.detail = body.detail ?? '';
    this.errors = body.errors ?? [];
    this.retryAfterMs = retryAfterMs;
    this.requestId = body.requestId ?? null;
  }

  static unreachable(): Problem {
    return new Problem({
      status: 0,
      code: 'unreachable',
      title: t('The server cannot be reached'),
      detail: t('Check your connection and try again.'),
    });
  }

  /** Would the same request, repeated later, have a chance? */
  get temporary(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

/** `Retry-After` (RFC 9110, 10.2.3) in milliseconds: seconds or a date; null when absent or unreadable. */
export function parseRetryAfter(value: string | null, now: number = Date.now()): number | null {
  if (value === null || value.trim() === '') return null;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Reads a response that is not 2xx; a body that is no problem document still gives a usable Problem. */
export async function readProblem(response: Response): Promise<Problem> {
  const retryAfter = parseRetryAfter(response.headers.get('Retry-After'));
  let body: unknown = null;
  try {
    body = await response.json();
  } catch {
    body = null; // A proxy's HTML page: the status is all there is.
  }
  return problemFrom(body, response.status, retryAfter);
}

export function problemFrom(body: unknown, status: number, retryAfterMs: number | null): Problem {
  if (!isRecord(body)) {
    return new Problem(
      { status, title: status >= 500 ? t('The server is not ready') : t('The request was refused'), detail: t('The server answered {{status}}. Try again in a moment.', { status }) },
      retryAfterMs,
    );
  }
  return new Problem({ ...(body as Partial<ProblemBody>), status }, retryAfterMs);
}

/** `/address/city` → `address.city`, the way react-hook-form names it. */
export function pointerToField(pointer: string): string {
  return pointer
    .replace(/^#?\//, '')
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .join('.');
}

/** Any thrown thing as a sentence for the person. */
export function explain(error: unknown): string {
  if (error instanceof Problem) {
    const places = error.errors.map((e) => `${pointerToField(e.pointer)}: ${e.reason}`).join('; ');
    return [error.detail || error.title, places].filter(Boolean).join(' ');
  }
  return error instanceof Error ? error.message : t('Something went wrong.');
}

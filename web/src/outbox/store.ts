import { openDB, type DBSchema, type IDBPDatabase, type IDBPObjectStore } from 'idb';

/** What a person can change without the server at hand. */
export type Kind = 'right' | 'left' | 'undo' | 'answers' | 'resolve' | 'cancel' | 'retry' | 'priority' | 'bulk' | 'save_answers' | 'profile' | 'settings' | 'outcome' | 'note' | 'reminder' | 'forget_reminder' | 'block' | 'unblock' | 'resume_rules';

/** A change that the server has not yet answered for good. */
export interface Pending {
  /** Grows by one; the order of sending. */
  seq: number;
  userId: string;
  kind: Kind;
  /** Id of the job or application, or `profile`, `answers`, `settings`: changes of one thing go out in order, others need not wait for them. */
  about: string;
  /** For messages about it. */
  title: string;
  company: string;
  /** The Idempotency-Key, the same at every try. */
  key: string;
  /** The request's body, without what `about` says. */
  body?: Record<string, unknown>;
  /** What `body` was made of, so that it can be brought together with what others have changed since. */
  base?: Record<string, unknown>;
  /** Held back on this device until then, in milliseconds since 1970, so that it can be taken back unseen. */
  notBefore?: number;
  /** It was handed to the network at least once: the server may know of it. */
  tried?: boolean;
}

/** A change that the server refused for good, kept until the person has seen it. */
export interface Refusal {
  id: number;
  userId: string;
  kind: Kind;
  about: string;
  title: string;
  company: string;
  /** The problem's code, such as `posting_closed`. */
  code: string;
  detail: string;
  at: number;
}

export interface OutboxStore {
  all(userId: string): Promise<Pending[]>;
  /** Resolves when it is on disk; gives the entry its `seq`. */
  add(entry: Omit<Pending, 'seq'>): Promise<Pending>;
  /** Notes that it was handed to the network. */
  markTried(seq: number): Promise<void>;
  /** Gives what was removed; null when it was no longer there. */
  remove(seq: number): Promise<Pending | null>;
  /** Removes an entry and keeps why it was refused, in one step. */
  refuse(seq: number, refusal: Omit<Refusal, 'id'>): Promise<void>;
  refusals(userId: string): Promise<Refusal[]>;
  dismiss(id: number): Promise<void>;
}

interface Schema extends DBSchema {
  outbox: { key: number; value: Pending };
  refused: { key: number; value: Refusal };
  /** What was last read from the server, for the next start; see offline/snapshot.ts. */
  kept: { key: string; value: unknown };
}

export type Database = IDBPDatabase<Schema>;

const kStrict = { durability: 'strict' } as const;

/** The first form named every subject `jobId`. */
async function carryOver(table: IDBPObjectStore<Schema, ('outbox' | 'refused' | 'kept')[], 'outbox', 'versionchange'>): Promise<void> {
  for (let row = await table.openCursor(); row !== null; row = await row.continue()) {
    const { jobId, ...rest } = row.value as Pending & { jobId?: string };
    if (jobId !== undefined) await row.update({ ...rest, about: jobId });
  }
}

/** The app's one database on this device, shared by its tabs and its service worker. */
export function openDatabase(): Promise<Database> {
  return openDB<Schema>('jobswipe', 2, {
    upgrade(database, from, _to, transaction) {
      if (from < 1) database.createObjectStore('outbox', { keyPath: 'seq', autoIncrement: true });
      if (from < 2) {
        database.createObjectStore('refused', { keyPath: 'id', autoIncrement: true });
        database.createObjectStore('kept');
        // What fails here makes the opening fail.
        void carryOver(transaction.objectStore('outbox'));
      }
    },
    // A newer version of the app waits in another tab: make way for it.
    blocking: (_version, _blocked, event) => (event.target as IDBDatabase).close(),
  });
}

export function indexedDbStore(database: Database): OutboxStore {
  return {
    async all(userId) {
      return (await database.getAll('outbox')).filter((row) => row.userId === userId);
    },
    async add(entry) {
      const transaction = database.transaction('outbox', 'readwrite', kStrict);
      const [seq] = await Promise.all([transaction.store.add(entry as Pending), transaction.done]);
      return { ...entry, seq };
    },
    async markTried(seq) {
      const transaction = database.transaction('outbox', 'readwrite');
      const row = await transaction.store.get(seq);
      if (row !== undefined && row.tried !== true) await transaction.store.put({ ...row, tried: true });
      await transaction.done;
    },
    async remove(seq) {
      const transaction = database.transaction('outbox', 'readwrite', kStrict);
      const row = await transaction.store.get(seq);
      await Promise.all([transaction.store.delete(seq), transaction.done]);
      return row ?? null;
    },
    async refuse(seq, refusal) {
      const transaction = database.transaction(['outbox', 'refused'], 'readwrite', kStrict);
      await Promise.all([
        transaction.objectStore('refused').add(refusal as Refusal),
        transaction.objectStore('outbox').delete(seq),
        transaction.done,
      ]);
    },
    async refusals(userId) {
      return (await database.getAll('refused')).filter((row) => row.userId === userId);
    },
    dismiss: (id) => database.delete('refused', id),
  };
}

export function memoryStore(): OutboxStore {
  let rows: Pending[] = [];
  let refused: Refusal[] = [];
  let next = 1;
  return {
    all: (userId) => Promise.resolve(rows.filter((row) => row.userId === userId)),
    add: (entry) => {
      const row = { ...entry, seq: next++ };
      rows = [...rows, row];
      return Promise.resolve(row);
    },
    markTried: (seq) => {
      rows = rows.map((row) => (row.seq === seq ? { ...row, tried: true } : row));
      return Promise.resolve();
    },
    remove: (seq) => {
      const found = rows.find((row) => row.seq === seq) ?? null;
      rows = rows.filter((row) => row.seq !== seq);
      return Promise.resolve(found);
    },
    refuse: (seq, refusal) => {
      rows = rows.filter((row) => row.seq !== seq);
      refused = [...refused, { ...refusal, id: next++ }];
      return Promise.resolve();
    },
    refusals: (userId) => Promise.resolve(refused.filter((row) => row.userId === userId)),
    dismiss: (id) => {
      refused = refused.filter((row) => row.id !== id);
      return Promise.resolve();
    },
  };
}

let opening: Promise<Database | null> | null = null;

/** The database; null where the browser keeps none, as some private windows do. */
export function database(): Promise<Database | null> {
  if (typeof indexedDB === 'undefined') return Promise.resolve(null);
  opening ??= openDatabase().catch(() => null);
  return opening;
}

/** On disk where the browser allows it; else changes live as long as the tab. */
export async function openStore(): Promise<OutboxStore> {
  const opened = await database();
  return opened === null ? memoryStore() : indexedDbStore(opened);
}

/** A swipe, or its taking back, that the server has not yet answered for good. */
export interface Pending {
  /** Grows by one; the order of sending. */
  seq: number;
  userId: string;
  kind: 'right' | 'left' | 'undo';
  jobId: string;
  /** For messages about it. */
  title: string;
  company: string;
  /** The Idempotency-Key, the same at every try. */
  key: string;
}

export interface OutboxStore {
  all(userId: string): Promise<Pending[]>;
  /** Resolves when it is on disk; gives the entry its `seq`. */
  add(entry: Omit<Pending, 'seq'>): Promise<Pending>;
  /** Whether it was still there. */
  remove(seq: number): Promise<boolean>;
}

const kDatabase = 'jobswipe';
const kTable = 'outbox';

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('IndexedDB failed'));
  });
}

function committed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error('IndexedDB gave up the transaction'));
  });
}

export async function openIndexedDbStore(factory: IDBFactory): Promise<OutboxStore> {
  const opening = factory.open(kDatabase, 1);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore(kTable, { keyPath: 'seq', autoIncrement: true });
  };
  const database = await done(opening);
  const begin = (mode: IDBTransactionMode) => database.transaction(kTable, mode, { durability: 'strict' });
  return {
    async all(userId) {
      const rows = (await done(begin('readonly').objectStore(kTable).getAll())) as Pending[];
      return rows.filter((row) => row.userId === userId);
    },
    async add(entry) {
      const transaction = begin('readwrite');
      const adding = done(transaction.objectStore(kTable).add(entry));
      const kept = committed(transaction);
      // Asked for at once, the commit goes through even when the page is left in this very moment.
      transaction.commit();
      const seq = await adding;
      await kept;
      return { ...entry, seq: seq as number };
    },
    async remove(seq) {
      const transaction = begin('readwrite');
      const table = transaction.objectStore(kTable);
      const found = await done(table.count(seq));
      table.delete(seq);
      await committed(transaction);
      return found > 0;
    },
  };
}

export function memoryStore(): OutboxStore {
  let rows: Pending[] = [];
  let next = 1;
  return {
    all: (userId) => Promise.resolve(rows.filter((row) => row.userId === userId)),
    add: (entry) => {
      const row = { ...entry, seq: next++ };
      rows = [...rows, row];
      return Promise.resolve(row);
    },
    remove: (seq) => {
      const found = rows.some((row) => row.seq === seq);
      rows = rows.filter((row) => row.seq !== seq);
      return Promise.resolve(found);
    },
  };
}

export async function openStore(): Promise<OutboxStore> {
  if (typeof indexedDB === 'undefined') return memoryStore();
  try {
    return await openIndexedDbStore(indexedDB);
  } catch {
    return memoryStore(); // Refused, as some private windows do: swipes then live as long as the tab.
  }
}

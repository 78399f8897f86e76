import type { Pool } from '../../db/connect.ts';

/** What was asked of the database, in order. */
export interface Asked<O> {
  result: O;
  /** The statements of each transaction, between its `begin` and its end. */
  transactions: string[][];
  /** Those outside of any. */
  alone: string[];
}

type Query = string | { text: string; name?: string };
interface Client {
  query(query: Query, ...more: unknown[]): unknown;
}

/** Runs it, and keeps each statement that goes to the database by this pool meanwhile, whoever asks it. */
export async function asked<O>({ $client: pool }: Pool, run: () => Promise<O>): Promise<Asked<O>> {
  const transactions: string[][] = [];
  const alone: string[] = [];
  const listenedTo = new Set<Client>();
  const listen = (client: Client) => {
    let open: string[] | undefined;
    const query = client.query;
    listenedTo.add(client);
    client.query = function (asked, ...more) {
      const { text, name } = typeof asked === 'string' ? { text: asked } : asked;
      // Workers are told of the jobs of whatever was committed a moment before (db/wake.ts), whoever asks what meanwhile.
      if (name === 'wake-workers') return query.call(this, asked, ...more);
      if (text === 'begin') {
        open = [];
        transactions.push(open);
      } else if (text === 'commit' || text === 'rollback') open = undefined;
      else (open ?? alone).push(text.trim());
      return query.call(this, asked, ...more);
    };
  };
  const leave = (client: Client) => {
    // The class's own is back.
    if (listenedTo.delete(client)) delete (client as Partial<Client>).query;
  };
  const onAcquire = (client: object) => listen(client as Client);
  const onRelease = (_error: unknown, client: object) => leave(client as Client);
  pool.on('acquire', onAcquire).on('release', onRelease);
  try {
    return { result: await run(), transactions, alone };
  } finally {
    pool.off('acquire', onAcquire).off('release', onRelease);
    listenedTo.forEach(leave);
  }
}

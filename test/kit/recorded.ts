import { type Connection, connect } from '../../db/connect.ts';

export interface Sent {
  text: string;
  parameters: unknown[];
}

/** One connection as the program's own, all of whose statements are written down as they go out. */
export function recorded(url: string, sent: Sent[]): Connection {
  const connection = connect(url, { max: 1 });
  connection.db.$client.on('connect', (client) => {
    const query = client.query.bind(client) as (...args: unknown[]) => unknown;
    Object.assign(client, {
      query: (statement: string | { text: string; name?: string }, parameters: unknown, ...more: unknown[]) => {
        const { text, name } = typeof statement === 'string' ? { text: statement } : statement;
        // Workers are told of the jobs of whatever was committed a moment before (db/wake.ts), whoever asks what meanwhile.
        if (name !== 'wake-workers') sent.push({ text, parameters: Array.isArray(parameters) ? parameters : [] });
        return query(statement, parameters, ...more);
      },
    });
  });
  return connection;
}

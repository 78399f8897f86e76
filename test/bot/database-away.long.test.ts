import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect } from '../../db/connect.ts';
import { type EmbeddedPostgres, startEmbedded } from '../../db/embedded/embedded.ts';
import { migrate } from '../../db/migrate.ts';
import { letServerIn } from '../kit/server-folder.ts';
import { senderOf, type Talk, talking } from './talk.ts';

/** What people read while the database is down, on a server of this test's own. */

let folder: string;
let server: EmbeddedPostgres;
let connection: ReturnType<typeof connect>;
let talk: Talk;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'staffroom-away-'));
  await letServerIn(folder);
  server = await startEmbedded({ dir: join(folder, 'postgres'), durable: false });
  await migrate(server.url);
  connection = connect(server.url);
  talk = await talking({
    db: connection.db,
    clock: () => new Date(),
    secretKey: Buffer.alloc(32),
    publicUrl: 'http://x',
  });
});
afterAll(async () => {
  await connection.close();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

test('ASVS 16.5.2: says that the database is away, and does nothing by halves', async () => {
  const ben = 'ben.okafor@riverside.example';
  expect((await talk.card('coordinator', `show ${ben}`)).title).toBe('Ben Okafor');
  await server.stop();
  for (const line of ['help', `show ${ben}`, `invite ${ben}`]) {
    expect((await talk.card('coordinator', line)).title).toBe('Try again in a minute');
  }
  expect(await talk.bot.search(senderOf('teacher'), 'a')).toEqual([]);
  expect(talk.bugs).toEqual([]);
});

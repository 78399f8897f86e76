import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { startEmbedded } from './embedded/embedded.ts';
import { migrate } from './migrate.ts';
import { readSchema } from './read-schema.ts';

/** `npm run schema`: writes schema.sql from an empty database that all migrations were applied to. */

const dir = await mkdtemp(join(tmpdir(), 'staffroom-schema-'));
const server = await startEmbedded({ dir: join(dir, 'postgres'), durable: false });
try {
  await migrate(server.url);
  const sql = postgres(server.url, { max: 1 });
  await writeFile(new URL('schema.sql', import.meta.url), await readSchema(sql));
  await sql.end();
} finally {
  await server.stop();
  await rm(dir, { recursive: true });
}

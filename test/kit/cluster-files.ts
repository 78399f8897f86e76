import { execFile } from 'node:child_process';
import { chmod, lchown, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Sql } from 'postgres';
import { giveTo } from '../../db/embedded/account.ts';
import type { Folders } from '../../db/embedded/folders.ts';
import type { SelfSigned } from './certificate.ts';

/** What is done by hand to the files of a server of a test's own. */

const run = promisify(execFile);

/** So that a server has TLS, once it is switched on. */
export async function giveCertificate({ account, data }: Folders, { certificate, key }: SelfSigned): Promise<void> {
  for (const [name, content] of Object.entries({ 'server.crt': certificate, 'server.key': key })) {
    await writeFile(join(data, name), content, { mode: 0o600 });
    await giveTo(account, join(data, name));
  }
}

/** Moves the log of a server that does not run out of its data. */
export async function moveLog({ data, account }: Folders, to: string): Promise<void> {
  const log = join(data, 'pg_wal');
  await run('cp', ['-a', log, to]);
  await rm(log, { recursive: true });
  await symlink(to, log);
  if (account) await lchown(log, account.uid, account.gid);
}

/** Copies a server that runs into folders of another, which is to follow it. */
export async function copyLive(
  asSuperuser: <T>(work: (sql: Sql) => Promise<T>) => Promise<T>,
  from: Folders,
  to: Folders,
): Promise<void> {
  await asSuperuser(async (sql) => {
    await sql`select pg_backup_start('replica', fast => true)`;
    // Files that come and go meanwhile are brought by the log.
    await run('cp', ['-a', from.cluster, to.cluster]).catch(() => {});
    const [backup] = await sql<{ label: string }[]>`select labelfile as label from pg_backup_stop(false)`;
    for (const name of ['postmaster.pid', 'postmaster.opts']) await rm(join(to.data, name), { force: true });
    for (const [name, content] of Object.entries({ backup_label: backup?.label ?? '', 'standby.signal': '' })) {
      await writeFile(join(to.data, name), content);
      await chmod(join(to.data, name), 0o600);
      await giveTo(from.account, join(to.data, name));
    }
  });
}

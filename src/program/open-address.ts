import { randomBytes } from 'node:crypto';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { secretAddress } from '../../adapters/pages/secret-address.ts';
import { readIfThere } from '../lib/file-problem.ts';
import type { App } from '../service/context.ts';

/** What is opened by the secret address, for the one who starts the program. */
export interface Opens {
  what: 'playground' | 'mailbox';
  /** Nothing secret: where it is. */
  url: string;
  /** The whole address, for a terminal alone: others read a log. */
  address: string;
  /** The file in which the address stands. */
  file: string;
}

/**
 * Guards what has no sign-in.
 *
 * @param leadsTo where a browser goes that has opened the address, from the root and without the slash
 * @throws Error where the address can't be kept
 */
export function openBySecret(app: App, dataDir: string, { what, leadsTo }: { what: Opens['what']; leadsTo: string }) {
  const file = join(dataDir, 'open-address');
  const { secret, address } = keptAddress(file, `${app.publicUrl}/open`);
  const { router, guard, ownPagesOnly } = secretAddress(app, { secret, leadsTo });
  const opens: Opens = { what, url: `${app.publicUrl}${leadsTo && `/${leadsTo}`}`, address, file };
  return { router, guard, ownPagesOnly, opens };
}

/** 256 bits. */
const form = /#([\w-]{43})\s*$/;

/**
 * The secret, kept in a file as part of its address: a browser that was let in stays so over a restart, and whoever can't see
 * the terminal reads it there. Where the file was removed there is a new one, and every browser is shut out.
 *
 * @param page the address without the secret
 */
export function keptAddress(file: string, page: string): { secret: string; address: string } {
  const secret = form.exec(readIfThere(file))?.[1] ?? randomBytes(32).toString('base64url');
  const address = `${page}#${secret}`;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  // In one go: another copy that starts reads the old line or the new one.
  writeFileSync(`${file}.new`, `${address}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return { secret, address };
}

import type { App } from '../context.ts';
import { inTransaction } from '../transaction.ts';
import { lockWelcome } from './entry.ts';
import { type Payload, writeRecord } from './records.ts';

/**
 * Keeps what a site was granted, without which no code and no token of it is good.
 *
 * @param expiresIn in seconds
 * @throws EntryLost for someone whom the site is not open to, or no longer
 */
export async function saveGrant(app: App, id: string, payload: Payload, expiresIn: number): Promise<void> {
  await inTransaction(app, async (app) => {
    await lockWelcome(app.db, payload.accountId ?? '', payload.clientId ?? '');
    await writeRecord(app, 'Grant', id, payload, expiresIn);
  });
}

import { eq } from 'drizzle-orm';
import { centres, oneTimeSecrets } from '../../../db/schema/index.ts';
import { sha256 } from '../../lib/hash.ts';
import { audit } from '../audit/event.ts';
import type { App, Db } from '../context.ts';
import { Refusal } from '../errors.ts';
import { may } from '../policy.ts';
import { consumeByAddress } from '../rate-limit.ts';
import { unseal } from '../sealed.ts';
import { inTransaction } from '../transaction.ts';
import { findActor } from '../use-case.ts';
import type { HandedOver } from './hand-over.ts';

/** Links that are none of ours, from one address. Good ones are not counted. */
const unknownLinks = { limit: 30, perMs: 15 * 60_000 };

/** A link to something that is handed over; its school, for the page. */
export interface HandOver {
  centre: { name: string; supportContact: string };
  timeZone: string;
  state: { is: 'open' } | { is: 'expired' } | { is: 'shown'; at: Date };
}

/**
 * What the page behind a link should say. Reading shows nothing: scanners open every link before its reader does.
 *
 * @param address the caller's
 * @throws Refusal `link-unknown`; `too-many-tries` for whoever tries many
 */
export async function lookUpHandOver(app: App, token: string, address: string): Promise<HandOver> {
  const row = await find(app, token);
  if (row) return row;
  await consumeByAddress(app, 'unknown-secret', address, unknownLinks);
  throw new Refusal('link-unknown', {});
}

/**
 * Gives what is handed over, once: from then on it is nowhere here. Of two at once, one has it.
 *
 * @throws Refusal `link-unknown`, `link-expired`, `link-used`
 */
export function showHandOver(app: App, token: string, correlationId: string): Promise<HandedOver> {
  return inTransaction(app, async (app) => {
    const [row] = await app.db
      .select()
      .from(oneTimeSecrets)
      .where(eq(oneTimeSecrets.tokenHash, sha256(token)))
      .for('update');
    if (!row) throw new Refusal('link-unknown', {});
    if (!row.sealed) throw new Refusal('link-used', {});
    // Whom it was given to may have lost the right to it since, or their account.
    const actor = await findActor(app.db, row.userId);
    if (row.expiresAt <= app.clock() || !actor || !may(actor, 'settings.change')) throw new Refusal('link-expired', {});
    const secret = JSON.parse(unseal(app, 'one-time-secret', row.id, row.sealed)) as HandedOver;
    await app.db
      .update(oneTimeSecrets)
      .set({ sealed: null, shownAt: app.clock() })
      .where(eq(oneTimeSecrets.id, row.id));
    // Whoever had the link: nobody was asked who they are.
    const details = { by: 'link', changed: ['secretShown'], ...('site' in secret && { site: secret.site }) };
    await audit(app, { centreId: row.centreId, action: 'settings.change', details, correlationId });
    return secret;
  });
}

async function find(app: App<Db>, token: string): Promise<HandOver | undefined> {
  const [row] = await app.db
    .select({
      expiresAt: oneTimeSecrets.expiresAt,
      shownAt: oneTimeSecrets.shownAt,
      centre: { name: centres.name, supportContact: centres.supportContact },
      timeZone: centres.timeZone,
    })
    .from(oneTimeSecrets)
    .innerJoin(centres, eq(centres.id, oneTimeSecrets.centreId))
    .where(eq(oneTimeSecrets.tokenHash, sha256(token)));
  if (!row) return undefined;
  const { expiresAt, shownAt, ...rest } = row;
  if (shownAt) return { ...rest, state: { is: 'shown', at: shownAt } };
  return { ...rest, state: { is: expiresAt > app.clock() ? 'open' : 'expired' } };
}

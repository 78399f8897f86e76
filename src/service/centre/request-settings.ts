import { and, eq } from 'drizzle-orm';
import { centres, requests } from '../../../db/schema/index.ts';
import type { Db, Tx } from '../context.ts';
import { Refusal } from '../errors.ts';

/** The part of a centre's settings that is about requests. */
export interface RequestSettings {
  /** Whether a reset that someone asks for waits for approval. */
  approveResets: boolean;
  /** How long a request waits until it is announced again, and until it expires. */
  remindAfterHours: number;
  expireAfterHours: number;
}

/** Longest that a request may wait: a month. */
const maxHours = 720;

/** @throws when there is no such centre */
export async function readRequestSettings(db: Db, centreId: string): Promise<RequestSettings> {
  const { approveResets, remindAfterHours, expireAfterHours } = centres;
  const [found] = await db
    .select({ approveResets, remindAfterHours, expireAfterHours })
    .from(centres)
    .where(eq(centres.id, centreId));
  if (!found) throw new Error(`no centre ${centreId}`);
  return found;
}

/** What is given, and of the rest what there is. */
export const requestSettings = (now: RequestSettings, given: Partial<RequestSettings>): RequestSettings => ({
  approveResets: given.approveResets ?? now.approveResets,
  remindAfterHours: given.remindAfterHours ?? now.remindAfterHours,
  expireAfterHours: given.expireAfterHours ?? now.expireAfterHours,
});

export function wrongHours({ remindAfterHours, expireAfterHours }: RequestSettings): (Refusal | false)[] {
  const wrong = (n: number) => !Number.isInteger(n) || n < 1 || n > maxHours;
  const either = wrong(remindAfterHours) || wrong(expireAfterHours);
  return [
    wrong(remindAfterHours) && new Refusal('hours-range', { min: 1, max: maxHours - 1 }, 'remindAfterHours'),
    wrong(expireAfterHours) && new Refusal('hours-range', { min: 2, max: maxHours }, 'expireAfterHours'),
    !either && expireAfterHours <= remindAfterHours && new Refusal('expiry-before-reminder', {}, 'expireAfterHours'),
  ];
}

/** The ids of the centre's requests that wait for a decision. */
export async function waitingIn(tx: Tx, centreId: string): Promise<string[]> {
  const found = await tx
    .select({ id: requests.id })
    .from(requests)
    .where(and(eq(requests.centreId, centreId), eq(requests.status, 'pending')));
  return found.map((r) => r.id);
}

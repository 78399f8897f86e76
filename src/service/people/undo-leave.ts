import { and, eq, gte, sql } from 'drizzle-orm';
import { transfers, users } from '../../../db/schema/index.ts';
import { fullName } from '../../words/people.ts';
import type { Ctx, Db } from '../context.ts';
import { Refusal } from '../errors.ts';
import { isOneOf } from '../ids.ts';
import { may, mayAtAll, NotAllowed } from '../policy.ts';
import { takeBack } from '../progression/hand-over.ts';
import { findTransfers, type Transfer } from '../progression/transfers.ts';
import { refuseUndo } from '../progression/undo-transfer.ts';
import { mutation, query } from '../use-case.ts';
import { inLeaverOf } from './leaver.ts';
import { asTarget, findByIds, lockPeople, type Person } from './person.ts';
import { reactivateAll } from './reactivate.ts';
import { auditBeyond, refuseUnlessAll, type Verdict } from './several.ts';

/** Someone who is to come back, and what comes back to them. */
export interface UndoLeaveVerdict extends Verdict {
  transfers: Transfer[];
}

/** Says of each whether their leaving can be undone, in their order. Changes nothing. @throws Refusal `person-unknown` */
export const previewUndoLeave = query(
  'previewUndoLeave',
  'user.reactivate',
  async (ctx, { ids }: { ids: string[] }): Promise<UndoLeaveVerdict[]> => {
    if (!mayAtAll(ctx.actor, 'user.reactivate')) throw new NotAllowed('user.reactivate', null);
    const moved = await transfersOf(ctx.db, ctx.actor.centreId, ids);
    const verdicts = judge(ctx, ids, await findByIds(ctx, [...ids, ...moved.map(({ toId }) => toId)]), moved);
    await auditBeyond(ctx, verdicts);
    return verdicts;
  },
);

/**
 * Brings people back who left, and gives them just what was handed over since they were suspended; all of it or nothing. Access that was
 * given with it stays.
 * Sets off `mark_users`: the sites that it concerns are brought up to date.
 *
 * @throws Refusal of one `not-suspended`, `transfer-moved-on`; of several `plan-changed`; `person-unknown`, `not-allowed`
 */
export const undoLeave = mutation(
  'undoLeave',
  'user.reactivate',
  async (given, { ids }: { ids: string[] }): Promise<Person[]> => {
    const { db, actor } = given;
    const seen = await transfersOf(db, actor.centreId, ids);
    const people = await lockPeople(given, [...new Set([...ids, ...seen.map(({ toId }) => toId)])]);
    // Once more, now that nobody else can take them back.
    const moved = await transfersOf(db, actor.centreId, ids);
    const verdicts = judge(given, ids, people, moved);
    refuseUnlessAll(verdicts);
    const back = verdicts.map(({ person }) => person);
    const ctx = await inLeaverOf(given, back);
    await takeBack(ctx, moved);
    return reactivateAll(ctx, back);
  },
  { onePerCentre: true },
);

/** What each handed over since they were suspended, that still stands; the first one first. */
async function transfersOf(db: Db, centreId: string, ids: string[]): Promise<Transfer[]> {
  const since = sql`(select u.suspended_at from ${users} u where u.id = ${transfers.fromId})`;
  return (
    await findTransfers(
      db,
      and(eq(transfers.centreId, centreId), isOneOf(transfers.fromId, ids), gte(transfers.at, since)),
    )
  ).reverse();
}

function judge(ctx: Ctx<Db>, ids: string[], people: Person[], moved: Transfer[]): UndoLeaveVerdict[] {
  const found = new Map(people.map((p) => [p.id, p]));
  return ids.map((id) => {
    const person = found.get(id);
    if (!person) throw new Refusal('person-unknown', {});
    const theirs = moved.filter(({ fromId }) => fromId === id);
    return { person, transfers: theirs, refusal: whyNot(ctx, person, theirs, found) };
  });
}

function whyNot(ctx: Ctx<Db>, p: Person, moved: Transfer[], found: Map<string, Person>): Refusal | undefined {
  if (!may(ctx.actor, 'user.reactivate', asTarget(p))) return new NotAllowed('user.reactivate', p.id);
  if (p.status !== 'suspended') return new Refusal('not-suspended', { userId: p.id, name: fullName(p) });
  try {
    for (const transfer of moved) {
      const to = found.get(transfer.toId);
      // Deleted since: of what they got nothing is theirs any more.
      if (!to) throw new Refusal('transfer-moved-on', { name: transfer.to ?? '' });
      refuseUndo(ctx, [p, to], transfer);
    }
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

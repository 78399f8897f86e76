import { and, eq, gt, isNull } from 'drizzle-orm';
import { peopleChanges } from '../../../../db/schema/index.ts';
import type { Json } from '../../../lib/json.ts';
import { dayIn } from '../../../lib/time.ts';
import { eachInTurns } from '../../../lib/turns.ts';
import { comparableEmail } from '../../../words/read-email.ts';
import type { Site } from '../../../words/sites.ts';
import { undoMs } from '../../../words/updates.ts';
import { readCentre } from '../../centre/centre.ts';
import type { Ctx, Db } from '../../context.ts';
import { isUniqueViolation, retryOnce } from '../../database-errors.ts';
import { Refusal } from '../../errors.ts';
import { isOneOf } from '../../ids.ts';
import { mayAtAll, NotAllowed } from '../../policy.ts';
import { mutation, query } from '../../use-case.ts';
import { emailsInUse, inUseRefusal } from '../check-rows.ts';
import { lastOf } from '../last-coordinator.ts';
import { findByIds, type Person } from '../person.ts';
import { applyChanges, type State } from './apply.ts';
import { readAwaited } from './everyone.ts';
import { auditRefused, type Judged, outlineOf, refusalsOf } from './judge.ts';
import { holdAgreed } from './update.ts';
import { type Change, changeOf, isChange, marksOf, sameSet, sitesOf, type Wanted, wayOfInvited } from './wanted.ts';

/**
 * Says of everyone of a change of many what can be put back: what they still have as it made it. An e-mail that someone confirmed
 * themselves stays.
 *
 * @throws Refusal `undo-gone` after a day, or where it was undone
 */
export const previewUndoUpdate = query(
  'previewUndoUpdate',
  'user.edit',
  async (ctx, { changeId }: { changeId: string }): Promise<Judged[]> => {
    const judged = await planUndo(ctx, changeId);
    await auditRefused(
      ctx,
      judged.flatMap(({ refusals }) => refusals),
    );
    return judged;
  },
);

const rowsOf = (ctx: Ctx<Db>, changeId: string) =>
  and(
    eq(peopleChanges.changeId, changeId),
    eq(peopleChanges.centreId, ctx.actor.centreId),
    isNull(peopleChanges.undoneAt),
    gt(peopleChanges.at, new Date(ctx.clock().getTime() - undoMs)),
  );

async function planUndo(ctx: Ctx<Db>, changeId: string): Promise<Judged[]> {
  if (!mayAtAll(ctx.actor, 'user.edit')) throw new NotAllowed('user.edit', null);
  const rows = await ctx.db.select().from(peopleChanges).where(rowsOf(ctx, changeId)).orderBy(peopleChanges.userId);
  if (rows.length === 0) throw new Refusal('undo-gone', {});
  const found = await findByIds(
    ctx,
    rows.map(({ userId }) => userId),
  );
  const byId = new Map(found.map((person) => [person.id, person]));
  const awaited = await readAwaited(ctx);
  const { sites, timeZone } = await readCentre(ctx.db, ctx.actor.centreId);
  const today = dayIn(ctx.clock(), timeZone);
  const judged: Judged[] = [];
  await eachInTurns(rows, ({ userId, was, now }) => {
    const person = byId.get(userId);
    if (!person) return;
    const change = backOf(person, was as State, now as State, { awaited: awaited.get(userId), today });
    judged.push({ person, refusals: [], ...(isChange(change) && { change }) });
  });
  const changes = judged.flatMap(({ change }) => change ?? []);
  const back = changes.flatMap((change) => (change.email && change.email.way !== 'withdrawn' ? [change] : []));
  const uses = await emailsInUse(
    ctx.db,
    back.map(({ email }) => email?.to ?? ''),
  );
  const useOf = new Map(back.map((change, i) => [change, uses[i]?.by]));
  const demoted = changes.flatMap(({ person, role }) => (role && person.role === 'coordinator' ? [person] : []));
  const last = new Map(await lastOf(ctx.db, demoted));
  await eachInTurns(judged, (each) => {
    const { change, person } = each;
    if (!change) return;
    const by = useOf.get(change);
    each.refusals = [
      ...refusalsOf(ctx.actor, change, sites),
      last.get(person.id),
      by && by.userId !== person.id ? inUseRefusal(ctx, by) : undefined,
    ].filter((r) => r !== undefined);
    if (each.refusals.length > 0) delete each.change;
  });
  return judged;
}

/** What of someone is still as the change made it, back to what it was; access that would be over by today stays away. */
function backOf(
  person: Person,
  was: State,
  now: State,
  { awaited, today }: { awaited: string | undefined; today: string },
): Change {
  const wanted: Wanted = {};
  if (now.firstName !== undefined && now.firstName === person.firstName) wanted.firstName = was.firstName;
  if (now.lastName !== undefined && now.lastName === person.lastName) wanted.lastName = was.lastName;
  if (now.role !== undefined && now.role === person.role) wanted.role = was.role;
  if (now.programmes && sameSet(now.programmes, person.programmes)) wanted.programmes = was.programmes;
  const isSame = now.sites && sameSet(now.sites, sitesOf(person)) && sameSet(now.siteAdminOf ?? [], marksOf(person));
  const { until = {} } = was;
  const isOver = (site: Site) => (until[site] ?? today) < today;
  if (isSame) {
    wanted.sites = was.sites?.filter((site) => !isOver(site));
    wanted.siteAdminOf = was.siteAdminOf?.filter((site) => !isOver(site));
  }
  const change = { ...changeOf(person, wanted), ...(isSame && Object.keys(until).length > 0 && { until }) };
  // Who has a last name now, and had none.
  if (was.lastName === '' && now.lastName === person.lastName) change.lastName = '';
  const { email, way } = now;
  if (email === undefined || was.email === undefined) return change;
  const has = comparableEmail(person.email) === comparableEmail(email);
  if (way === 'link' && awaited === comparableEmail(email)) change.email = { to: person.email, way: 'withdrawn' };
  else if (way?.startsWith('invited') && has && person.status === 'invited')
    change.email = { to: was.email, way: wayOfInvited(person) };
  else if (way === 'at-once' && has) change.email = { to: was.email, way };
  return change;
}

const undoOnce = mutation(
  'undoUpdate',
  'user.edit',
  async (ctx, { changeId, agreed }: { changeId: string; agreed: Json }): Promise<Judged[]> => {
    await holdAgreed(ctx, agreed);
    const judged = await planUndo(ctx, changeId);
    if (JSON.stringify(await outlineOf(judged)) !== JSON.stringify(agreed)) throw new Refusal('plan-changed', {});
    const changes = judged.flatMap(({ change }) => change ?? []);
    await applyChanges(ctx, changes);
    const ids = changes.map(({ person }) => person.id);
    if (ids.length > 0)
      await ctx.db
        .update(peopleChanges)
        .set({ undoneAt: ctx.clock() })
        .where(and(rowsOf(ctx, changeId), isOneOf(peopleChanges.userId, ids)));
    return judged;
  },
  { onePerCentre: true },
);

/**
 * Puts back what a change of many made of people, for those who still have it so. An e-mail that changed at once is the old one again at
 * once, for it was theirs a day ago at most; one that waits for its link waits no more.
 * Sets off what {@link applyChanges} does.
 *
 * @throws Refusal `undo-gone`; `plan-changed` where it would be another by now
 */
export const undoUpdate = (ctx: Ctx, input: { changeId: string; agreed: Json }): Promise<Judged[]> =>
  retryOnce(
    () => undoOnce(ctx, input),
    (error) => isUniqueViolation(error, 'users_email'),
  );

import { randomUUID } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import { users } from '../../../../db/schema/index.ts';
import type { Json } from '../../../lib/json.ts';
import { mapInTurns } from '../../../lib/turns.ts';
import { isUuid } from '../../../lib/uuid.ts';
import type { Ctx, Db, Tx } from '../../context.ts';
import { isUniqueViolation, retryOnce } from '../../database-errors.ts';
import { Refusal } from '../../errors.ts';
import { isOneOf } from '../../ids.ts';
import { followMany } from '../../mail/bulk.ts';
import { mayAtAll, NotAllowed } from '../../policy.ts';
import { mutation, query } from '../../use-case.ts';
import { insertPeople } from '../insert.ts';
import { applyChanges } from './apply.ts';
import { mailsOf } from './change-emails.ts';
import { auditRefused, outlineOfChange } from './judge.ts';
import { planUpdate, type UpdatePlan, type UpdateRow } from './match-rows.ts';
import type { Change } from './wanted.ts';

/** All that the plan would do, for a Yes to rest on: two that do the same have the same. */
export const outlineOfUpdate = ({ verdicts }: Pick<UpdatePlan, 'verdicts'>): Promise<Json[]> =>
  mapInTurns(verdicts, (verdict): Json => {
    if (verdict.kind === 'new') return ['new', JSON.stringify(verdict.person)];
    if (verdict.kind === 'changed') return outlineOfChange(verdict.change);
    if (verdict.kind === 'same') return 'same';
    return ['refused', ...verdict.refusals.map(({ code }) => code)];
  });

export const changesOf = ({ verdicts }: Pick<UpdatePlan, 'verdicts'>): Change[] =>
  verdicts.flatMap((verdict) => (verdict.kind === 'changed' ? [verdict.change] : []));

/** Says what becomes of every row of a list, and who of the school is not in it. Changes nothing. */
export const previewUpdate = query(
  'previewUpdate',
  'user.edit',
  async (ctx, { rows }: { rows: UpdateRow[] }): Promise<UpdatePlan> => {
    allowUpdating(ctx);
    const plan = await planUpdate(ctx, rows);
    await auditRefused(
      ctx,
      plan.verdicts.flatMap((verdict) => (verdict.kind === 'refused' ? verdict.refusals : [])),
    );
    return plan;
  },
);

interface Updated {
  plan: UpdatePlan;
  /** To undo it by; nothing where nobody was changed. */
  changeId?: string;
}

const updateOnce = mutation(
  'updatePeople',
  'user.edit',
  async (ctx, { rows, agreed }: { rows: UpdateRow[]; agreed: Json }): Promise<Updated> => {
    allowUpdating(ctx);
    await holdAgreed(ctx, agreed);
    const plan = await planUpdate(ctx, rows);
    if (JSON.stringify(await outlineOfUpdate(plan)) !== JSON.stringify(agreed)) throw new Refusal('plan-changed', {});
    const changeId = randomUUID();
    const changes = changesOf(plan);
    const added = plan.verdicts.flatMap((verdict) =>
      verdict.kind === 'new' ? [{ id: randomUUID(), ...verdict.person }] : [],
    );
    await applyChanges(ctx, changes, { changeId });
    await insertPeople(ctx, added);
    await followMany(ctx, added.length + mailsOf(changes));
    return { plan, ...(changes.length > 0 && { changeId }) };
  },
  { onePerCentre: true },
);

/**
 * Brings people to what a list says of them, and adds those who are new, all or none of those agreed to. Who is in no row stays as
 * they are. What a row does not say stays too.
 * Sets off what {@link applyChanges} and `insertPeople` do.
 *
 * @param input.agreed the outline of the plan that was agreed to
 * @throws Refusal `not-allowed`; `plan-changed` where it would be another by now
 */
export const updatePeople = (ctx: Ctx, input: { rows: UpdateRow[]; agreed: Json }): Promise<Updated> =>
  retryOnce(
    () => updateOnce(ctx, input),
    (error) => isUniqueViolation(error, 'users_email'),
  );

function allowUpdating(ctx: Ctx<Db>): void {
  if (!mayAtAll(ctx.actor, 'user.edit')) throw new NotAllowed('user.edit', null);
}

/**
 * Holds those who stand in the outline of a plan until the transaction ends, in the order of their ids: a plan that is made after it and has
 * the same outline changes nobody else, and nobody who is not held.
 */
export async function holdAgreed({ db, actor }: Ctx<Tx>, agreed: Json): Promise<void> {
  const ids = [agreed]
    .flat()
    .flatMap((each) => (Array.isArray(each) && isUuid(String(each[0])) ? [String(each[0])] : []));
  if (ids.length === 0) return;
  await db
    .select({ id: users.id })
    .from(users)
    .where(and(isOneOf(users.id, ids), eq(users.centreId, actor.centreId)))
    .orderBy(users.id)
    .for('no key update');
}

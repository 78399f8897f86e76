import { randomUUID } from 'node:crypto';
import type { Ctx, Db } from '../context.ts';

import { isUniqueViolation, retryOnce } from '../database-errors.ts';
import { Refusal, refuseIfAny } from '../errors.ts';
import { followMany } from '../mail/bulk.ts';
import { allow, mayAtAll, NotAllowed } from '../policy.ts';
import { keepPlans } from '../scheduled/keep.ts';
import { auditRefusal, mutation, query } from '../use-case.ts';
import { type CheckedRow, checkRows, lookAtRows, type NewPerson } from './check-rows.ts';
import { insertPeople } from './insert.ts';

export interface Added {
  people: { id: string; firstName: string; lastName: string; email: string }[];
  /** A verdict for each row, in their order. */
  rows: CheckedRow[];
}

/** Most rows that a file may have. */
export const maxRows = 5_000;

/** Says of every row whether it can be added. Changes nothing. */
export const previewAdd = query(
  'previewAdd',
  'user.add',
  async (ctx, { rows }: { rows: NewPerson[] }): Promise<CheckedRow[]> => {
    allowAdding(ctx);
    const checked = await checkRows(ctx, rows);
    // Once, however many rows ask for rights that are not the actor's to give.
    if (checked.some((row) => row.refusals.some((r) => r.code === 'not-allowed'))) {
      await auditRefusal(ctx, new NotAllowed('user.role', null));
    }
    return checked;
  },
);

interface Adding {
  rows: NewPerson[];
  skipRefused?: boolean;
  /** The day to come, in the school's calendar, on which the mails go out; now, where there is none. */
  day?: string;
}

const addOnce = mutation(
  'addPeople',
  'user.add',
  async (ctx, { rows, skipRefused = false, day }: Adding): Promise<Added> => {
    const checked = skipRefused ? await checkAllowed(ctx, rows) : await refuseWrong(ctx, rows);
    const people = checked
      .filter((row) => row.refusals.length === 0)
      .map((row) => ({ id: randomUUID(), ...row.person }));
    await insertPeople(ctx, people, !day);
    if (day)
      await keepPlans(
        ctx,
        people.map(({ id: userId }) => ({ userId, kind: 'invite' as const, day })),
      );
    else await followMany(ctx, people.length);
    return { people, rows: checked };
  },
  {
    async look(ctx, { rows, skipRefused }) {
      if (skipRefused) return;
      allowAdding(ctx);
      const { checked, wasDone } = await lookAtRows(ctx, rows);
      refuseRights(ctx, checked);
      if (!wasDone) refuseRefused(checked);
    },
  },
);

/**
 * Adds people: users who are invited, their sites and programmes, and a mail to each with a link to set a password.
 * Sets off `mark_users`: the sites that it concerns are brought up to date.
 *
 * @param input.skipRefused adds those who can be added; otherwise one refused row means that nobody is added
 * @throws Refusal or Refused, the fields as `people.<row>.<field>`; `date-past` beside `on`
 */
export const addPeople = (ctx: Ctx, input: Adding): Promise<Added> =>
  retryOnce(
    () => addOnce(ctx, input),
    // Someone else took one of the e-mails between our look and our insert. A second look sees whose it is.
    (error) => isUniqueViolation(error, 'users_email'),
  );

async function checkAllowed(ctx: Ctx<Db>, rows: NewPerson[]): Promise<CheckedRow[]> {
  allowAdding(ctx);
  return checkRows(ctx, rows);
}

/** All of them can be added. @throws NotAllowed, Refusal, Refused */
async function refuseWrong(ctx: Ctx<Db>, rows: NewPerson[]): Promise<CheckedRow[]> {
  const checked = await checkAllowed(ctx, rows);
  refuseRights(ctx, checked);
  refuseRefused(checked);
  return checked;
}

const refuseRefused = (rows: CheckedRow[]): void =>
  refuseIfAny(rows.flatMap((row, i) => row.refusals.map((r) => inRow(r, i))));

function allowAdding(ctx: Ctx<Db>): void {
  if (!mayAtAll(ctx.actor, 'user.add')) throw new NotAllowed('user.add', null);
}

/** Rights are not a slip of the pen to mend in a field: the whole is refused, and written down. */
function refuseRights(ctx: Ctx<Db>, rows: CheckedRow[]): void {
  for (const { person } of rows) {
    const nobodyYet = { id: '', centreId: ctx.actor.centreId, role: person.role };
    if (person.role !== 'teacher') allowFor(ctx, 'user.role', nobodyYet);
    if (person.siteAdminOf.length > 0) allowFor(ctx, 'site.admin', nobodyYet);
  }
}

function allowFor(
  ctx: Ctx<Db>,
  act: 'user.role' | 'site.admin',
  target: { id: string; centreId: string; role: NewPerson['role'] },
) {
  try {
    allow(ctx, act, target);
  } catch {
    throw new NotAllowed(act, null); // there is no user yet whom the trail could name
  }
}

const inRow = (r: Refusal, i: number) => new Refusal(r.code, r.params, `people.${i}.${r.field}`);

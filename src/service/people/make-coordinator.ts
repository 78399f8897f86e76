import { randomUUID } from 'node:crypto';
import { and, eq, ne } from 'drizzle-orm';
import { distance } from 'fastest-levenshtein';
import { users } from '../../../db/schema/index.ts';
import { foldEmail } from '../../words/email.ts';
import { fullName, type Role, type Status } from '../../words/people.ts';
import { audit, event } from '../audit/event.ts';
import type { Centre } from '../centre/centre.ts';
import type { App, Ctx, Db, Principal, Tx } from '../context.ts';
import { isUniqueViolation, retryOnce } from '../database-errors.ts';
import { refuseIfAny } from '../errors.ts';
import { tellCoordinators } from '../mail/tell-coordinators.ts';
import { sendLink } from '../passwords/links.ts';
import { inTransaction } from '../transaction.ts';
import { lockCentre } from '../use-case.ts';
import { emailsInUse, inUseRefusal } from './check-rows.ts';
import { checkEmail, checkName, sanitizeEmail, sanitizeNames } from './details.ts';
import { insertPeople } from './insert.ts';
import { findById, lockPerson, type Person, personColumns } from './person.ts';
import { reactivateAll } from './reactivate.ts';

/** Who is to be a coordinator; the names count for someone who is new. */
export interface Wanted {
  email: string;
  firstName: string;
  lastName: string;
}

export interface CoordinatorMade {
  name: string;
  email: string;
  /** What they were; nothing: there was no account. */
  was: { role: Role; status: Status } | undefined;
  /** What they are, or would be: as coordinator. */
  status: 'invited' | 'active';
  /** Whether a link to choose a password is on its way to them. */
  isInvited: boolean;
  hasSecondFactor: boolean;
}

type Owner = Ctx<Db, Principal>;

const ownerOf = <D extends Db>(app: App<D>, { id: centreId }: Pick<Centre, 'id'>): Ctx<D, Principal> => ({
  ...app,
  actor: { id: null, centreId, by: 'owner' },
  workspaceId: null,
  correlationId: randomUUID(),
});

/** So many letters of an e-mail may be wrong, missing or too many for it to look like a mistyped one. */
const maxSlips = 2;

/**
 * What {@link makeCoordinator} would do, and where it would add someone, who of the school has nearly the same e-mail, which may be the one
 * that was meant. Changes nothing.
 *
 * @throws Refusal or Refused the same
 */
export async function previewCoordinator(
  app: App,
  centre: Centre,
  wanted: Wanted,
): Promise<CoordinatorMade & { near: { name: string; email: string }[] }> {
  const ctx = ownerOf(app, centre);
  const outcome = outcomeOf(wanted, await findUser(ctx, wanted));
  return { ...outcome, near: outcome.was ? [] : await nearTo(ctx, outcome.email) };
}

async function nearTo({ db, actor: { centreId } }: Owner, email: string) {
  const { firstName, lastName } = personColumns;
  const there = await db
    .select({ firstName, lastName, email: personColumns.email })
    .from(users)
    // Who was deleted has no e-mail any more.
    .where(and(eq(users.centreId, centreId), ne(users.status, 'deleted')));
  return there
    .filter((each) => distance(foldEmail(each.email), foldEmail(email)) <= maxSlips)
    .map((each) => ({ name: fullName(each), email: each.email }));
}

/**
 * Makes someone a coordinator for whoever owns the server, who may do anything: someone unknown is added, with access to all that
 * the school is eligible for, and mailed a link to choose a password; whoever is suspended is brought back; an invitation that may be
 * lost goes again. All who are coordinators then are told by mail. Their second factor stays as it is, and so do the rights of all
 * others. Who is a coordinator already, and may sign in, is left as they are.
 * Sets off `mark_users`: the sites that it concerns are brought up to date.
 *
 * @throws Refusal `email-…` of one that is none, `email-in-use` at another school, `name-…`; Refused of several
 */
export const makeCoordinator = (app: App, centre: Centre, wanted: Wanted): Promise<CoordinatorMade> =>
  retryOnce(
    () =>
      inTransaction(app, async (app) => {
        // As all that changes who may do what: one at a time in a school.
        await lockCentre(app.db, centre.id);
        const ctx = ownerOf(app, centre);
        const found = await findUser(ctx, wanted);
        const person = found && (await lockPerson(ctx, found.id));
        const outcome = outcomeOf(wanted, person);
        if (isNothing(outcome)) return outcome;
        if (person) await raise(ctx, person, outcome);
        else await insertPeople(ctx, [{ id: randomUUID(), ...newPerson(wanted), sites: centre.sites }]);
        await tellCoordinators(ctx, 'coordinator-made', { centreId: centre.id }, ctx.correlationId);
        return outcome;
      }),
    // Someone else took the e-mail between our look and our insert. A second look sees whose it is.
    (error) => isUniqueViolation(error, 'users_email'),
  );

/** Whether someone is what they should be. */
export const isNothing = ({ was }: Pick<CoordinatorMade, 'was'>): boolean =>
  was?.role === 'coordinator' && was.status !== 'suspended';

async function findUser(ctx: Owner, { email }: Wanted): Promise<Person | undefined> {
  const wrong = checkEmail(email);
  if (wrong) throw wrong;
  const [used] = await emailsInUse(ctx.db, [sanitizeEmail(email)]);
  if (!used?.by) return undefined;
  if (used.by.centreId !== ctx.actor.centreId) throw inUseRefusal(ctx, used.by);
  return findById(ctx, used.by.userId);
}

function outcomeOf(wanted: Wanted, person: Person | undefined): CoordinatorMade {
  if (!person) {
    const { firstName, lastName, email } = newPerson(wanted);
    refuseIfAny([checkName('first', firstName), checkName('last', lastName)].filter((r) => r !== undefined));
    const name = fullName({ firstName, lastName });
    return { name, email, was: undefined, status: 'invited', isInvited: true, hasSecondFactor: false };
  }
  const { role, email, hasSecondFactor } = person;
  const status = person.status === 'invited' || person.suspendedFrom === 'invited' ? 'invited' : 'active';
  const was = { role, status: person.status };
  return {
    name: fullName(person),
    email,
    was,
    status,
    isInvited: status === 'invited' && !isNothing({ was }),
    hasSecondFactor,
  };
}

const newPerson = ({ email, ...names }: Wanted) => ({
  ...sanitizeNames(names),
  email: sanitizeEmail(email),
  role: 'coordinator' as const,
  siteAdminOf: [],
  programmes: [],
});

async function raise(ctx: Ctx<Tx, Principal>, person: Person, { isInvited }: CoordinatorMade): Promise<void> {
  if (person.status === 'suspended') await reactivateAll(ctx, [person]);
  if (person.role !== 'coordinator') {
    await ctx.db.update(users).set({ role: 'coordinator' }).where(eq(users.id, person.id));
    const details = { from: person.role, to: 'coordinator' };
    await audit(ctx, { ...event(ctx, 'user.role', person.id), details });
  }
  if (isInvited) await sendLink(ctx, person, 'set-up', ctx.correlationId);
}

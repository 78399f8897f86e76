import { mergeSet } from '../../lib/merge-set.ts';
import { fullName } from '../../words/people.ts';
import type { Programme } from '../../words/programmes.ts';
import type { Site } from '../../words/sites.ts';
import { event } from '../audit/event.ts';
import { readCentre } from '../centre/centre.ts';
import type { Ctx, Db, Tx } from '../context.ts';
import { isUniqueViolation, retryOnce } from '../database-errors.ts';
import { Refusal, refuseIfAny } from '../errors.ts';
import { sendLink, voidLinks } from '../passwords/links.ts';
import { allow, mayAtAll } from '../policy.ts';
import { endAccessAfter } from '../scheduled/plan.ts';
import { endSessions } from '../sign-in/end-sessions.ts';
import { mutation } from '../use-case.ts';
import { emailsInUse, inUseRefusal } from './check-rows.ts';
import { checkEmail, checkName, checkSites, sanitizeEmail, sanitizePersonName } from './details.ts';
import { allowMove } from './move-email.ts';
import { asTarget, lockPerson, type Person, readPerson } from './person.ts';
import { writeChanges } from './write-changes.ts';

/** What is to be as given; what is not given stays. */
export interface Edit {
  id: string;
  firstName?: string;
  lastName?: string;
  email?: string;
  programmes?: Programme[];
  sites?: Site[];
  /** The last day, in the school's calendar, of access that is given by this. */
  until?: string;
  /** What the one who edits saw: only what they changed of it changes, whatever others did in the meantime. */
  seen?: { programmes?: Programme[]; sites?: Site[] };
}

export interface Edited {
  person: Person;
  /** Set when the new e-mail waits for the link sent to it. */
  emailToConfirm?: string;
  /** Set when the set-up link went to a corrected e-mail. */
  invitedAgain?: boolean;
  /** Set when a new e-mail that waited for its link waits no more. */
  emailWithdrawn?: boolean;
}

/**
 * Changes someone's details. Names, programmes and sites change at once. A new e-mail of someone with a password takes
 * effect when the link sent to it is pressed; of someone still invited at once, with the set-up link sent there, since
 * only that link makes the account anyone's. To give the e-mail that someone has already withdraws a new one that waits.
 * Sets off what {@link writeChanges} does.
 *
 * @throws Refusal or Refused beside the fields; `nothing-changed`, `person-unknown`, `not-allowed`
 */
export const editPerson = (ctx: Ctx, input: Edit): Promise<Edited> =>
  retryOnce(
    () => editOnce(ctx, input),
    (error) => isUniqueViolation(error, 'users_email'),
  );

const editOnce = mutation('editPerson', 'user.edit', (ctx, input: Edit) => edit(ctx, input, 'user.edit'), {
  people: ({ id }) => [id],
});

/** In the caller's transaction. @param act `self.edit` for one's own name and e-mail, which ask for no right over others */
export async function edit(ctx: Ctx<Tx>, input: Edit, act: 'user.edit' | 'self.edit'): Promise<Edited> {
  const person = await lockPerson(ctx, input.id);
  const next = differences(person, input);
  const emailWithdrawn = await withdrawEmail(ctx, person, input.email);
  const { give, take, ...given } = next;
  const isEdited = emailWithdrawn || Object.values(given).some((v) => v !== undefined);
  if (act === 'self.edit') allow(ctx, act, asTarget(person));
  else allowEdit(ctx, person, next, isEdited);
  if (!isEdited && give.length + take.length === 0) throw new Refusal('nothing-changed', { name: fullName(person) });
  await refuseWrong(ctx, person, next);

  if (input.until && give.length === 0) throw new Refusal('until-for-nothing', {}, 'until');
  const { email } = next;
  const corrected = email !== undefined && person.status === 'invited';
  const details = { ...summary(next), ...(emailWithdrawn && { withdrawn: ['email'] }) };
  await writeChanges(
    ctx,
    [{ ...next, id: person.id, email: corrected ? email : undefined }],
    [{ ...event(ctx, act, person.id), details }],
  );
  await endSessions(ctx, person.id, { sites: take });
  if (input.until) await endAccessAfter(ctx, person.id, give, input.until);
  if (email !== undefined) {
    if (corrected && !person.invitedOn) await sendLink(ctx, person, 'set-up', ctx.correlationId);
    else if (!corrected)
      await sendLink(ctx, person, 'confirm-email', ctx.correlationId, { newEmail: email, askedBy: ctx.actor.id });
  }
  return {
    person: await readPerson(ctx, person.id),
    ...(email !== undefined && !corrected && { emailToConfirm: email }),
    ...(corrected && !person.invitedOn && { invitedAgain: true }),
    ...(emailWithdrawn && { emailWithdrawn }),
  };
}

/** Voids the link to a new e-mail when the old one is given; whether there was one to void. */
async function withdrawEmail(ctx: Ctx<Tx>, person: Person, email: string | undefined): Promise<boolean> {
  if (email === undefined || sanitizeEmail(email) !== person.email) return false;
  return (await voidLinks(ctx, [person.id], ['confirm-email'])) > 0;
}

type Differences = ReturnType<typeof differences>;

function differences(person: Person, input: Edit) {
  const has = person.access.map((a) => a.site);
  const firstName = changed(input.firstName && sanitizePersonName(input.firstName), input.firstName, person.firstName);
  const lastName = changed(input.lastName && sanitizePersonName(input.lastName), input.lastName, person.lastName);
  const email = changed(input.email && sanitizeEmail(input.email), input.email, person.email);
  const programmes = input.programmes && mergeSet(person.programmes, input.seen?.programmes, input.programmes);
  const sites = input.sites ? mergeSet(has, input.seen?.sites, input.sites) : has;
  return {
    firstName,
    lastName,
    email,
    programmes: programmes && !sameSet(programmes, person.programmes) ? programmes : undefined,
    give: sites.filter((s) => !has.includes(s)),
    take: has.filter((s) => !sites.includes(s)),
  };
}

const changed = (sanitized: string | undefined, given: string | undefined, now: string) =>
  given !== undefined && sanitized !== now ? (sanitized ?? '') : undefined;

const sameSet = <T>(a: T[], b: T[]) => a.length === b.length && a.every((x) => b.includes(x));

/** A site admin may give and take access to their own sites, and nothing else. */
function allowEdit(ctx: Ctx<Db>, person: Person, { email, give, take }: Differences, isEdited: boolean): void {
  const target = asTarget(person);
  if (isEdited) allow(ctx, 'user.edit', target);
  if (email !== undefined) allowMove(ctx, person);
  for (const site of [...give, ...take]) allow(ctx, 'site.access', target, { site });
  // With the access goes the site admin mark, which is a right of its own to take.
  if (person.access.some((a) => a.siteAdmin && take.includes(a.site))) allow(ctx, 'site.admin', target);
}

async function refuseWrong(ctx: Ctx<Tx>, person: Person, next: Differences): Promise<void> {
  const { firstName, lastName, email } = next;
  const kept = person.access.map((a) => a.site).filter((s) => !next.take.includes(s));
  const sitesTouched = next.give.length + next.take.length > 0;
  const refusals = [
    firstName !== undefined && checkName('first', firstName),
    lastName !== undefined && checkName('last', lastName),
    email !== undefined && ((await refuseEmail(ctx, person, email)) ?? undefined),
    sitesTouched && checkSites([...kept, ...next.give], [], (await readCentre(ctx.db, person.centreId)).sites),
  ];
  refuseIfAny(refusals.filter((r) => r instanceof Refusal));
}

async function refuseEmail(ctx: Ctx<Tx>, person: Person, email: string): Promise<Refusal | undefined> {
  const malformed = checkEmail(email);
  if (malformed) return malformed;
  if (person.status === 'suspended') {
    return new Refusal('is-suspended', { userId: person.id, name: fullName(person) }, 'email');
  }
  const [use] = await emailsInUse(ctx.db, [email]);
  if (!use?.by || use.by.userId === person.id) return undefined;
  // Whose it is, is for those who see the list.
  return mayAtAll(ctx.actor, 'user.list') ? inUseRefusal(ctx, use.by) : new Refusal('email-in-use', {}, 'email');
}

/** For the trail: which details changed, never to what, where that names the person. */
function summary({ firstName, lastName, email, programmes, give, take }: Differences): Record<string, unknown> {
  const changedDetails = Object.entries({ firstName, lastName, email }).flatMap(([k, v]) =>
    v === undefined ? [] : [k],
  );
  return {
    ...(changedDetails.length > 0 && { changed: changedDetails }),
    ...(programmes && { programmes }),
    ...(give.length > 0 && { give }),
    ...(take.length > 0 && { take }),
  };
}

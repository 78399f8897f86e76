import { and, eq, gt, isNull, type SQLWrapper } from 'drizzle-orm';
import { gathered } from '../../../db/gathered.ts';
import type { Values } from '../../../db/prebuilt.ts';
import { links } from '../../../db/schema/index.ts';
import type { Site } from '../../words/sites.ts';
import { readCentre, selectCentre } from '../centre/centre.ts';
import type { Ctx, Db } from '../context.ts';
import { Refusal } from '../errors.ts';
import { allow, may, mayAtAll } from '../policy.ts';
import { visibleSites } from '../progression/groups.ts';
import { type Holding, selectHoldings } from '../progression/holdings.ts';
import { type SiteStep, selectSteps, stepOf } from '../provisioning/site-states.ts';
import { selectOwnRequests, selectWaiting } from '../requests/own.ts';
import { type RequestView, viewOf } from '../requests/request.ts';
import { type Scheduled, selectPlan } from '../scheduled/list.ts';
import { ownSiteOf, selectSites } from '../sites/own-sites.ts';
import { type SiteVisit, selectVisits } from '../usage/visits.ts';
import { query } from '../use-case.ts';
import type { OfPerson } from './columns.ts';
import { mayNote, type Note, selectNote } from './note.ts';
import { asTarget, findById, type Person, selectPerson } from './person.ts';

/** Someone about whom a question is asked, and what it rests on: whether to suspend them, to bring them back, or to whom they leave what they hold. */
export interface InQuestion extends Person {
  /** What they hold, on the sites that the one who looks may see. */
  holdings: Holding[];
  /** What is to happen to them on a day to come, for who may do that. */
  planned: Scheduled | undefined;
}

export interface Profile extends InQuestion {
  /** A new e-mail that takes effect when the link sent to it is pressed. */
  emailToConfirm: string | null;
  /** When they came last to each site of theirs whose sign-ins are seen, of those that the one who looks may see. */
  visits: SiteVisit[];
  /** How far the sites are with them that are kept in step. */
  steps: SiteStep[];
  /** What coordinators wrote down about them, for whoever may read that. */
  note?: Note;
  /** What they ask for that the one who looks may decide, the oldest first. */
  waiting: RequestView[];
}

type OfOne = Values<{ centreId: string; userId: string; now: Date }>;

/** What a question about someone rests on, whatever of it the one who looks may see; to be read in one statement. */
export const selectForQuestion = (db: Db, of: Record<'centreId' | 'userId', SQLWrapper>) => ({
  people: selectPerson(db, of),
  holdings: selectHoldings(db, of),
  plans: selectPlan(db, of),
});

/** All of a profile, likewise. */
export const selectProfile = (db: Db, of: Record<'centreId' | 'userId', SQLWrapper>, now: SQLWrapper) => ({
  ...selectForQuestion(db, of),
  steps: selectSteps(db, of),
  visits: selectVisits(db, of),
  notes: selectNote(db, of),
  waiting: selectWaiting(db, of, now),
  newEmails: selectNewEmail(db, of, now),
});

const readForQuestion = gathered((db, { centreId, userId }: Omit<OfOne, 'now'>) =>
  selectForQuestion(db, { centreId, userId }),
);

const readAll = gathered((db, { centreId, userId, now }: OfOne) => selectProfile(db, { centreId, userId }, now));

/** What was read of someone, of which nobody has asked yet who may see it. */
export type ReadForQuestion = Awaited<ReturnType<typeof readForQuestion>>;
export type ReadProfile = Awaited<ReturnType<typeof readAll>>;

interface Shown<R> {
  id: string;
  /** The same, where it was read already. */
  read?: R | undefined;
}

/** Someone about whom a question is asked. @throws as {@link showPerson} */
export const showForQuestion = query(
  'showForQuestion',
  'user.show',
  async (ctx, { id, read }: Shown<ReadForQuestion>): Promise<InQuestion> =>
    inQuestion(ctx, readBefore(ctx, id, read) ?? (await readForQuestion(ctx.db, of(ctx, id)))),
);

/** A profile. @throws Refusal `person-unknown`; `not-allowed` for someone whom the actor may not see */
export const showPerson = query(
  'showPerson',
  'user.show',
  async (ctx, { id, read: before }: Shown<ReadProfile>): Promise<Profile> => {
    const { actor, db, clock } = ctx;
    const read = readBefore(ctx, id, before) ?? (await readAll(db, { ...of(ctx, id), now: clock() }));
    const person = inQuestion(ctx, read);
    const seesAll = may({ ...actor, siteAdminOf: [] }, 'user.show', asTarget(person));
    const used = person.access.map((a) => a.site);
    return {
      ...person,
      emailToConfirm: read.newEmails[0]?.newEmail ?? null,
      visits: read.visits.filter(({ site }) => used.includes(site) && (seesAll || actor.siteAdminOf.includes(site))),
      steps: read.steps.filter(({ site, waiting }) => used.includes(site) || waiting > 0).map(stepOf),
      note: mayNote(ctx, person) ? read.notes[0] : undefined,
      waiting: decidable(ctx, person, read.waiting.map(viewOf)),
    };
  },
);

const of = ({ actor }: Ctx, userId: string) => ({ centreId: actor.centreId, userId });

/** What was read already, where it is of this one, of the actor's own school. */
function readBefore<R extends ReadForQuestion>({ actor }: Ctx, id: string, read: R | undefined): R | undefined {
  const person = read?.people[0];
  return person?.id === id && person.centreId === actor.centreId ? read : undefined;
}

/** What the one who looks may see of it. */
function inQuestion(ctx: Ctx, { people: [person], holdings, plans }: ReadForQuestion): InQuestion {
  if (!person) throw new Refusal('person-unknown', {});
  const target = asTarget(person);
  allow(ctx, 'user.show', target);
  const data: readonly Site[] = visibleSites(ctx.actor, person);
  return {
    ...person,
    holdings: holdings.filter(({ site }) => data.includes(site)),
    planned: may(ctx.actor, 'user.suspend', target) ? plans[0] : undefined,
  };
}

function decidable({ actor }: Ctx, person: Person, waiting: RequestView[]): RequestView[] {
  if (person.id === actor.id || !mayAtAll(actor, 'access.decide')) return [];
  const target = asTarget(person);
  return waiting.filter(({ kind, site }) => may(actor, `${kind}.decide`, target, site ?? undefined));
}

/** One's own account and the centre it belongs to. */
export const whoAmI = query('whoAmI', 'whoami', async (ctx, _: Record<string, never>) => {
  const [person, centre] = await Promise.all([findById(ctx, ctx.actor.id), readCentre(ctx.db, ctx.actor.centreId)]);
  if (!person) throw new Refusal('person-unknown', {});
  allow(ctx, 'whoami', asTarget(person));
  return { person, centre };
});

/** All of one's own account but the school; to be read in one statement. */
export const selectOwn = (db: Db, of: Record<'centreId' | 'userId', SQLWrapper>, now: SQLWrapper) => ({
  people: selectPerson(db, of),
  sites: selectSites(db, of),
  requests: selectOwnRequests(db, of),
  newEmails: selectNewEmail(db, of, now),
});

const readOwnAll = gathered((db, { centreId, userId, now }: OfOne) => ({
  ...selectOwn(db, { centreId, userId }, now),
  centres: selectCentre(db, centreId),
}));

/** Someone's own account as it was read. */
export type ReadOwn = Awaited<ReturnType<typeof readOwnAll>>;

/**
 * What belongs to one's own account: where each site opens, what one asked for, and a new e-mail that waits.
 *
 * @param input.read the same, where it was read already
 */
export const readOwn = query('readOwn', 'whoami', async (ctx, { read: before }: { read?: ReadOwn | undefined }) => {
  const { actor, db, clock } = ctx;
  const isRead = before?.people[0]?.id === actor.id;
  const read = isRead ? before : await readOwnAll(db, { centreId: actor.centreId, userId: actor.id, now: clock() });
  const [person] = read.people;
  const [centre] = read.centres;
  if (!person || !centre) throw new Refusal('person-unknown', {});
  allow(ctx, 'whoami', asTarget(person));
  return {
    person,
    centre,
    sites: read.sites.map(ownSiteOf),
    requests: read.requests.map(viewOf),
    emailToConfirm: read.newEmails[0]?.newEmail ?? null,
  };
});

/** A new e-mail that waits for the link sent to it. */
const selectNewEmail = (db: Db, { userId }: Pick<OfPerson, 'userId'>, now: SQLWrapper) =>
  db
    .select({ newEmail: links.newEmail })
    .from(links)
    .where(
      and(
        eq(links.userId, userId),
        eq(links.kind, 'confirm-email'),
        isNull(links.usedAt),
        isNull(links.voidedAt),
        // Never with this kind; said, it is found by the index of open links.
        isNull(links.chatPerson),
        gt(links.expiresAt, now),
      ),
    );

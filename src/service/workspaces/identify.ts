import { and, eq, inArray, ne, type SQL, sql } from 'drizzle-orm';
import { gathered } from '../../../db/gathered.ts';
import { prebuilt, type Values } from '../../../db/prebuilt.ts';
import { foldedEmail } from '../../../db/schema/folded-email.ts';
import { centres, chatIdentities, siteAccess, users, workspaces } from '../../../db/schema/index.ts';
import type { Status } from '../../words/people.ts';
import type { Platform } from '../../words/platforms.ts';
import { comparableEmail } from '../../words/read-email.ts';
import type { Site } from '../../words/sites.ts';
import { type Centre, centreColumns } from '../centre/centre.ts';
import type { Actor, App, Db } from '../context.ts';
import { siteAdminOf } from '../people/columns.ts';
import { isNamed, type Named, type Names, namedBy, selectNamed } from '../people/named.ts';
import { type ReadOwn, type ReadProfile, selectOwn, selectProfile } from '../people/show.ts';
import { inTransaction } from '../transaction.ts';
import { noteActed } from './acted.ts';
import { noteOrganisation } from './organisation.ts';
import { strangersWords } from './strangers-words.ts';
import { endTie, makeTie, type Seen, type ToTie } from './ties.ts';

/** Whom a chat platform vouches for. */
export interface ChatPerson extends Seen {
  platform: Platform;
  /** The platform's id of it. */
  workspace: string;
  /** The platform's id of the organisation that holds it and others, where the platform says so. */
  organisation?: string | undefined;
  /** What the workspace calls them. */
  name: string | undefined;
}

export interface Identified {
  actor: Actor;
  workspaceId: string;
  firstName: string;
  centre: Centre;
  /** The sites that they may sign in to. */
  sites: Site[];
  /** Those of their centre whom they name, as they were at the moment at which it was looked who asks. */
  named?: Named;
  /** The profile of the one whom they name, where it was asked for. */
  profile?: ReadProfile;
  /** Their own account, where it was asked for. */
  own?: ReadOwn;
}

/** What is read with who asks: whom they name, and all of the one profile that is shown, or of their own account. */
export interface ReadAhead extends Names {
  whole?: 'profile' | 'own' | undefined;
}

/** Why someone has no rights at all. `support` is whom to ask, where the workspace is bound to a centre. */
export interface Unknown {
  because: 'workspace-unbound' | 'not-a-member' | 'no-account' | 'invited' | 'suspended' | 'taken';
  support: string | null;
  /** With `taken`: the tie that the account's mailbox would have to confirm, since someone else there has one. */
  wanted?: Omit<ToTie, 'correlationId'>;
}

interface Wanted {
  platform: Platform;
  workspace: string;
  person: string;
  email: string;
}

const atWorkspace = ({ platform, workspace }: Values<Pick<Wanted, 'platform' | 'workspace'>>) =>
  and(eq(workspaces.platform, platform), eq(workspaces.externalId, workspace));

/** Whoever is called so: what the school's own directory calls someone is what a tenant vouches for, where that is not their e-mail. */
const selectCalled = (db: Db, { email, ...at }: Values<Pick<Wanted, 'platform' | 'workspace' | 'email'>>) =>
  db
    .select({ id: users.id })
    .from(users)
    .where(eq(foldedEmail(users.email), email))
    .union(
      db
        .select({ id: users.id })
        .from(users)
        .innerJoin(workspaces, and(atWorkspace(at), eq(workspaces.centreId, users.centreId)))
        .where(eq(foldedEmail(users.userName), email)),
    );

/**
 * The workspace with its centre, and there whoever is called so: two rows where that is not one alone.
 *
 * @param called who is called so, where that is found already
 */
const selectSender = (db: Db, { person, email, ...at }: Values<Wanted>, called?: SQL) =>
  db
    .select({
      workspaceId: workspaces.id,
      centreId: workspaces.centreId,
      organisationId: workspaces.organisationId,
      centre: centreColumns,
      userId: users.id,
      firstName: users.firstName,
      role: users.role,
      status: sql<Status | null>`${users.status}`,
      siteAdminOf: siteAdminOf(),
      sites: sql<Site[]>`coalesce((
        select json_agg(a.site) from ${siteAccess} a where a.user_id = ${users.id}
      ), '[]')`,
      tied: chatIdentities.userId,
    })
    .from(workspaces)
    .innerJoin(centres, eq(centres.id, workspaces.centreId))
    .leftJoin(
      users,
      and(
        eq(users.centreId, workspaces.centreId),
        ne(users.status, 'deleted'),
        inArray(users.id, called ?? selectCalled(db, { ...at, email })),
      ),
    )
    .leftJoin(chatIdentities, and(eq(chatIdentities.workspaceId, workspaces.id), eq(chatIdentities.externalId, person)))
    .where(atWorkspace(at));

const look = prebuilt((db, { platform, workspace, person, email }: Values<Wanted>) =>
  selectSender(db, { platform, workspace, person, email }),
);

/** The same, and whom they name, in one statement. */
const lookBoth = gathered((db, { platform, workspace, person, email, emails, ids }: Values<Wanted & Names>) => {
  const centreId = db.select({ id: workspaces.centreId }).from(workspaces).where(atWorkspace({ platform, workspace }));
  return {
    senders: selectSender(db, { platform, workspace, person, email }),
    named: selectNamed(db, sql`(${centreId})`, { emails, ids }),
  };
});

/** The one user of whom all is read, found first. */
const one = { centreId: sql`(select centre_id from one)`, userId: sql`(select id from one)` };

/** The same, and the profile of the one whom they name. */
const lookAtProfile = gathered(
  (db, { platform, workspace, person, email, now }: Values<Wanted & Names & { now: Date }>) => ({
    senders: selectSender(db, { platform, workspace, person, email }),
    ...selectProfile(db, one, now),
  }),
  (db, { platform, workspace, emails, ids }) =>
    sql`one as materialized (${db
      .select({ id: users.id, centreId: users.centreId })
      .from(users)
      .innerJoin(workspaces, eq(workspaces.centreId, users.centreId))
      .where(and(atWorkspace({ platform, workspace }), isNamed({ emails, ids })))})`,
);

/** Whoever is called so, found once for all that is read of them. */
const called = sql`(select id from called)`;

/** The same, and the own account of who asks. Where more are called so, that is of one of them, and nobody is who asks. */
const lookAtOwn = gathered(
  (db, { platform, workspace, person, email, now }: Values<Wanted & { now: Date }>) => ({
    senders: selectSender(db, { platform, workspace, person, email }, called),
    ...selectOwn(db, one, now),
  }),
  (db, { platform, workspace, email }) =>
    sql`called as materialized (${selectCalled(db, { platform, workspace, email })}), one as materialized (${db
      .select({ id: users.id, centreId: users.centreId })
      .from(users)
      .innerJoin(workspaces, eq(workspaces.centreId, users.centreId))
      .where(and(atWorkspace({ platform, workspace }), ne(users.status, 'deleted'), inArray(users.id, called)))
      .limit(1)})`,
);

/** Who sends something, and what is read ahead, in one statement. */
async function lookAhead(app: App, sender: Wanted, { emails, ids, whole }: ReadAhead) {
  const names = { emails, ids };
  if (whole === 'own') {
    const { senders, ...own } = await lookAtOwn(app.db, { ...sender, now: app.clock() });
    // The school is read with who asks.
    return { senders, own: { ...own, centres: senders.slice(0, 1).map(({ centre }) => centre) } };
  }
  if (whole !== 'profile' || emails.length + ids.length > 1) {
    const { senders, named } = await lookBoth(app.db, { ...sender, ...names });
    return { senders, named: namedBy(named) };
  }
  const { senders, ...read } = await lookAtProfile(app.db, { ...sender, ...names, now: app.clock() });
  const named = read.people.map((person) => ({ person, email: names.emails[0] ?? person.id }));
  return { senders, named: namedBy(named), profile: read };
}

/**
 * Ties a person in a workspace to a user of its centre: by the e-mail that the workspace vouches for, or what the school's
 * directory calls them, exactly one match, else nobody; a tie that no longer rests on it ends. Of two people there with one e-mail the first has the account. Says
 * nothing about who exists: a stranger and a person of another centre read the same.
 *
 * @param ahead what is read with them; nothing is for whom the workspace does not vouch for
 */
export async function identify(
  app: App,
  chatPerson: ChatPerson,
  correlationId: string,
  ahead?: ReadAhead,
): Promise<Identified | Unknown> {
  const { platform, workspace, organisation, person: externalId, member } = chatPerson;
  const email = comparableEmail(chatPerson.email ?? '');
  const sender = { platform, workspace, person: externalId, email };
  const { senders, ...read } =
    ahead && member ? await lookAhead(app, sender, ahead) : { senders: await look(app.db, sender) };
  const [row, another] = senders;
  if (!row) return { because: 'workspace-unbound', support: null };
  const nobody = (because: Unknown['because']): Unknown => ({ because, support: row.centre.supportContact });
  if (organisation && member && organisation !== row.organisationId)
    await noteOrganisation(app, platform, organisation, [workspace]);
  const { workspaceId, centreId, tied } = row;
  const userId = another ? null : row.userId;
  if (tied && (!member || tied !== userId)) {
    const tie = { workspaceId, externalId, userId: tied };
    await inTransaction(app, (app) => endTie(app, tie, 'look', correlationId, (member && email) || null));
  }
  if (!member) return nobody('not-a-member');
  if (!userId || !row.role) return nobody('no-account');
  if (row.status === 'invited' || row.status === 'suspended') return nobody(row.status);
  if (tied !== userId) {
    const wanted = { workspaceId, externalId, centreId, userId, name: strangersWords(chatPerson.name) };
    const isTied = await inTransaction(app, (app) => makeTie(app, { ...wanted, correlationId }));
    if (!isTied) return { ...nobody('taken'), wanted };
  }
  const actor = { id: userId, centreId: row.centreId, role: row.role, siteAdminOf: row.siteAdminOf };
  noteActed(workspaceId, externalId, actor);
  return {
    actor,
    workspaceId: row.workspaceId,
    firstName: row.firstName ?? '',
    centre: row.centre,
    sites: row.sites,
    ...read,
  };
}

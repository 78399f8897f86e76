import { and, eq, inArray, ne, type SQL, sql } from 'drizzle-orm';
import { gathered } from '../../../db/gathered.ts';
import { prebuilt, type Values } from '../../../db/prebuilt.ts';
import { foldedEmail } from '../../../db/schema/folded-email.ts';
import { centres, chatIdentities, siteAccess, users, workspaces } from '../../../db/schema/index.ts';
import type { Status } from '../../words/people.ts';
import type { Platform } from '../../words/platforms.ts';
import type { Site } from '../../words/sites.ts';
import { centreColumns } from '../centre/centre.ts';
import type { App, Db } from '../context.ts';
import { siteAdminOf } from '../people/columns.ts';
import { isNamed, type Named, type Names, namedBy, selectNamed } from '../people/named.ts';
import {
  type ReadForQuestion,
  type ReadOwn,
  type ReadProfile,
  selectForQuestion,
  selectOwn,
  selectProfile,
} from '../people/show.ts';

/**
 * What is read with who asks: whom they name and, where that is one, what a question about that one rests on or all of their profile; or
 * one's own account.
 */
export interface ReadAhead extends Names {
  more?: 'question' | 'profile' | 'own' | undefined;
}

/** What was read ahead. */
export interface Ahead {
  /** Those of their centre whom they name, as they were at the moment at which it was looked who asks. */
  named?: Named;
  /** What a question about the one whom they name rests on, or the profile of that one, where it was asked for. */
  question?: ReadForQuestion;
  profile?: ReadProfile;
  /** Their own account, where it was asked for. */
  own?: ReadOwn;
}

interface LookedUp extends Ahead {
  senders: Awaited<ReturnType<typeof lookAlone>>;
}

/** Who sends something, by the platform's own ids. */
interface Sender {
  platform: Platform;
  workspace: string;
  person: string;
  email: string;
}

const atWorkspace = ({ platform, workspace }: Values<Pick<Sender, 'platform' | 'workspace'>>) =>
  and(eq(workspaces.platform, platform), eq(workspaces.externalId, workspace));

/** Whoever is called so: what the school's own directory calls someone is what a tenant vouches for, where that is not their e-mail. */
const selectCalled = (db: Db, { email, ...at }: Values<Pick<Sender, 'platform' | 'workspace' | 'email'>>) =>
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
const selectSender = (db: Db, { person, email, ...at }: Values<Sender>, called?: SQL) =>
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

const lookAlone = prebuilt((db, { platform, workspace, person, email }: Values<Sender>) =>
  selectSender(db, { platform, workspace, person, email }),
);

/** The same, and whom they name, in one statement. */
const lookBoth = gathered((db, { platform, workspace, person, email, emails, ids }: Values<Sender & Names>) => {
  const centreId = db.select({ id: workspaces.centreId }).from(workspaces).where(atWorkspace({ platform, workspace }));
  return {
    senders: selectSender(db, { platform, workspace, person, email }),
    named: selectNamed(db, sql`(${centreId})`, { emails, ids }),
  };
});

/** The one user of whom all is read, found first. */
const one = { centreId: sql`(select centre_id from one)`, userId: sql`(select id from one)` };

/** Whom they name, where that is one, found once for all that is read of them. */
const theOneNamed = (db: Db, { platform, workspace, emails, ids }: Values<Sender & Names>) =>
  sql`one as materialized (${db
    .select({ id: users.id, centreId: users.centreId })
    .from(users)
    .innerJoin(workspaces, eq(workspaces.centreId, users.centreId))
    .where(and(atWorkspace({ platform, workspace }), isNamed({ emails, ids })))})`;

/** The same, and what a question about the one whom they name rests on. */
const lookForQuestion = gathered(
  (db, { platform, workspace, person, email }: Values<Sender & Names>) => ({
    senders: selectSender(db, { platform, workspace, person, email }),
    ...selectForQuestion(db, one),
  }),
  theOneNamed,
);

/** The same, and the profile of the one whom they name. */
const lookAtProfile = gathered(
  (db, { platform, workspace, person, email, now }: Values<Sender & Names & { now: Date }>) => ({
    senders: selectSender(db, { platform, workspace, person, email }),
    ...selectProfile(db, one, now),
  }),
  theOneNamed,
);

/** Whoever is called so, found once for all that is read of them. */
const called = sql`(select id from called)`;

/** The same, and the own account of who asks. Where more are called so, that is of one of them, and nobody is who asks. */
const lookAtOwn = gathered(
  (db, { platform, workspace, person, email, now }: Values<Sender & { now: Date }>) => ({
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

/**
 * Who sends something, and what is read ahead, in one statement. Nobody has asked yet who may see any of it.
 *
 * @returns `senders` are none where the workspace is bound to no school, and two where more than one there is called so
 */
export async function lookUpSender(app: App, sender: Sender, ahead?: ReadAhead): Promise<LookedUp> {
  if (!ahead) return { senders: await lookAlone(app.db, sender) };
  const { emails, ids, more } = ahead;
  const names = { emails, ids };
  if (more === 'own') {
    const { senders, ...own } = await lookAtOwn(app.db, { ...sender, now: app.clock() });
    // The school is read with who asks.
    return { senders, own: { ...own, centres: senders.slice(0, 1).map(({ centre }) => centre) } };
  }
  const isOne = emails.length + ids.length === 1;
  const asNamed = ({ people }: ReadForQuestion) =>
    namedBy(people.map((person) => ({ person, email: emails[0] ?? person.id })));
  if (isOne && more === 'question') {
    const { senders, ...question } = await lookForQuestion(app.db, { ...sender, ...names });
    return { senders, named: asNamed(question), question };
  }
  if (isOne && more === 'profile') {
    const { senders, ...profile } = await lookAtProfile(app.db, { ...sender, ...names, now: app.clock() });
    return { senders, named: asNamed(profile), profile };
  }
  const { senders, named } = await lookBoth(app.db, { ...sender, ...names });
  return { senders, named: namedBy(named) };
}

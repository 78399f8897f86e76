import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, test } from 'vitest';
import type { Connection } from '../../db/connect.ts';
import { readAudit } from '../../src/service/audit/read.ts';
import type { Actor, App, Ctx } from '../../src/service/context.ts';
import { mailToSend } from '../../src/service/mail/mail-to-send.ts';
import { nextMail, nextMailAt } from '../../src/service/mail/next-mail.ts';
import { lookUpLink } from '../../src/service/passwords/open-link.ts';
import { countPeople, countPeopleByKind } from '../../src/service/people/list.ts';
import { readOwn, whoAmI } from '../../src/service/people/show.ts';
import { acquireLeases } from '../../src/service/provisioning/leases.ts';
import { usualPace } from '../../src/service/provisioning/pace.ts';
import { siteStates } from '../../src/service/provisioning/site-states.ts';
import { listRequests } from '../../src/service/requests/list.ts';
import { listOwnRequests } from '../../src/service/requests/own.ts';
import { showRequest } from '../../src/service/requests/show.ts';
import { listOwnSessions } from '../../src/service/sign-in/own-sessions.ts';
import { consumeRecord, findRecord, findRecordByUid, revokeGrant } from '../../src/service/sign-in/records.ts';
import { readConnections } from '../../src/service/sites/read.ts';
import { readUsage, readUsageByProgramme } from '../../src/service/usage/count.ts';
import { listUsers, whoKinds } from '../../src/service/usage/list.ts';
import { renewDeliveries, takeUpDeliveries } from '../../src/service/workspaces/deliveries.ts';
import { identify } from '../../src/service/workspaces/identify.ts';
import { nextLateAnswer, putOffAll, readLateAnswer } from '../../src/service/workspaces/late-answers.ts';
import { type TestDatabase, testDatabase } from '../kit/database.ts';
import { expectFewReads } from '../kit/explained.ts';
import { fillSchools } from '../kit/many-schools.ts';
import { addCentre, addUser } from '../kit/people.ts';
import { recorded, type Sent } from '../kit/recorded.ts';

/** As for people (plans.long.test.ts), of what else grows: requests, the trail, mails, links, sessions, deliveries, sites in step. */

describe.each([1, 100, 1_000])('in 100 schools of %d people each', (each) => {
  let database: TestDatabase;
  let connection: Connection;
  let asked: pg.Client;
  let app: App;
  let ctx: Ctx;
  let own: Ctx;
  let workspace: string;
  /** Somebody's, of what there is. */
  let some: Record<'email' | 'request' | 'mail' | 'late' | 'site', string>;
  const sent: Sent[] = [];

  beforeAll(async () => {
    database = await testDatabase();
    const { id: centreId, number } = await addCentre(database.db);
    const boss = await addUser(database.db, centreId, { role: 'coordinator' });
    await fillSchools(database.url, each, { inUse: true });
    connection = recorded(database.url, sent);
    asked = new pg.Client(database.url);
    await asked.connect();
    app = { ...database.app(), db: connection.db };
    const as = (actor: Pick<Actor, 'id' | 'role'>): Ctx => ({
      ...app,
      workspaceId: null,
      correlationId: randomUUID(),
      actor: { ...actor, centreId, siteAdminOf: [] },
    });
    ctx = as({ id: boss.id, role: 'coordinator' });
    const { rows } = await asked.query(
      `select u.id, u.email, (select id from requests where centre_id = u.centre_id limit 1) as request,
         (select id from mails where state = 'queued' limit 1) as mail, (select id from late_answers limit 1) as late,
         (select id from site_connections where centre_id = u.centre_id) as site
       from users u where centre_id = $1 and status = 'active' order by role desc limit 1`,
      [centreId],
    );
    some = rows[0];
    own = as({ id: rows[0].id, role: 'teacher' });
    workspace = `T${number}`;
  }, 120_000);
  afterAll(async () => {
    await asked.end();
    await connection.close();
    await database.close();
  });

  const slack = ['slack' as const];
  const late = { platform: 'slack' as const, workspace: 'T7' };
  const seen = { member: true, name: 'Ben', platform: 'slack' as const };
  const cases: [string, () => Promise<unknown>][] = [
    [
      'who someone in a chat is',
      () => identify(app, { ...seen, workspace, person: 'U1', email: some.email }, randomUUID()),
    ],
    [
      '…whom nobody knows',
      () => identify(app, { ...seen, workspace, person: 'X', email: 'x@plans.example' }, randomUUID()),
    ],
    [
      '…with whom they name',
      () => {
        const who = { ...seen, workspace, person: 'U1', email: some.email };
        return identify(app, who, randomUUID(), { emails: [some.email, 'x@plans.example'], ids: [own.actor.id] });
      },
    ],
    [
      '…with the profile of the one whom they name',
      () => {
        const who = { ...seen, workspace, person: 'U1', email: some.email };
        return identify(app, who, randomUUID(), { emails: [], ids: [own.actor.id], profile: true });
      },
    ],
    ['requests that wait', () => listRequests(ctx, {})],
    ['…of one person', () => listRequests(ctx, { askerId: own.actor.id })],
    ['a request', () => showRequest(ctx, { id: some.request ?? randomUUID() }).catch(() => {})],
    ['own requests', () => listOwnRequests(own, {})],
    ['home: one’s own account', () => readOwn(own, {})],
    ['home: who has not come', () => countPeople(ctx, { status: 'invited' })],
    ['home: the school', () => countPeopleByKind(ctx, {})],
    ['who am I', () => whoAmI(own, {})],
    ['the trail', () => readAudit(ctx, { filter: {} })],
    ['…of one person', () => readAudit(ctx, { filter: { userId: own.actor.id } })],
    ['…since a day', () => readAudit(ctx, { filter: { since: new Date(Date.now() - 86_400_000) } })],
    ['usage', () => readUsage(ctx, {})],
    ['usage by programme', () => readUsageByProgramme(ctx, {})],
    ...whoKinds.map((who): [string, () => Promise<unknown>] => [
      `who ${who}`,
      () => listUsers(ctx, { filter: { who } }),
    ]),
    ['sites', () => readConnections(ctx, {}).catch(() => {})],
    ['how far sites are', () => siteStates(ctx, {})],
    ['whom a site is to be told of', () => acquireLeases(app, some.site, usualPace, 5)],
    ['deliveries are worked on', () => renewDeliveries(app, ['d1', 'd2'], 1_000)],
    ['…are taken up', () => takeUpDeliveries(app, slack, { leaseMs: 1_000, most: 5 })],
    ['late answers', () => nextLateAnswer(app, late)],
    ['a late answer', () => readLateAnswer(app, some.late).catch(() => {})],
    ['late answers wait', () => putOffAll(app, late, 1_000)],
    ['the next mail', () => nextMail(app, [some.mail])],
    ['…and when', () => nextMailAt(app)],
    ['a mail to send', () => mailToSend(app, some.mail).catch(() => {})],
    ['a link', () => lookUpLink(app, { token: 'x', kinds: ['set-up'], address: '192.0.2.1' })],
    ['a session', () => findRecord(app, 'Session', 'x')],
    ['…by the id that stays', () => findRecordByUid(app, 'Session', 'x')],
    ['own sessions', () => listOwnSessions(app, own.actor.id, 'x')],
    ['a code is used', () => consumeRecord(app, 'AuthorizationCode', 'x')],
    ['a grant is taken back', () => revokeGrant(app, 'x')],
  ];

  test.each(cases)('%s', async (_, run) => {
    sent.length = 0;
    await run();
    await expectFewReads(
      asked,
      sent.filter(({ text }) => !/^insert/i.test(text.trim())),
    );
  });
});

import { randomUUID } from 'node:crypto';
import { readAudit } from '../../../src/service/audit/read.ts';
import { mailToSend } from '../../../src/service/mail/mail-to-send.ts';
import { nextMail, nextMailAt } from '../../../src/service/mail/next-mail.ts';
import { lookUpLink } from '../../../src/service/passwords/open-link.ts';
import { countPeople, countPeopleByKind } from '../../../src/service/people/list.ts';
import { readOwn, whoAmI } from '../../../src/service/people/show.ts';
import { acquireLeases } from '../../../src/service/provisioning/leases.ts';
import { usualPace } from '../../../src/service/provisioning/pace.ts';
import { siteStates } from '../../../src/service/provisioning/site-states.ts';
import { listRequests } from '../../../src/service/requests/list.ts';
import { listOwnRequests } from '../../../src/service/requests/own.ts';
import { showRequest } from '../../../src/service/requests/show.ts';
import { listOwnSessions } from '../../../src/service/sign-in/own-sessions.ts';
import { consumeRecord, findRecord, findRecordByUid, revokeGrant } from '../../../src/service/sign-in/records.ts';
import { readConnections } from '../../../src/service/sites/read.ts';
import { readUsage, readUsageByProgramme } from '../../../src/service/usage/count.ts';
import { listUsers, whoKinds } from '../../../src/service/usage/list.ts';
import { renewDeliveries, takeUpDeliveries } from '../../../src/service/workspaces/deliveries.ts';
import { identify } from '../../../src/service/workspaces/identify.ts';
import { nextLateAnswer, putOffAll, readLateAnswer } from '../../../src/service/workspaces/late-answers.ts';
import type { Asked } from './schools.ts';

const slack = ['slack' as const];
const late = { platform: 'slack' as const, workspace: 'T7' };
const seen = { member: true, name: 'Ben', platform: 'slack' as const };

/** Requests, the trail, mails, links, sessions, deliveries, sites in step: what else grows. */
export const askedInUse: Asked = [
  [
    'who someone in a chat is',
    ({ app, workspace, some }) => identify(app, { ...seen, workspace, person: 'U1', email: some.email }, randomUUID()),
  ],
  [
    '…whom nobody knows',
    ({ app, workspace }) => identify(app, { ...seen, workspace, person: 'X', email: 'x@plans.example' }, randomUUID()),
  ],
  [
    '…with whom they name',
    ({ app, own, workspace, some }) => {
      const who = { ...seen, workspace, person: 'U1', email: some.email };
      return identify(app, who, randomUUID(), { emails: [some.email, 'x@plans.example'], ids: [own.actor.id] });
    },
  ],
  [
    '…with what a question about the one whom they name rests on',
    ({ app, own, workspace, some }) => {
      const who = { ...seen, workspace, person: 'U1', email: some.email };
      return identify(app, who, randomUUID(), { emails: [], ids: [own.actor.id], more: 'question' });
    },
  ],
  [
    '…with the profile of the one whom they name',
    ({ app, own, workspace, some }) => {
      const who = { ...seen, workspace, person: 'U1', email: some.email };
      return identify(app, who, randomUUID(), { emails: [], ids: [own.actor.id], more: 'profile' });
    },
  ],
  [
    '…with their own account',
    ({ app, workspace, some }) => {
      const who = { ...seen, workspace, person: 'U1', email: some.email };
      return identify(app, who, randomUUID(), { emails: [], ids: [], more: 'own' });
    },
  ],
  ['requests that wait', ({ ctx }) => listRequests(ctx, {})],
  ['…of one person', ({ ctx, own }) => listRequests(ctx, { askerId: own.actor.id })],
  ['a request', ({ ctx, some }) => showRequest(ctx, { id: some.request ?? randomUUID() }).catch(() => {})],
  ['own requests', ({ own }) => listOwnRequests(own, {})],
  ['home: one’s own account', ({ own }) => readOwn(own, {})],
  ['home: who has not come', ({ ctx }) => countPeople(ctx, { status: 'invited' })],
  ['home: the school', ({ ctx }) => countPeopleByKind(ctx, {})],
  ['who am I', ({ own }) => whoAmI(own, {})],
  ['the trail', ({ ctx }) => readAudit(ctx, { filter: {} })],
  ['…of one person', ({ ctx, own }) => readAudit(ctx, { filter: { userId: own.actor.id } })],
  ['…since a day', ({ ctx }) => readAudit(ctx, { filter: { since: new Date(Date.now() - 86_400_000) } })],
  ['usage', ({ ctx }) => readUsage(ctx, {})],
  ['usage by programme', ({ ctx }) => readUsageByProgramme(ctx, {})],
  ...whoKinds.map((who): Asked[number] => [`who ${who}`, ({ ctx }) => listUsers(ctx, { filter: { who } })]),
  ['sites', ({ ctx }) => readConnections(ctx, {}).catch(() => {})],
  ['how far sites are', ({ ctx }) => siteStates(ctx, {})],
  ['whom a site is to be told of', ({ app, some }) => acquireLeases(app, some.site, usualPace, 5)],
  ['deliveries are worked on', ({ app }) => renewDeliveries(app, ['d1', 'd2'], 1_000)],
  ['…are taken up', ({ app }) => takeUpDeliveries(app, slack, { leaseMs: 1_000, most: 5 })],
  ['late answers', ({ app }) => nextLateAnswer(app, late)],
  ['a late answer', ({ app, some }) => readLateAnswer(app, some.late).catch(() => {})],
  ['late answers wait', ({ app }) => putOffAll(app, late, 1_000)],
  ['the next mail', ({ app, some }) => nextMail(app, [some.mail])],
  ['…and when', ({ app }) => nextMailAt(app)],
  ['a mail to send', ({ app, some }) => mailToSend(app, some.mail).catch(() => {})],
  ['a link', ({ app }) => lookUpLink(app, { token: 'x', kinds: ['set-up'], address: '192.0.2.1' })],
  ['a session', ({ app }) => findRecord(app, 'Session', 'x')],
  ['…by the id that stays', ({ app }) => findRecordByUid(app, 'Session', 'x')],
  ['own sessions', ({ app, own }) => listOwnSessions(app, own.actor.id, 'x')],
  ['a code is used', ({ app }) => consumeRecord(app, 'AuthorizationCode', 'x')],
  ['a grant is taken back', ({ app }) => revokeGrant(app, 'x')],
];

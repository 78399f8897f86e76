import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { and, eq, sql } from 'drizzle-orm';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  auditEvents,
  imports,
  learnerGroups,
  promotions,
  requests,
  siteAccess,
  transfers,
  workspaces,
} from '../../db/schema/index.ts';
import { exportAudit, readAudit } from '../../src/service/audit/read.ts';
import { verifyTrail } from '../../src/service/audit/verify.ts';
import { changeSettings, readSettings } from '../../src/service/centre/settings.ts';
import { strangersAmong } from '../../src/service/centre/strangers.ts';
import type { Ctx, Pool } from '../../src/service/context.ts';
import { makeToken, readToken, revokeToken } from '../../src/service/directory/tokens.ts';
import { Refusal } from '../../src/service/errors.ts';
import { addPeople, previewAdd } from '../../src/service/people/add.ts';
import { deletePeople, previewDelete } from '../../src/service/people/delete.ts';
import { editPerson } from '../../src/service/people/edit.ts';
import { editOwn } from '../../src/service/people/edit-own.ts';
import { exportPeople } from '../../src/service/people/export.ts';
import { findPeople, findPerson, searchPeople } from '../../src/service/people/find.ts';
import { leave, previewLeave } from '../../src/service/people/leave.ts';
import { beginLeaver, readLeaver } from '../../src/service/people/leaver.ts';
import { countPeople, countPeopleByKind, listPeople } from '../../src/service/people/list.ts';
import { readNote, writeNote } from '../../src/service/people/note.ts';
import { previewReactivate, reactivatePeople } from '../../src/service/people/reactivate.ts';
import {
  invitedPeople,
  previewInvitations,
  previewResets,
  sendInvitations,
  sendResets,
} from '../../src/service/people/send-link.ts';
import { previewRoles, previewSiteAdmins, setRoles, setSiteAdmins } from '../../src/service/people/set-rights.ts';
import type { Verdict } from '../../src/service/people/several.ts';
import { readOwn, showForQuestion, showPerson, whoAmI } from '../../src/service/people/show.ts';
import { staffroomIdOf } from '../../src/service/people/staffroom-id.ts';
import { previewSuspend, suspendPeople, suspendPerson } from '../../src/service/people/suspend.ts';
import { previewUndoLeave, undoLeave } from '../../src/service/people/undo-leave.ts';
import { editSeveral, previewEdits } from '../../src/service/people/update/edit-several.ts';
import { outlineOf } from '../../src/service/people/update/judge.ts';
import { moveDomain, previewMoveDomain } from '../../src/service/people/update/move-domain.ts';
import { previewUndoUpdate, undoUpdate } from '../../src/service/people/update/undo.ts';
import { outlineOfUpdate, previewUpdate, updatePeople } from '../../src/service/people/update/update.ts';
import { NotAllowed } from '../../src/service/policy.ts';
import { correctableTests, correctTests, previewCorrection } from '../../src/service/progression/correct-test.ts';
import { listImports } from '../../src/service/progression/find-imports.ts';
import { listGroups } from '../../src/service/progression/groups.ts';
import { importRows, previewImport, queueImport } from '../../src/service/progression/import.ts';
import { previewPromotion, promoteGroups } from '../../src/service/progression/promote.ts';
import { listTests, readTest } from '../../src/service/progression/test-results.ts';
import {
  previewTransfer,
  previewTransfers,
  transferAll,
  transferData,
} from '../../src/service/progression/transfer.ts';
import { previewUndoImport, undoImport } from '../../src/service/progression/undo-import.ts';
import { lastPromotion, previewUndoPromotion, undoPromotion } from '../../src/service/progression/undo-promotion.ts';
import { previewUndo, undoTransfers } from '../../src/service/progression/undo-transfer.ts';
import { keepComparison, mendSite, queueComparison } from '../../src/service/provisioning/comparisons.ts';
import { siteStates } from '../../src/service/provisioning/site-states.ts';
import { askForAccess, askForReset } from '../../src/service/requests/ask.ts';
import { decide } from '../../src/service/requests/decide.ts';
import { readDeputy, setDeputy } from '../../src/service/requests/deputy.ts';
import { listRequests } from '../../src/service/requests/list.ts';
import { listOwnRequests, withdrawRequest } from '../../src/service/requests/own.ts';
import { lookAtRequest, showRequest } from '../../src/service/requests/show.ts';
import { cancelAllScheduled, cancelScheduled } from '../../src/service/scheduled/cancel.ts';
import { listScheduled, previewCancelAll } from '../../src/service/scheduled/list.ts';
import { leaveByList, scheduleLeave, scheduleSuspend } from '../../src/service/scheduled/plan.ts';
import { removeSecondFactor } from '../../src/service/second-factor/remove.ts';
import { connectSite, disconnectSite, renewSecret } from '../../src/service/sites/connect-site.ts';
import { readConnections } from '../../src/service/sites/read.ts';
import { readUsage, readUsageByProgramme } from '../../src/service/usage/count.ts';
import { isToldWeekly, tellWeekly } from '../../src/service/usage/digest.ts';
import { exportUsage, listUsers } from '../../src/service/usage/list.ts';
import { previewReminder, remindPeople } from '../../src/service/usage/remind.ts';
import { useCases } from '../../src/service/use-case.ts';
import { readTies, untieWorkspace } from '../../src/service/workspaces/workspace-ties.ts';
import type { Role } from '../../src/words/people.ts';
import type { Site } from '../../src/words/sites.ts';
import { useDatabase } from '../kit/database.ts';
import { addCentre, addUser } from '../kit/people.ts';

/**
 * *Who may do what* (docs/rules.md), written out by hand: whom each kind of actor reaches with each use case. It is not made
 * from the policy, so that the two can disagree.
 */

const actors = ['coordinator', 'admin', 'siteAdmin', 'teacher'] as const;
/**
 * `other` is at another school; `user` has the site of the site admin, `teacher` has not; `marked` is a teacher and site admin of
 * another site.
 */
const targets = ['self', 'coordinator', 'admin', 'user', 'teacher', 'marked', 'other'] as const;

type Actor = (typeof actors)[number];
type Target = (typeof targets)[number];

const everyone: Target[] = ['self', 'coordinator', 'admin', 'user', 'teacher', 'marked'];
const teachers: Target[] = ['user', 'teacher', 'marked'];
const nobody: Target[] = [];
/** Nobody decides their own. */
const others: Target[] = ['coordinator', 'admin', 'user', 'teacher', 'marked'];
/** A site admin is a teacher too, and may hand over their own. */
const onSite: Target[] = ['self', ...teachers];

interface RightsRow {
  run: (ctx: Ctx, id: string, target: Target) => Promise<unknown>;
  may: Record<Actor, Target[]>;
}

const row = (
  run: RightsRow['run'],
  coordinator: Target[],
  admin: Target[],
  siteAdmin: Target[],
  teacher: Target[],
): RightsRow => ({
  run,
  may: { coordinator, admin, siteAdmin, teacher },
});

const site: Site = 'primary';
const roleOf: Partial<Record<Target, Role>> = { coordinator: 'coordinator', admin: 'admin' };
const newcomer = (target: Target) => ({
  firstName: 'New',
  lastName: 'Comer',
  email: `${randomUUID()}@riverside.example`,
  role: roleOf[target] ?? ('teacher' as const),
  programmes: [],
  sites: ['hub' as const],
  siteAdminOf: [],
});
/** For what has no one target: where it is allowed at all, it is allowed "on oneself". */
const self: Target[] = ['self'];

async function aPlanFor({ db }: Ctx, userId: string): Promise<string> {
  await db.execute(sql`delete from scheduled_changes where user_id = ${userId}`);
  const { rows } = await db.execute<{ id: string }>(sql`
    insert into scheduled_changes (centre_id, user_id, kind, day, planned_by_id, correlation_id, created_at)
    select centre_id, id, 'suspend', '2999-01-01', id, gen_random_uuid(), now() from users where id = ${userId} returning id`);
  return rows[0]?.id ?? '';
}

const anotherRole = (id: string, t: Target) => ({
  ids: [id],
  role: t === 'admin' ? ('teacher' as const) : ('admin' as const),
});
const markOf = (id: string) => ({ ids: [id], site: 'hub' as const, on: true });

/** Of one by themselves: why it can't be done to them is thrown, as it is by what does it. */
async function refusedOf(asked: Promise<Verdict[]>): Promise<void> {
  const [verdict] = await asked;
  if (verdict?.refusal) throw verdict.refusal;
}

const anUpdateOf = (id: string, wanted: object) => [
  { staffroomId: staffroomIdOf(id), email: '', wanted, asNew: newcomer('user') },
];
/** Whoever can't be is left out, and why is said. */
const onlyOne = <T>(one: T, [refusal]: Error[] = []): T => {
  if (refusal) throw refusal;
  return one;
};
async function updating(ctx: Ctx, id: string, wanted: object) {
  const rows = anUpdateOf(id, wanted);
  const plan = await previewUpdate(ctx, { rows });
  const [verdict] = plan.verdicts;
  onlyOne(verdict, verdict?.kind === 'refused' ? verdict.refusals : []);
  return { rows, agreed: await outlineOfUpdate(plan) };
}
/** To a domain of their own, and on to another. */
async function movingDomain(ctx: Ctx, id: string) {
  const from = `${randomUUID()}.example`;
  await ctx.db.execute(sql`update users set email = ${`someone@${from}`} where id = ${id}`);
  const move = { from, to: `${randomUUID()}.example` };
  const judged = await previewMoveDomain(ctx, move);
  onlyOne(judged, judged[0]?.refusals);
  return { ...move, agreed: await outlineOf(judged) };
}
async function undoing(ctx: Ctx, id: string) {
  const changeId = randomUUID();
  await ctx.db.execute(sql`
    insert into people_changes (change_id, centre_id, user_id, was, now, at)
    select ${changeId}, ${ctx.actor.centreId}, id, '{"firstName": "Before"}', jsonb_build_object('firstName', first_name), now()
    from users where id = ${id} and centre_id = ${ctx.actor.centreId}`);
  const judged = await previewUndoUpdate(ctx, { changeId });
  onlyOne(judged, judged[0]?.refusals);
  return { changeId, agreed: await outlineOf(judged) };
}

/** Whether someone who never came to the site admin's site, or to another, may be reminded of it. */
async function reminder(ctx: Ctx, id: string, of: Site): Promise<unknown> {
  const { db, actor } = ctx;
  await db.execute(sql`
    insert into centre_sites (centre_id, site) values (${actor.centreId}, ${of}) on conflict do nothing`);
  await db.execute(sql`
    insert into site_connections (centre_id, site, client_id, redirect_uris, created_at, changed_at)
    values (${actor.centreId}, ${of}, 'c', '{https://site.example/back}', now(), now())`);
  await db.execute(sql`
    insert into site_access (centre_id, user_id, site)
    select centre_id, id, ${of} from users where id = ${id} and centre_id = ${actor.centreId} on conflict do nothing`);
  const [found] = await previewReminder(ctx, { site: of, ids: [id] });
  if (!found) throw new Refusal('person-unknown', {});
  if (found.leftOut === 'rank') throw new NotAllowed('usage.remind', id);
  return remindPeople(ctx, { site: of, ids: [id] });
}

const table: Record<string, RightsRow> = {
  readUsage: row((ctx) => readUsage(ctx, {}), self, self, self, nobody),
  'readUsage (another site)': row((ctx) => readUsage(ctx, { site: 'hub' }), self, self, nobody, nobody),
  readUsageByProgramme: row((ctx) => readUsageByProgramme(ctx, { site }), self, self, self, nobody),
  listUsers: row((ctx) => listUsers(ctx, { filter: { site } }), self, self, self, nobody),
  'listUsers (another site)': row((ctx) => listUsers(ctx, { filter: { site: 'hub' } }), self, self, nobody, nobody),
  exportUsage: row((ctx) => exportUsage(ctx, { site }), self, self, self, nobody),
  'exportUsage (another site)': row((ctx) => exportUsage(ctx, { site: 'hub' }), self, self, nobody, nobody),
  previewReminder: row((ctx, id) => reminder(ctx, id, site), everyone, teachers, onSite, nobody),
  remindPeople: row((ctx, id) => reminder(ctx, id, site), everyone, teachers, onSite, nobody),
  'remindPeople (another site)': row((ctx, id) => reminder(ctx, id, 'hub'), everyone, teachers, nobody, nobody),
  isToldWeekly: row((ctx) => isToldWeekly(ctx, {}), self, nobody, nobody, nobody),
  tellWeekly: row((ctx) => tellWeekly(ctx, { on: true }), self, nobody, nobody, nobody),
  listPeople: row((ctx) => listPeople(ctx, { filter: {} }), self, self, self, nobody),
  countPeople: row((ctx) => countPeople(ctx, {}), self, self, self, nobody),
  countPeopleByKind: row((ctx) => countPeopleByKind(ctx, {}), self, self, self, nobody),
  searchPeople: row((ctx) => searchPeople(ctx, { words: 'a' }), self, self, self, nobody),
  exportPeople: row((ctx) => exportPeople(ctx, { filter: {} }), self, self, self, nobody),
  // Finding by id says who someone is to those who may act on them by e-mail; a teacher finds only themselves.
  findPerson: row((ctx, id) => findPerson(ctx, { ref: `id:${id}` }), everyone, everyone, everyone, self),
  findPeople: row(
    async (ctx, id) => (await findPeople(ctx, { sought: [{ ref: `id:${id}` }] }))[0],
    everyone,
    everyone,
    everyone,
    self,
  ),
  showPerson: row((ctx, id) => showPerson(ctx, { id }), everyone, everyone, ['self', 'user'], self),
  showForQuestion: row((ctx, id) => showForQuestion(ctx, { id }), everyone, everyone, ['self', 'user'], self),
  // Coordinators of each other, and nobody of themselves.
  readNote: row((ctx, id) => readNote(ctx, { id }), others, nobody, nobody, nobody),
  writeNote: row((ctx, id) => writeNote(ctx, { id, text: 'Part-time.' }), others, nobody, nobody, nobody),
  previewAdd: row((ctx) => previewAdd(ctx, { rows: [newcomer('user')] }), self, self, nobody, nobody),
  addPeople: row(
    (ctx, _, t) => addPeople(ctx, { rows: [newcomer(t)] }),
    everyone,
    ['self', ...teachers],
    nobody,
    nobody,
  ),
  editPerson: row((ctx, id) => editPerson(ctx, { id, firstName: 'Renamed' }), everyone, teachers, nobody, nobody),
  previewEdits: row(
    (ctx, id) => refusedOf(previewEdits(ctx, { ids: [id], addProgrammes: ['advanced'] })),
    everyone,
    teachers,
    nobody,
    nobody,
  ),
  editSeveral: row(
    (ctx, id) => editSeveral(ctx, { ids: [id], addProgrammes: ['advanced'] }),
    everyone,
    teachers,
    nobody,
    nobody,
  ),
  'editSeveral (access to another site)': row(
    (ctx, id) => editSeveral(ctx, { ids: [id], give: ['results-analysis'] }),
    everyone,
    teachers,
    nobody,
    nobody,
  ),
  'editSeveral (access to the own site)': row(
    async (ctx, id) => {
      await ctx.db.execute(sql`delete from site_access where user_id = ${id} and site = 'primary' and not site_admin`);
      return editSeveral(ctx, { ids: [id], give: ['primary'] });
    },
    everyone,
    teachers,
    // Their own they have, so that nothing is different.
    onSite,
    nobody,
  ),
  // Whoever moves an e-mail has the account; only a coordinator could give the mark.
  'editPerson (e-mail)': row(
    (ctx, id) => editPerson(ctx, { id, email: `${randomUUID()}@riverside.example` }),
    everyone,
    ['user', 'teacher'],
    nobody,
    nobody,
  ),
  'editPerson (access)': row(
    (ctx, id) => editPerson(ctx, { id, sites: ['hub', site, 'forums'] }),
    everyone,
    // Of who is marked it would take the mark.
    ['user', 'teacher'],
    nobody,
    nobody,
  ),
  'editPerson (access to the own site)': row(
    (ctx, id, t) =>
      editPerson(ctx, {
        id,
        sites:
          t === 'marked'
            ? ['hub', 'test-maker', site]
            : t === 'user' || (t === 'self' && ctx.actor.siteAdminOf.length > 0)
              ? ['hub']
              : ['hub', site],
      }),
    everyone,
    teachers,
    // Oneself too, but with one's own access goes one's mark, which only a coordinator takes.
    teachers,
    nobody,
  ),
  previewUpdate: row((ctx, id) => updating(ctx, id, { firstName: 'Listed' }), everyone, teachers, nobody, nobody),
  updatePeople: row(
    async (ctx, id) => updatePeople(ctx, await updating(ctx, id, { firstName: randomUUID() })),
    everyone,
    teachers,
    nobody,
    nobody,
  ),
  'updatePeople (role)': row(
    async (ctx, id, t) => {
      const isAdmin = t === 'admin' || (t === 'self' && ctx.actor.role === 'admin');
      return updatePeople(ctx, await updating(ctx, id, { role: isAdmin ? 'teacher' : 'admin' }));
    },
    everyone,
    nobody,
    nobody,
    nobody,
  ),
  'updatePeople (site admin)': row(
    async (ctx, id) => updatePeople(ctx, await updating(ctx, id, { sites: ['hub', 'forums'], siteAdminOf: ['hub'] })),
    everyone,
    nobody,
    nobody,
    nobody,
  ),
  // As with one: whoever moves an e-mail has the account, and its marks.
  previewMoveDomain: row((ctx, id) => movingDomain(ctx, id), everyone, ['user', 'teacher'], nobody, nobody),
  moveDomain: row(
    async (ctx, id) => moveDomain(ctx, await movingDomain(ctx, id)),
    everyone,
    ['user', 'teacher'],
    nobody,
    nobody,
  ),
  previewUndoUpdate: row((ctx, id) => undoing(ctx, id), everyone, teachers, nobody, nobody),
  undoUpdate: row(async (ctx, id) => undoUpdate(ctx, await undoing(ctx, id)), everyone, teachers, nobody, nobody),
  // Whoever can't be is left out, and why is said.
  previewRoles: row((ctx, id, t) => refusedOf(previewRoles(ctx, anotherRole(id, t))), everyone, nobody, nobody, nobody),
  setRoles: row((ctx, id, t) => setRoles(ctx, anotherRole(id, t)), everyone, nobody, nobody, nobody),
  previewSiteAdmins: row((ctx, id) => refusedOf(previewSiteAdmins(ctx, markOf(id))), everyone, nobody, nobody, nobody),
  setSiteAdmins: row((ctx, id) => setSiteAdmins(ctx, markOf(id)), everyone, nobody, nobody, nobody),
  previewSuspend: row((ctx, id) => refusedOf(previewSuspend(ctx, { ids: [id] })), everyone, teachers, nobody, nobody),
  suspendPeople: row((ctx, id) => suspendPeople(ctx, { ids: [id] }), everyone, teachers, nobody, nobody),
  scheduleSuspend: row(
    (ctx, id) => scheduleSuspend(ctx, { ids: [id], day: '2999-01-01' }),
    everyone,
    teachers,
    nobody,
    nobody,
  ),
  previewLeave: row((ctx, id) => refusedOf(previewLeave(ctx, { rows: [{ id }] })), everyone, teachers, nobody, nobody),
  leave: row((ctx, id) => leave(ctx, { rows: [{ id }] }), everyone, teachers, nobody, nobody),
  scheduleLeave: row(
    (ctx, id) => scheduleLeave(ctx, { rows: [{ id, day: '2999-01-01' }] }),
    everyone,
    teachers,
    nobody,
    nobody,
  ),
  leaveByList: row(
    (ctx, id) => leaveByList(ctx, { rows: [{ id, day: '2999-01-01' }] }),
    everyone,
    teachers,
    nobody,
    nobody,
  ),
  previewUndoLeave: row(
    (ctx, id) => refusedOf(previewUndoLeave(ctx, { ids: [id] })),
    everyone,
    teachers,
    nobody,
    nobody,
  ),
  undoLeave: row((ctx, id) => undoLeave(ctx, { ids: [id] }), everyone, teachers, nobody, nobody),
  // The end of access to the site that is theirs is a site admin's too.
  listScheduled: row((ctx) => listScheduled(ctx, {}), self, self, self, nobody),
  cancelScheduled: row(
    async (ctx, id) => cancelScheduled(ctx, { id: await aPlanFor(ctx, id) }),
    everyone,
    teachers,
    nobody,
    nobody,
  ),
  previewCancelAll: row(
    async (ctx, id) => previewCancelAll(ctx, { id: await aPlanFor(ctx, id) }),
    everyone,
    teachers,
    nobody,
    nobody,
  ),
  cancelAllScheduled: row(
    async (ctx, id) => cancelAllScheduled(ctx, { id: await aPlanFor(ctx, id) }),
    everyone,
    teachers,
    nobody,
    nobody,
  ),
  previewReactivate: row(
    (ctx, id) => refusedOf(previewReactivate(ctx, { ids: [id] })),
    everyone,
    teachers,
    nobody,
    nobody,
  ),
  reactivatePeople: row((ctx, id) => reactivatePeople(ctx, { ids: [id] }), everyone, teachers, nobody, nobody),
  previewDelete: row((ctx, id) => refusedOf(previewDelete(ctx, { ids: [id] })), everyone, nobody, nobody, nobody),
  deletePeople: row((ctx, id) => deletePeople(ctx, { ids: [id] }), everyone, nobody, nobody, nobody),
  readLeaver: row((ctx, id) => readLeaver(ctx, { id }), everyone, teachers, nobody, nobody),
  beginLeaver: row((ctx, id) => beginLeaver(ctx, { id }), everyone, teachers, nobody, nobody),
  listGroups: row((ctx, id) => listGroups(ctx, { id }), everyone, everyone, ['self', 'user'], self),
  listTests: row((ctx, id) => listTests(ctx, { id }), everyone, everyone, ['self', 'user'], self),
  readTest: row((ctx, id) => readTest(ctx, { id, test: 'x' }), everyone, everyone, ['self', 'user'], self),
  previewImport: row((ctx, id) => previewImport(ctx, { id, rows: [] }), everyone, teachers, onSite, self),
  correctableTests: row((ctx, id) => correctableTests(ctx, { id, test: 'x' }), everyone, teachers, onSite, self),
  previewCorrection: row((ctx, id) => previewCorrection(ctx, { id, test: 'x' }), everyone, teachers, onSite, self),
  correctTests: row((ctx, id) => correctTests(ctx, { id, test: 'x' }), everyone, teachers, onSite, self),
  listImports: row((ctx, id) => listImports(ctx, { id }), everyone, teachers, onSite, self),
  previewUndoImport: row((ctx, id) => previewUndoImport(ctx, { id: madeFor(id) }), everyone, teachers, onSite, self),
  undoImport: row((ctx, id) => undoImport(ctx, { id: madeFor(id) }), everyone, teachers, onSite, self),
  previewPromotion: row((ctx, id) => previewPromotion(ctx, { id }), everyone, teachers, onSite, nobody),
  promoteGroups: row((ctx, id) => promoteGroups(ctx, { id }), everyone, teachers, onSite, nobody),
  'promoteGroups (on another site)': row(
    (ctx, id) => promoteGroups(ctx, { id, site: 'lower-secondary' }),
    everyone,
    teachers,
    nobody,
    nobody,
  ),
  lastPromotion: row((ctx, id) => lastPromotion(ctx, { id }), everyone, teachers, onSite, nobody),
  previewUndoPromotion: row(
    (ctx, id) => previewUndoPromotion(ctx, { id: promotedFor(id) }),
    everyone,
    teachers,
    onSite,
    nobody,
  ),
  undoPromotion: row((ctx, id) => undoPromotion(ctx, { id: promotedFor(id) }), everyone, teachers, onSite, nobody),
  importRows: row((ctx, id) => importRows(ctx, { id, rows: [] }), everyone, teachers, onSite, self),
  queueImport: row(
    (ctx, id) => queueImport({ ...ctx, workspaceId: slack }, { id, draftId: randomUUID() }),
    everyone,
    teachers,
    onSite,
    self,
  ),
  removeSecondFactor: row((ctx, id) => removeSecondFactor(ctx, { id }), everyone, teachers, nobody, nobody),
  previewResets: row((ctx, id) => refusedOf(previewResets(ctx, { ids: [id] })), everyone, teachers, nobody, nobody),
  sendResets: row((ctx, id) => sendResets(ctx, { ids: [id] }), everyone, teachers, nobody, nobody),
  // One asks for oneself alone: there is no way to name another.
  askForReset: row((ctx) => askForReset(ctx, {}), self, self, self, self),
  askForAccess: row((ctx) => askForAccess(ctx, { site: 'forums' }), self, self, self, self),
  decide: row(
    (ctx, id) => decide(ctx, { id: requestOf[id]?.reset ?? id, decision: 'approve' }),
    others,
    teachers,
    nobody,
    nobody,
  ),
  'decide (access)': row(
    (ctx, id) => decide(ctx, { id: requestOf[id]?.access ?? id, decision: 'approve' }),
    others,
    teachers,
    teachers,
    nobody,
  ),
  'decide (access to another site)': row(
    (ctx, id) => decide(ctx, { id: requestOf[id]?.elsewhere ?? id, decision: 'deny', reason: 'no' }),
    others,
    teachers,
    nobody,
    nobody,
  ),
  'decide (access with site admin)': row(
    (ctx, id) => decide(ctx, { id: requestOf[id]?.access ?? id, decision: 'approve', siteAdmin: true }),
    others,
    nobody,
    nobody,
    nobody,
  ),
  // One's own too: to see how it stands.
  showRequest: row((ctx, id) => showRequest(ctx, { id: requestOf[id]?.reset ?? id }), everyone, onSite, self, self),
  'showRequest (access)': row(
    (ctx, id) => showRequest(ctx, { id: requestOf[id]?.access ?? id }),
    everyone,
    onSite,
    onSite,
    self,
  ),
  // Whoever sees its card in the channel sees this; who may decide it is another matter.
  lookAtRequest: row(
    (ctx, id) => lookAtRequest(ctx, { id: requestOf[id]?.reset ?? id }),
    everyone,
    everyone,
    everyone,
    everyone,
  ),
  listRequests: row((ctx) => listRequests(ctx, {}), self, self, self, nobody),
  readDeputy: row((ctx) => readDeputy(ctx, {}), self, nobody, nobody, nobody),
  setDeputy: row((ctx) => setDeputy(ctx, { deputy: null }), self, nobody, nobody, nobody),
  invitedPeople: row((ctx) => invitedPeople(ctx, {}), self, self, nobody, nobody),
  previewInvitations: row(
    (ctx, id) => refusedOf(previewInvitations(ctx, { ids: [id] })),
    everyone,
    teachers,
    nobody,
    nobody,
  ),
  sendInvitations: row((ctx, id) => sendInvitations(ctx, { ids: [id] }), everyone, teachers, nobody, nobody),
  readAudit: row((ctx) => readAudit(ctx, { filter: {} }), self, self, nobody, nobody),
  exportAudit: row((ctx) => exportAudit(ctx, { filter: {} }), self, nobody, nobody, nobody),
  verifyTrail: row((ctx) => verifyTrail(ctx, {}), self, self, nobody, nobody),
  readSettings: row((ctx) => readSettings(ctx, {}), self, self, nobody, nobody),
  strangersAmong: row((ctx) => strangersAmong(ctx, { emails: ['a@b.example'] }), self, self, nobody, nobody),
  readTies: row((ctx) => readTies(ctx, {}), self, nobody, nobody, nobody),
  untieWorkspace: row((ctx) => untieWorkspace(ctx, { id: slack }), self, nobody, nobody, nobody),
  changeSettings: row((ctx) => changeSettings(ctx, { supportContact: 'x' }), self, nobody, nobody, nobody),
  readDirectoryToken: row((ctx) => readToken(ctx, {}), self, nobody, nobody, nobody),
  makeDirectoryToken: row((ctx) => makeToken(ctx, {}), self, nobody, nobody, nobody),
  revokeDirectoryToken: row((ctx) => revokeToken(ctx, {}), self, nobody, nobody, nobody),
  siteStates: row((ctx) => siteStates(ctx, {}), self, self, nobody, nobody),
  queueComparison: row((ctx) => queueComparison(ctx, { site: 'hub' }), self, nobody, nobody, nobody),
  keepComparison: row(
    (ctx) => keepComparison(ctx, { connectionId: randomUUID(), version: 1, toMend: [] }),
    self,
    nobody,
    nobody,
    nobody,
  ),
  mendSite: row((ctx) => mendSite(ctx, { id: randomUUID() }), self, nobody, nobody, nobody),
  readConnections: row((ctx) => readConnections(ctx, {}), self, self, nobody, nobody),
  connectSite: row(
    (ctx) => connectSite(ctx, { site: 'hub', redirectUris: ['https://hub.example/in'] }),
    self,
    nobody,
    nobody,
    nobody,
  ),
  disconnectSite: row((ctx) => disconnectSite(ctx, { site: 'hub' }), self, nobody, nobody, nobody),
  renewSecret: row((ctx) => renewSecret(ctx, { site: 'hub' }), self, nobody, nobody, nobody),
  whoAmI: row((ctx) => whoAmI(ctx, {}), self, self, self, self),
  readOwn: row((ctx) => readOwn(ctx, {}), self, self, self, self),
  // One's own alone: there is no way to name another.
  editOwn: row((ctx) => editOwn(ctx, { firstName: 'Other' }), self, self, self, self),
  listOwnRequests: row((ctx) => listOwnRequests(ctx, {}), self, self, self, self),
  withdrawRequest: row((ctx, id) => withdrawRequest(ctx, { id: requestOf[id]?.reset ?? id }), self, self, self, self),
};

/** Of two people: from whom, and to whom. */
interface PairRow {
  run: (ctx: Ctx, from: string, to: string) => Promise<unknown>;
  /** A line for each actor and each of whom it is from, a letter for each to whom: as `targets`, `x` where it is allowed. */
  may: string;
}

/** Over both one needs the right; but whoever may take from the one may take it on themselves. */
const handing = `
              to: self coordinator admin user teacher marked other
coordinator self        -  x  x  x  x  x  .
coordinator coordinator x  -  x  x  x  x  .
coordinator admin       x  x  -  x  x  x  .
coordinator user        x  x  x  -  x  x  .
coordinator teacher     x  x  x  x  -  x  .
coordinator marked      x  x  x  x  x  -  .
coordinator other       .  .  .  .  .  .  -
admin       self        -  .  .  .  .  .  .
admin       coordinator .  -  .  .  .  .  .
admin       admin       .  .  -  .  .  .  .
admin       user        x  .  .  -  x  x  .
admin       teacher     x  .  .  x  -  x  .
admin       marked      x  .  .  x  x  -  .
admin       other       .  .  .  .  .  .  -
siteAdmin   self        -  .  .  x  x  x  .
siteAdmin   coordinator .  -  .  .  .  .  .
siteAdmin   admin       .  .  -  .  .  .  .
siteAdmin   user        x  .  .  -  x  x  .
siteAdmin   teacher     x  .  .  x  -  x  .
siteAdmin   marked      x  .  .  x  x  -  .
siteAdmin   other       .  .  .  .  .  .  -
teacher     self        -  .  .  .  .  .  .
teacher     coordinator .  -  .  .  .  .  .
teacher     admin       .  .  -  .  .  .  .
teacher     user        .  .  .  -  .  .  .
teacher     teacher     .  .  .  .  -  .  .
teacher     marked      .  .  .  .  .  -  .
teacher     other       .  .  .  .  .  .  -`;

/** On a site that the site admin is none of. */
const elsewhere = (handing.match(/^siteAdmin .*$/gm) ?? []).join('\n').replaceAll(' x', ' .');

/** To suspend takes more than to hand over. */
const leaving = handing.replace(/^siteAdmin .*$/gm, (line) => line.replaceAll(' x', ' .'));

const pairs: Record<string, PairRow> = {
  'leave (to)': { run: (ctx, id, to) => leave(ctx, { rows: [{ id, to }] }), may: leaving },
  'scheduleLeave (to)': {
    run: (ctx, id, to) => scheduleLeave(ctx, { rows: [{ id, to, day: '2999-01-01' }] }),
    may: leaving,
  },
  previewTransfer: { run: (ctx, from, to) => previewTransfer(ctx, { from, to }), may: handing },
  transferData: { run: (ctx, from, to) => transferData(ctx, { from, to }), may: handing },
  'transferData (on another site)': {
    run: (ctx, from, to) => transferData(ctx, { from, to, site: 'lower-secondary' }),
    may: elsewhere,
  },
  // From whom it went, and who got it, and would lose it.
  previewTransfers: {
    run: async (ctx, from, to) => {
      const [verdict] = await previewTransfers(ctx, { from: [from], to });
      if (verdict?.refusal) throw verdict.refusal;
    },
    may: handing,
  },
  transferAll: { run: (ctx, from, to) => transferAll(ctx, { from: [from], to }), may: handing },
  previewUndo: { run: (ctx, from, to) => previewUndo(ctx, { ids: [madeBetween(from, to)] }), may: handing },
  undoTransfers: { run: (ctx, from, to) => undoTransfers(ctx, { ids: [madeBetween(from, to)] }), may: handing },
};

const noTarget = new Set([
  'invitedPeople',
  'readUsage',
  'readUsage (another site)',
  'readUsageByProgramme',
  'listUsers',
  'listUsers (another site)',
  'exportUsage',
  'exportUsage (another site)',
  'isToldWeekly',
  'tellWeekly',
  'verifyTrail',
  'readConnections',
  'connectSite',
  'disconnectSite',
  'renewSecret',
  'siteStates',
  'queueComparison',
  'keepComparison',
  'mendSite',
  'listPeople',
  'countPeople',
  'countPeopleByKind',
  'searchPeople',
  'exportPeople',
  'previewAdd',
  'listScheduled',
  'readAudit',
  'exportAudit',
  'readSettings',
  'strangersAmong',
  'readTies',
  'untieWorkspace',
  'changeSettings',
  'readDirectoryToken',
  'makeDirectoryToken',
  'revokeDirectoryToken',
  'whoAmI',
  'readOwn',
  'editOwn',
  'listOwnRequests',
  'askForReset',
  'askForAccess',
  'listRequests',
  'readDeputy',
  'setDeputy',
]);

const database = useDatabase();
let ctxOf: Record<Actor, Ctx>;
let slack: string;
let idOf: Record<Exclude<Target, 'self'>, string>;
/** A transfer from each to each, which made nobody hold anything. */
const transferBetween = new Map<string, string>();
const madeBetween = (from: string, to: string) => transferBetween.get(`${from} ${to}`) ?? randomUUID();
/** An import into each one's groups, which made nothing. */
const importFor = new Map<string, string>();
const madeFor = (id: string) => importFor.get(id) ?? randomUUID();
/** A move up a year of each one's only group. */
const promotionOf = new Map<string, string>();
const promotedFor = (id: string) => promotionOf.get(id) ?? randomUUID();
/** Requests of each that wait: for a reset, for the site admin's site, and for another. */
const requestOf: Record<string, { reset: string; access: string; elsewhere: string }> = {};

beforeAll(async () => {
  const { db } = database;
  const centre = await addCentre(db);
  const other = await addCentre(db);
  const give = async (centreId: string, userId: string, sites: Site[], adminOf?: Site) => {
    await db.insert(siteAccess).values(sites.map((s) => ({ centreId, userId, site: s, siteAdmin: s === adminOf })));
  };
  const someone = async (role: Role, sites: Site[] = ['hub'], adminOf?: Site, centreId = centre.id) => {
    const user = await addUser(db, centreId, { role });
    await give(centreId, user.id, sites, adminOf);
    return user;
  };
  const actor = async (role: Role, sites: Site[] = ['hub'], adminOf?: Site): Promise<Ctx> => {
    const user = await someone(role, sites, adminOf);
    return {
      ...database.app(),
      actor: { id: user.id, centreId: centre.id, role, siteAdminOf: adminOf ? [adminOf] : [] },
      workspaceId: null,
      correlationId: randomUUID(),
    };
  };
  ctxOf = {
    coordinator: await actor('coordinator'),
    admin: await actor('admin'),
    siteAdmin: await actor('teacher', ['hub', site], site),
    teacher: await actor('teacher'),
  };
  idOf = {
    coordinator: (await someone('coordinator')).id,
    admin: (await someone('admin')).id,
    user: (await someone('teacher', ['hub', site])).id,
    teacher: (await someone('teacher')).id,
    marked: (await someone('teacher', ['hub', 'test-maker'], 'test-maker')).id,
    other: (await someone('teacher', ['hub', site], undefined, other.id)).id,
  };
  const workspace = { centreId: centre.id, platform: 'slack', externalId: 'T1' } as const;
  slack = (await db.insert(workspaces).values(workspace).returning())[0]?.id ?? '';
  const { other: stranger, ...ours } = idOf;
  const all = [...Object.values(ours), ...Object.values(ctxOf).map((c) => c.actor.id)];
  const made = all.flatMap((fromId) =>
    all
      .filter((toId) => toId !== fromId)
      .map((toId) => ({
        id: randomUUID(),
        centreId: centre.id,
        fromId,
        toId,
        byId: ours.coordinator,
        at: new Date(),
        counts: [{ site, groups: 1, tests: 1, results: 1 }],
        groupIds: [],
        correlationId: randomUUID(),
      })),
  );
  await db.insert(transfers).values(made);
  const brought = all.map((ownerId) => ({
    ...{ id: randomUUID(), centreId: centre.id, ownerId, byId: ours.coordinator, at: new Date() },
    ...{ sites: [site], counts: {}, correlationId: randomUUID() },
  }));
  await db.insert(imports).values(brought);
  for (const { id, ownerId } of brought) importFor.set(ownerId, id);
  const movedUp = all.map((ownerId) => ({ id: randomUUID(), ownerId }));
  const common = { centreId: centre.id, year: '2025/26' };
  await db.insert(promotions).values(
    movedUp.map(({ id }) => ({
      ...{ ...common, id, byId: ours.coordinator, at: new Date(), ended: 1, made: 0, correlationId: randomUUID() },
    })),
  );
  await db.insert(learnerGroups).values(
    movedUp.map(({ id, ownerId }) => ({
      ...{ ...common, ownerId, site: 'primary' as const, name: '6A', stage: 6, subject: 'Art', promotionId: id },
      ...{ createdAt: new Date(), changedAt: new Date(), endedAt: new Date(), changedBefore: new Date() },
    })),
  );
  for (const { id, ownerId } of movedUp) promotionOf.set(ownerId, id);
  for (const { id, fromId, toId } of made) transferBetween.set(`${fromId} ${toId}`, id);
  for (const askerId of all) {
    requestOf[askerId] = await waiting(centre.id, askerId);
  }
  requestOf[stranger] = await waiting(other.id, stranger);
});

async function waiting(centreId: string, askerId: string) {
  const ask = async (what: { kind: 'reset' | 'access'; site: Site | null }) => {
    const hours = (n: number) => new Date(Date.now() + n * 3_600_000);
    const times = { createdAt: hours(0), remindAt: hours(24), expiresAt: hours(72) };
    const row = { centreId, askerId, ...what, ...times, correlationId: randomUUID() };
    return (await database.db.insert(requests).values(row).returning())[0]?.id ?? '';
  };
  return {
    reset: await ask({ kind: 'reset', site: null }),
    access: await ask({ kind: 'access', site }),
    elsewhere: await ask({ kind: 'access', site: 'lower-secondary' }),
  };
}

test('every use case has its row', async () => {
  const folders = [
    '',
    'audit/',
    'centre/',
    'people/',
    'passwords/',
    'mail/',
    'progression/',
    'requests/',
    'sites/',
    'usage/',
    'provisioning/',
    'workspaces/',
  ];
  for (const folder of folders) {
    const url = new URL(`../../src/service/${folder}`, import.meta.url);
    for (const file of await readdir(url)) if (file.endsWith('.ts')) await import(new URL(file, url).href);
  }
  const rows = new Set([...Object.keys(table), ...Object.keys(pairs)].map((name) => name.replace(/ \(.*/, '')));
  expect([...useCases.keys()].filter((name) => !rows.has(name))).toEqual([]);
});

class Undo extends Error {}

const idFor = (actor: Actor, target: Target) => (target === 'self' ? ctxOf[actor].actor.id : idOf[target]);

/** Whether it was allowed: whatever else may stand in the way. What was done is undone. */
async function tried(
  actor: Actor,
  run: (ctx: Ctx) => Promise<unknown>,
): Promise<'allowed' | 'not-allowed' | 'person-unknown'> {
  const ctx = ctxOf[actor];
  let outcome: 'allowed' | 'not-allowed' | 'person-unknown' = 'allowed';
  await database.db
    .transaction(async (tx) => {
      try {
        const found = await run({ ...ctx, db: tx as unknown as Pool });
        if (found && typeof found === 'object' && 'near' in found) outcome = 'person-unknown';
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        if (error.code === 'not-allowed' || error.code === 'person-unknown') outcome = error.code;
        // There is no such transfer here, or no such request.
        if (
          ['already-undone', 'import-gone', 'promotion-gone'].includes(error.code) ||
          error.code === 'request-unknown'
        )
          outcome = 'person-unknown';
        if (['staffroom-id-unknown', 'nobody-in-domain', 'undo-gone'].includes(error.code)) outcome = 'person-unknown';
        if (error.code === 'request-own') outcome = 'not-allowed';
      }
      throw new Undo();
    })
    .catch((error) => {
      if (!(error instanceof Undo)) throw error;
    });
  return outcome;
}

describe.each(Object.entries(table))('ASVS 8.2.1, 8.2.2, 8.2.3: %s', (name, rights) => {
  test.each(actors)('by %s', async (actor) => {
    const reached: Target[] = [];
    for (const target of noTarget.has(name) ? self : targets) {
      if (name === 'addPeople' && target === 'other') continue;
      const outcome = await tried(actor, (ctx) => rights.run(ctx, idFor(actor, target), target));
      if (outcome === 'allowed') reached.push(target);
    }
    expect(reached).toEqual(rights.may[actor]);
  });
});

describe.each(Object.entries(pairs))('ASVS 8.2.2: %s, over both', (_, { run, may }) => {
  const lines = may.split('\n');
  test.each(actors.filter((actor) => lines.some((line) => line.startsWith(`${actor} `))))('by %s', async (actor) => {
    const found: string[] = [];
    for (const from of targets) {
      const cells: string[] = [];
      for (const to of targets) {
        // Nobody hands anything to themselves.
        const isOne = idFor(actor, from) === idFor(actor, to);
        const isAllowed =
          !isOne && (await tried(actor, (ctx) => run(ctx, idFor(actor, from), idFor(actor, to)))) === 'allowed';
        cells.push(isOne ? '-' : isAllowed ? 'x' : '.');
      }
      found.push(`${actor} ${from} ${cells.join(' ')}`);
    }
    const expected = lines.filter((line) => line.startsWith(`${actor} `)).map((line) => line.replace(/ +/g, ' '));
    expect(found).toEqual(expected);
  });
});

test('ASVS 8.4.1: someone of another school is as unknown as someone who does not exist', async () => {
  const { run } = table.showPerson as RightsRow;
  for (const actor of actors) {
    const there = await run(ctxOf[actor], idOf.other, 'other').catch((e: object) => e);
    const nowhere = await run(ctxOf[actor], randomUUID(), 'other').catch((e: object) => e);
    expect(JSON.stringify(there)).toEqual(JSON.stringify(nowhere));
  }
});

test('ASVS 16.3.2: a refusal for lack of rights is in the audit trail, and nothing else is', async () => {
  const ctx = { ...ctxOf.teacher, correlationId: randomUUID() };
  await expect(suspendPerson(ctx, { id: idOf.teacher })).rejects.toThrow('not-allowed');
  const events = await database.db.select().from(auditEvents).where(eq(auditEvents.correlationId, ctx.correlationId));
  expect(events).toMatchObject([
    { action: 'user.suspend', outcome: 'refused', actorId: ctx.actor.id, targetId: idOf.teacher },
  ]);
});

test('ASVS 8.3.1: rights are looked up at the press: a coordinator suspended a moment ago has none', async () => {
  const { db } = database;
  const user = await addUser(db, ctxOf.coordinator.actor.centreId, { role: 'coordinator' });
  const ctx: Ctx = { ...ctxOf.coordinator, actor: { ...ctxOf.coordinator.actor, id: user.id } };
  await suspendPerson(ctxOf.coordinator, { id: user.id });
  await expect(suspendPerson(ctx, { id: idOf.teacher })).rejects.toThrow('not-allowed');
  const [event] = await db
    .select()
    .from(auditEvents)
    .where(and(eq(auditEvents.actorId, user.id), eq(auditEvents.outcome, 'refused')));
  expect(event).toBeDefined();
});

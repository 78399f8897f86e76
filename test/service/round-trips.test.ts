import { randomUUID } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import { beforeAll, expect, test } from 'vitest';
import { requests, secondFactors, siteConnections, type users, workspaces } from '../../db/schema/index.ts';
import { exportAudit } from '../../src/service/audit/read.ts';
import { changeSettings } from '../../src/service/centre/settings.ts';
import type { Ctx } from '../../src/service/context.ts';
import { makeToken, revokeToken } from '../../src/service/directory/tokens.ts';
import { addPeople } from '../../src/service/people/add.ts';
import { deletePeople } from '../../src/service/people/delete.ts';
import { editPerson } from '../../src/service/people/edit.ts';
import { editOwn } from '../../src/service/people/edit-own.ts';
import { exportPeople } from '../../src/service/people/export.ts';
import { leave } from '../../src/service/people/leave.ts';
import { beginLeaver } from '../../src/service/people/leaver.ts';
import { writeNote } from '../../src/service/people/note.ts';
import { reactivatePeople } from '../../src/service/people/reactivate.ts';
import { sendInvitations, sendResets } from '../../src/service/people/send-link.ts';
import { setRoles, setSiteAdmins } from '../../src/service/people/set-rights.ts';
import { staffroomIdOf } from '../../src/service/people/staffroom-id.ts';
import { suspendPeople } from '../../src/service/people/suspend.ts';
import { undoLeave } from '../../src/service/people/undo-leave.ts';
import { editSeveral } from '../../src/service/people/update/edit-several.ts';
import { outlineOf } from '../../src/service/people/update/judge.ts';
import { moveDomain, previewMoveDomain } from '../../src/service/people/update/move-domain.ts';
import { previewUndoUpdate, undoUpdate } from '../../src/service/people/update/undo.ts';
import { outlineOfUpdate, previewUpdate, updatePeople } from '../../src/service/people/update/update.ts';
import { correctTests } from '../../src/service/progression/correct-test.ts';
import { importRows, queueImport } from '../../src/service/progression/import.ts';
import { promoteGroups } from '../../src/service/progression/promote.ts';
import { transferData } from '../../src/service/progression/transfer.ts';
import { undoImport } from '../../src/service/progression/undo-import.ts';
import { undoPromotion } from '../../src/service/progression/undo-promotion.ts';
import { undoTransfers } from '../../src/service/progression/undo-transfer.ts';
import type { Difference } from '../../src/service/provisioning/compare.ts';
import { keepComparison, mendSite, queueComparison } from '../../src/service/provisioning/comparisons.ts';
import { askForAccess, askForReset } from '../../src/service/requests/ask.ts';
import { decide } from '../../src/service/requests/decide.ts';
import { setDeputy } from '../../src/service/requests/deputy.ts';
import { withdrawRequest } from '../../src/service/requests/own.ts';
import { cancelAllScheduled, cancelScheduled } from '../../src/service/scheduled/cancel.ts';
import { leaveByList, scheduleLeave, scheduleSuspend } from '../../src/service/scheduled/plan.ts';
import { removeSecondFactor } from '../../src/service/second-factor/remove.ts';
import { connectSite, disconnectSite, renewSecret } from '../../src/service/sites/connect-site.ts';
import { tellWeekly } from '../../src/service/usage/digest.ts';
import { exportUsage } from '../../src/service/usage/list.ts';
import { remindPeople } from '../../src/service/usage/remind.ts';
import { mutations } from '../../src/service/use-case.ts';
import { untieWorkspace } from '../../src/service/workspaces/workspace-ties.ts';
import { useDatabase } from '../kit/database.ts';
import { aSchool, type School } from '../kit/school.ts';
import { asked } from '../kit/statements.ts';
import { resultRows } from './progression/people.ts';

/**
 * How many statements each use case has between the begin of its transaction and the commit: each is a round trip, during which what it
 * holds is held. Of one person or group, as it is mostly; a figure that grows needs a reason.
 */

const database = useDatabase();
const { db } = database;
let school: School;
let amina: Ctx;
let slack: string;

beforeAll(async () => {
  school = await aSchool(database.app());
  amina = school.as(await school.person({ role: 'coordinator' }));
  await school.person({ role: 'coordinator' });
  const workspace = { centreId: school.centreId, platform: 'slack', externalId: 'T1' } as const;
  slack = (await db.insert(workspaces).values(workspace).returning())[0]?.id ?? '';
});

/** A press of hers: with a key by which a second is told. */
const asAmina = (): Ctx => ({ ...amina, correlationId: randomUUID(), idempotencyKey: randomUUID() });
const teacher = async (values: Partial<typeof users.$inferInsert> = {}) =>
  (await school.person(values, ['hub', 'primary'])).id;
const suspended = async () => {
  const id = await teacher();
  await suspendPeople(asAmina(), { ids: [id] });
  return id;
};
const holder = async () => {
  const id = await teacher();
  const { importId = '' } = await importRows(asAmina(), { id, rows: resultRows([1, 3, 2]) });
  return { id, importId };
};
const newcomer = () => ({
  firstName: 'Mei',
  lastName: 'Lin',
  email: `${randomUUID()}@riverside.example`,
  role: 'teacher' as const,
  programmes: ['primary' as const],
  siteAdminOf: [],
});
const asking = async (): Promise<Ctx> => ({
  ...school.as({ id: await teacher(), role: 'teacher' }),
  idempotencyKey: randomUUID(),
});
const waiting = async (askerId: string) => {
  const which = and(eq(requests.askerId, askerId), eq(requests.status, 'pending'));
  return (await db.select({ id: requests.id }).from(requests).where(which))[0]?.id ?? '';
};
const aReset = async () => {
  const ctx = await asking();
  await askForReset(ctx, {});
  return { ctx, id: await waiting(ctx.actor.id) };
};
const day = '2999-01-01';
const aPlan = async () => {
  const [plan] = await scheduleSuspend(asAmina(), { ids: [await teacher()], day });
  return plan?.id ?? '';
};

/** A site that is told of people. */
const inStep = async (): Promise<string> => {
  const which = and(eq(siteConnections.centreId, school.centreId), eq(siteConnections.site, 'primary'));
  const row = {
    ...{ centreId: school.centreId, site: 'primary' as const, clientId: 'p', redirectUris: ['https://p.example/in'] },
    ...{
      scimUrl: 'https://p.example/scim',
      sealedScimAuth: Buffer.alloc(1),
      createdAt: new Date(),
      changedAt: new Date(),
    },
  };
  await db.insert(siteConnections).values(row).onConflictDoNothing();
  return (await db.select({ id: siteConnections.id }).from(siteConnections).where(which))[0]?.id ?? '';
};

/** Makes all ready that it needs, and gives what is counted. */
type Prepare = () => Promise<() => Promise<unknown>>;

const table: Record<string, [statements: number, Prepare]> = {
  suspendPeople: [
    3,
    async () => {
      const ids = [await teacher()];
      return () => suspendPeople(asAmina(), { ids });
    },
  ],
  'suspendPeople (who has rights)': [
    4,
    async () => {
      const ids = [await teacher({ role: 'coordinator' })];
      return () => suspendPeople(asAmina(), { ids });
    },
  ],
  reactivatePeople: [
    3,
    async () => {
      const ids = [await suspended()];
      return () => reactivatePeople(asAmina(), { ids });
    },
  ],
  deletePeople: [
    9,
    async () => {
      const ids = [await suspended()];
      return () => deletePeople(asAmina(), { ids });
    },
  ],
  addPeople: [3, async () => () => addPeople(asAmina(), { rows: [newcomer()] })],
  editPerson: [
    4,
    async () => {
      const id = await teacher();
      return () => editPerson(asAmina(), { id, firstName: 'Other', programmes: ['primary'] });
    },
  ],
  'editPerson (access)': [
    6,
    async () => {
      const id = await teacher();
      return () => editPerson(asAmina(), { id, sites: ['hub', 'forums'] });
    },
  ],
  editOwn: [
    4,
    async () => {
      const ctx = await asking();
      return () => editOwn(ctx, { firstName: 'Other' });
    },
  ],
  editSeveral: [
    5,
    async () => {
      const ids = [await teacher()];
      return () => editSeveral(asAmina(), { ids, give: ['forums'] });
    },
  ],
  updatePeople: [
    7,
    async () => {
      const id = await teacher();
      const rows = [{ staffroomId: staffroomIdOf(id), email: '', wanted: { firstName: 'Other' }, asNew: newcomer() }];
      const agreed = await outlineOfUpdate(await previewUpdate(amina, { rows }));
      return () => updatePeople(asAmina(), { rows, agreed });
    },
  ],
  moveDomain: [
    10,
    async () => {
      const from = `${randomUUID()}.example`;
      await teacher({ email: `someone@${from}` });
      const move = { from, to: `${randomUUID()}.example` };
      const agreed = await outlineOf(await previewMoveDomain(amina, move));
      return () => moveDomain(asAmina(), { ...move, agreed });
    },
  ],
  undoUpdate: [
    9,
    async () => {
      const { changeId } = await editSeveral(asAmina(), { ids: [await teacher()], give: ['forums'] });
      const agreed = await outlineOf(await previewUndoUpdate(amina, { changeId }));
      return () => undoUpdate(asAmina(), { changeId, agreed });
    },
  ],
  setRoles: [
    4,
    async () => {
      const ids = [await teacher()];
      return () => setRoles(asAmina(), { ids, role: 'admin' });
    },
  ],
  setSiteAdmins: [
    4,
    async () => {
      const ids = [await teacher()];
      return () => setSiteAdmins(asAmina(), { ids, site: 'hub', on: true });
    },
  ],
  sendInvitations: [
    3,
    async () => {
      const ids = [await teacher({ status: 'invited' })];
      return () => sendInvitations(asAmina(), { ids });
    },
  ],
  sendResets: [
    3,
    async () => {
      const ids = [await teacher()];
      return () => sendResets(asAmina(), { ids });
    },
  ],
  beginLeaver: [
    3,
    async () => {
      const id = await teacher();
      return () => beginLeaver(asAmina(), { id });
    },
  ],
  leave: [
    7,
    async () => {
      const [{ id }, to] = [await holder(), await teacher()];
      return () => leave(asAmina(), { rows: [{ id, to }] });
    },
  ],
  undoLeave: [
    7,
    async () => {
      const [{ id }, to] = [await holder(), await teacher()];
      await leave(asAmina(), { rows: [{ id, to }] });
      return () => undoLeave(asAmina(), { ids: [id] });
    },
  ],
  writeNote: [
    5,
    async () => {
      const id = await teacher();
      return () => writeNote(asAmina(), { id, text: 'Part-time.' });
    },
  ],
  exportPeople: [3, async () => () => exportPeople(asAmina(), { filter: {} })],
  exportAudit: [3, async () => () => exportAudit(asAmina(), { filter: {} })],
  removeSecondFactor: [
    7,
    async () => {
      const id = await teacher();
      const stored = { sealed: Buffer.alloc(1), recoverySalt: Buffer.alloc(1), recoveryHashes: [], lastStep: 0 };
      await db.insert(secondFactors).values({ userId: id, centreId: school.centreId, addedAt: new Date(), ...stored });
      return () => removeSecondFactor(asAmina(), { id });
    },
  ],
  scheduleSuspend: [
    5,
    async () => {
      const ids = [await teacher()];
      return () => scheduleSuspend(asAmina(), { ids, day });
    },
  ],
  scheduleLeave: [
    6,
    async () => {
      const id = await teacher();
      return () => scheduleLeave(asAmina(), { rows: [{ id, day }] });
    },
  ],
  leaveByList: [
    7,
    async () => {
      const rows = [{ id: await teacher() }, { id: await teacher(), day }];
      return () => leaveByList(asAmina(), { rows });
    },
  ],
  cancelScheduled: [
    6,
    async () => {
      const id = await aPlan();
      return () => cancelScheduled(asAmina(), { id });
    },
  ],
  cancelAllScheduled: [
    9,
    async () => {
      const id = await aPlan();
      return () => cancelAllScheduled(asAmina(), { id });
    },
  ],
  importRows: [
    10,
    async () => {
      const id = await teacher();
      return () => importRows(asAmina(), { id, rows: resultRows([1, 3, 2]) });
    },
  ],
  queueImport: [
    3,
    async () => {
      const id = await teacher();
      return () => queueImport({ ...asAmina(), workspaceId: slack }, { id, draftId: randomUUID() });
    },
  ],
  undoImport: [
    17,
    async () => {
      const { importId } = await holder();
      return () => undoImport(asAmina(), { id: importId });
    },
  ],
  correctTests: [
    7,
    async () => {
      const { id } = await holder();
      return () => correctTests(asAmina(), { id, test: 'Test 1', date: '2026-09-02' });
    },
  ],
  transferAll: [
    4,
    async () => {
      const [{ id: from }, to] = [await holder(), await teacher()];
      return () => transferData(asAmina(), { from, to });
    },
  ],
  undoTransfers: [
    5,
    async () => {
      const [{ id: from }, to] = [await holder(), await teacher()];
      const { id } = await transferData(asAmina(), { from, to });
      return () => undoTransfers(asAmina(), { ids: [id] });
    },
  ],
  promoteGroups: [
    10,
    async () => {
      const { id } = await holder();
      return () => promoteGroups(asAmina(), { id, year: '2025/26' });
    },
  ],
  undoPromotion: [
    11,
    async () => {
      const { id } = await holder();
      const promoted = await promoteGroups(asAmina(), { id, year: '2025/26' });
      return () => undoPromotion(asAmina(), { id: promoted.id });
    },
  ],
  askForReset: [
    7,
    async () => {
      const ctx = await asking();
      return () => askForReset(ctx, {});
    },
  ],
  askForAccess: [
    7,
    async () => {
      const ctx = await asking();
      return () => askForAccess(ctx, { site: 'forums' });
    },
  ],
  withdrawRequest: [
    3,
    async () => {
      const { ctx, id } = await aReset();
      return () => withdrawRequest({ ...ctx, idempotencyKey: randomUUID() }, { id });
    },
  ],
  decide: [
    3,
    async () => {
      const { id } = await aReset();
      return () => decide(asAmina(), { id, decision: 'approve' });
    },
  ],
  'decide (access)': [
    3,
    async () => {
      const ctx = await asking();
      await askForAccess(ctx, { site: 'forums' });
      const id = await waiting(ctx.actor.id);
      return () => decide(asAmina(), { id, decision: 'approve' });
    },
  ],
  'decide (no)': [
    3,
    async () => {
      const { id } = await aReset();
      return () => decide(asAmina(), { id, decision: 'deny', reason: 'no' });
    },
  ],
  setDeputy: [
    4,
    async () => {
      const id = await teacher({ role: 'coordinator' });
      return () => setDeputy(asAmina(), { deputy: { id, until: new Date('2999-01-01') } });
    },
  ],
  tellWeekly: [4, async () => () => tellWeekly(asAmina(), { on: true })],
  exportUsage: [3, async () => () => exportUsage(asAmina(), { site: 'hub' })],
  remindPeople: [
    5,
    async () => {
      const id = await teacher();
      await connectSite(asAmina(), { site: 'hub', redirectUris: ['https://hub.example/in'] });
      return () => remindPeople(asAmina(), { site: 'hub', ids: [id] });
    },
  ],
  connectSite: [
    8,
    async () => () => connectSite(asAmina(), { site: 'forums', redirectUris: ['https://f.example/in'] }),
  ],
  renewSecret: [6, async () => () => renewSecret(asAmina(), { site: 'forums' })],
  disconnectSite: [7, async () => () => disconnectSite(asAmina(), { site: 'forums' })],
  queueComparison: [
    3,
    async () => {
      await inStep();
      return () => queueComparison({ ...asAmina(), workspaceId: slack }, { site: 'primary' });
    },
  ],
  keepComparison: [
    3,
    async () => () => keepComparison(asAmina(), { connectionId: randomUUID(), version: 1, toMend: [] }),
  ],
  mendSite: [
    6,
    async () => {
      const toMend = [{ userId: await teacher(), remoteId: null }] as unknown as Difference[];
      const id = await keepComparison(amina, { connectionId: await inStep(), version: 1, toMend });
      return () => mendSite(asAmina(), { id });
    },
  ],
  makeDirectoryToken: [5, async () => () => makeToken(asAmina(), {})],
  revokeDirectoryToken: [3, async () => () => revokeToken(asAmina(), {})],
  changeSettings: [7, async () => () => changeSettings(asAmina(), { supportContact: 'IT desk' })],
  untieWorkspace: [15, async () => () => untieWorkspace(asAmina(), { id: slack })],
};

test('each use case that changes something has its number', () => {
  const counted = new Set(Object.keys(table).map((name) => name.replace(/ \(.*/, '')));
  expect([...mutations].filter((name) => !counted.has(name))).toEqual([]);
});

test.each(Object.entries(table))('%s', async (_, [statements, prepare]) => {
  const run = await prepare();
  const { transactions } = await asked(db, run);
  const own = transactions.find(([first]) => first?.includes('enter_mutation'));
  expect(own?.length, own?.join('\n\n')).toBe(statements);
});

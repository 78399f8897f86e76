import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { pino } from 'pino';
import { beforeEach, expect, test } from 'vitest';
import { chatIdentities, mails, workspaces } from '../../db/schema/index.ts';
import { importData } from '../../src/jobs/tasks/import-data.ts';
import { followMails } from '../../src/jobs/tasks/mail-progress.ts';
import { tellLate } from '../../src/jobs/tasks/tell-late.ts';
import { tellTransfer } from '../../src/jobs/tasks/tell-transfer.ts';
import { importRows } from '../../src/service/progression/import.ts';
import { transferData } from '../../src/service/progression/transfer.ts';
import { keepLateAnswer, readLateAnswer } from '../../src/service/workspaces/late-answers.ts';
import { type Chat, NotNow, Refused, ShutOut, Unreachable, Unsure } from '../../src/ui/chat.ts';
import type { Platform } from '../../src/words/platforms.ts';
import { useDatabase } from '../kit/database.ts';
import { transferredCard } from '../kit/job-cards.ts';
import { aSchool, type School } from '../kit/school.ts';
import { vouchesForAll } from '../kit/ties.ts';
import { resultRows } from '../service/progression/people.ts';

/** What becomes of a job that tells someone whom the chat can't reach: it is done, and the queue does not try for ever. */

const database = useDatabase();
const app = database.app();
let school: School;
let ben: Awaited<ReturnType<School['person']>>;
let where: { slack: string; teams: string };

beforeEach(async () => {
  school = await aSchool(app);
  ben = await school.person({ firstName: 'Ben', lastName: 'Okafor' }, ['primary']);
  where = { slack: await knownIn('slack'), teams: await knownIn('teams') };
});

/** Ben is known there. */
async function knownIn(platform: Platform): Promise<string> {
  const common = { centreId: school.centreId, externalId: randomUUID() };
  const workspace = { ...common, platform };
  const workspaceId = (await app.db.insert(workspaces).values(workspace).returning())[0]?.id ?? '';
  await app.db.insert(chatIdentities).values({ ...common, workspaceId, userId: ben.id });
  return workspaceId;
}

/** @param fails what it fails with, if it does */
function aChat(platform: Platform, fails?: Error) {
  const titles: string[] = [];
  const show = async (title: string) => {
    if (fails) throw fails;
    return titles.push(title);
  };
  const chat: Chat = {
    platform,
    look: vouchesForAll(app),
    post: async (_, card, progress) => (progress?.there ? null : show(card.title)),
    update: async (_, card) => (await show(card.title)) > 0,
  };
  return { chat, titles };
}

const gone = () => aChat('slack', new Unreachable('gone'));

test('a transfer: the other chats tell it, and one that is only away is tried again', async () => {
  const amina = school.as(await school.person({ role: 'coordinator' }));
  await importRows(amina, { id: ben.id, rows: resultRows([1, 1, 1]) });
  const to = await school.person({}, ['primary']);
  const { id } = await transferData(amina, { from: ben.id, to: to.id });
  const job = { transferId: id, userId: ben.id };

  const away = aChat('slack', new Error('503'));
  const teams = aChat('teams');
  await expect(tellTransfer(app, [away.chat, teams.chat], transferredCard)(job)).rejects.toThrow('503');
  expect(teams.titles).toHaveLength(1);
  await tellTransfer(app, [gone().chat, teams.chat], transferredCard)(job);
  expect(teams.titles).toHaveLength(1);
});

test('mails on their way: nobody follows them, and no job is left', async () => {
  const correlationId = randomUUID();
  const mail = { centreId: school.centreId, userId: ben.id, kind: 'invitation', createdAt: new Date(), correlationId };
  await app.db.insert(mails).values({ ...mail, id: randomUUID() });
  const job = { correlationId, workspaceId: where.slack, userId: ben.id };
  await followMails(app, [gone().chat])(job);
  await expect(followMails(app, [aChat('slack', new Error('503')).chat])(job)).rejects.toThrow('503');
});

test('an import: it is carried out all the same', async () => {
  const done: string[] = [];
  const work = {
    carryOut: async () => {
      done.push('imported');
      return { title: 'Done' };
    },
    drop: async () => void done.push('dropped'),
  };
  const common = { actorId: ben.id, centreId: school.centreId, draftId: randomUUID(), correlationId: randomUUID() };
  await importData(app, [gone().chat], work)({ ...common, workspaceId: where.slack });
  expect(done).toEqual(['imported', 'dropped']);
  const shut = aChat('slack', new ShutOut('token_revoked')).chat;
  await expect(importData(app, [shut], work)({ ...common, workspaceId: where.slack })).rejects.toThrow(ShutOut);
  expect(done).toEqual(['imported', 'dropped', 'imported']);
});

test('an answer that was left to the queue: told as it is, by words of its own, or not to another', async () => {
  const [tie] = await app.db.select().from(chatIdentities).where(eq(chatIdentities.workspaceId, where.slack));
  const [workspace] = await app.db.select().from(workspaces).where(eq(workspaces.id, where.slack));
  const to = { platform: 'slack', workspace: workspace?.externalId ?? '', person: tie?.externalId ?? '' } as const;
  const keep = async () => {
    const id = randomUUID();
    await keepLateAnswer(app, id, { ...to, card: { title: 'Ada is suspended' }, mayHaveArrived: false });
    return id;
  };
  const tell = (chat: Chat, answerId: string) => tellLate(app, [chat], pino({ level: 'silent' }))({ answerId });

  const id = await keep();
  // A delivery that is carried out again keeps the same answer again.
  await keepLateAnswer(app, id, { ...to, card: { title: 'Ben is suspended' } });
  expect(await readLateAnswer(app, id)).toMatchObject({ card: { title: 'Ada is suspended' } });
  const givenUp = randomUUID();
  await expect(keepLateAnswer(app, givenUp, { ...to, card: {} }, AbortSignal.abort())).rejects.toThrow();
  expect(await readLateAnswer(app, givenUp)).toBeUndefined();
  const away = aChat('slack', new NotNow('away'));
  await expect(tell(away.chat, id)).rejects.toThrow(NotNow);
  expect(await readLateAnswer(app, id)).toMatchObject({ mayHaveArrived: false });
  await expect(tell(aChat('slack', new Unsure('lost')).chat, id)).rejects.toThrow(Unsure);
  const there = aChat('slack');
  await tell({ ...there.chat, find: async () => ({ ref: 'it was there' }) }, id);
  expect([there.titles, await readLateAnswer(app, id)]).toEqual([[], undefined]);

  let refusals = 1;
  const strict = aChat('slack');
  const post: Chat['post'] = async (...message) => {
    refusals -= 1;
    if (refusals === 0) throw new Refused('too long');
    return strict.chat.post(...message);
  };
  await tell({ ...strict.chat, post }, await keep());
  expect(strict.titles).toEqual(['The answer can’t be shown here']);
  const never = aChat('slack', new Refused('too long'));
  const refused = await keep();
  await tell(never.chat, refused);
  expect(await readLateAnswer(app, refused)).toBeUndefined();

  const another = aChat('slack');
  const last = await keep();
  await app.db.delete(chatIdentities).where(eq(chatIdentities.workspaceId, where.slack));
  await tell(another.chat, last);
  expect([another.titles, await readLateAnswer(app, last)]).toEqual([[], undefined]);
});

test('an answer of which nobody can see whether it arrived is sent once more, and says so; of one in parts, what is not there', async () => {
  const [tie] = await app.db.select().from(chatIdentities).where(eq(chatIdentities.workspaceId, where.teams));
  const [workspace] = await app.db.select().from(workspaces).where(eq(workspaces.id, where.teams));
  const to = { platform: 'teams', workspace: workspace?.externalId ?? '', person: tie?.externalId ?? '' } as const;
  const parts = ['words', 'list', 'file'];
  const said: string[] = [];
  const log = pino({ level: 'warn' }, { write: (line: string) => void said.push(line) });
  /** @param fails what each send fails with, in turn; one that is lost arrives all the same */
  const bring = async (id: string, ...fails: (Error | undefined)[]) => {
    const sent: string[] = [];
    const chat: Chat = {
      ...aChat('teams').chat,
      async post(_, { title, text = [] }, progress) {
        const all = (title === 'Export' ? parts : [title]).slice(progress?.there);
        for (const [index, part] of all.entries()) {
          const fail = fails.shift();
          if (!fail || fail instanceof Unsure) sent.push(part, ...(part === all[0] && !progress?.there ? text : []));
          if (fail) throw fail;
          if (progress && index + 1 < all.length) await progress.onPart?.((progress.there ?? 0) + index + 1, null);
        }
        return null;
      },
    };
    await tellLate(
      app,
      [chat],
      log,
    )({ answerId: id }).catch((error) => {
      if (!(error instanceof NotNow || error instanceof Unsure)) throw error;
    });
    return sent;
  };
  const keep = async (title: string) => {
    const id = randomUUID();
    await keepLateAnswer(app, id, { ...to, card: { title } });
    return id;
  };
  const hint = 'This may have come before: it could not be seen whether it arrived.';
  const lost = new Unsure('lost');

  const done = await keep('Done');
  expect(await bring(done, lost)).toEqual(['Done']);
  expect(await bring(done, new NotNow('away'))).toEqual([]);
  expect(await bring(done, lost)).toEqual(['Done', hint]);
  for (let i = 0; i < 3; i += 1) expect(await bring(done, lost)).toEqual([]);
  expect([said.length, await readLateAnswer(app, done)]).toEqual([1, undefined]);

  const list = await keep('Export');
  expect(await bring(list, undefined, new NotNow('away', 1))).toEqual(['words']);
  expect(await bring(list, lost)).toEqual(['list']);
  // The hint goes before what is sent once more, and what it was lost of is let be.
  expect(await bring(list, undefined, lost)).toEqual([hint, 'list']);
  expect(await bring(list)).toEqual(['file']);
  expect(await readLateAnswer(app, list)).toBeUndefined();
});

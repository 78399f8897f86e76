import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { compose } from '../../adapters/mail/compose.ts';
import { chatIdentities, mails, transfers, workspaces } from '../../db/schema/index.ts';
import { tellTransfer } from '../../src/jobs/tasks/tell-transfer.ts';
import { mailToSend } from '../../src/service/mail/mail-to-send.ts';
import { suspendPerson } from '../../src/service/people/suspend.ts';
import { importRows } from '../../src/service/progression/import.ts';
import { transferData } from '../../src/service/progression/transfer.ts';
import type { Card } from '../../src/ui/card.ts';
import type { Chat } from '../../src/ui/chat.ts';
import { wordsOf } from '../bot/talk.ts';
import { useDatabase } from '../kit/database.ts';
import { transferredCard } from '../kit/job-cards.ts';
import { aSchool } from '../kit/school.ts';
import { vouchesForAll } from '../kit/ties.ts';
import { resultRows } from '../service/progression/people.ts';

const database = useDatabase();

test('both are told, by mail and once in each of their chats, the one who left included', async () => {
  const { db } = database;
  const app = database.app();
  const school = await aSchool(app);
  const amina = school.as(await school.person({ role: 'coordinator' }));
  const ben = await school.person({ firstName: 'Ben', lastName: 'Okafor' }, ['primary']);
  const ada = await school.person({ firstName: 'Ada', lastName: '<b>Lee</b>' }, ['primary']);
  const common = { centreId: school.centreId, platform: 'slack' as const };
  const two = await db
    .insert(workspaces)
    .values([
      { ...common, externalId: 'T1' },
      { ...common, externalId: 'T2' },
    ])
    .returning();
  const known = two.map(({ id }, i) => ({
    workspaceId: id,
    centreId: school.centreId,
    externalId: `U${i}`,
    userId: ada.id,
  }));
  await db
    .insert(chatIdentities)
    .values([
      ...known,
      { ...known[0], workspaceId: two[0]?.id ?? '', centreId: school.centreId, externalId: 'UB', userId: ben.id },
    ]);
  await importRows(amina, { id: ben.id, rows: resultRows([2, 3, 2]) });
  await suspendPerson(amina, { id: ben.id });
  const { id } = await transferData(amina, { from: ben.id, to: ada.id });

  const posted: { to: unknown; card: Card }[] = [];
  const chat: Chat = {
    platform: 'slack',
    look: vouchesForAll(app),
    post: async (to, card) => posted.push({ to, card }),
    update: async () => {
      throw new Error('nothing to update');
    },
  };
  const tell = tellTransfer(app, [chat], transferredCard);
  for (const userId of [ada.id, ben.id, ada.id]) await tell({ transferId: id, userId });
  expect(posted.map((p) => (p.to as { person: string }).person).sort()).toEqual(['U0', 'U1', 'UB']);
  const words = posted.map((p) => wordsOf(p.card));
  expect(words.filter((w) => w.includes('You hold Ben Okafor’s progression data now'))).toHaveLength(2);
  expect(words.filter((w) => w.includes('<b>Lee</b> holds your progression data now'))).toHaveLength(1);
  expect(words[0]).toContain('Cambridge Primary support site: 2 learner groups, 4 tests, 12 results');

  const [transfer] = await db.select().from(transfers).where(eq(transfers.id, id));
  const sent = await db
    .select()
    .from(mails)
    .where(eq(mails.transferId, transfer?.id ?? ''));
  const written = await Promise.all(sent.map(async (m) => mailToSend(app, m.id)));
  const texts = written.map((m) => (m ? compose(m, 'no-reply@school.example') : undefined));
  expect(texts.map((t) => t?.subject).sort()).toEqual([
    'You hold more progression data at Riverside School',
    'Your progression data at Riverside School was handed over',
  ]);
  for (const t of texts) {
    expect(t?.text).toContain('2 learner groups, 4 tests, 12 results on Cambridge Primary support site');
    expect(t?.html).not.toContain('<b>Lee');
  }
});

import { and, eq } from 'drizzle-orm';
import { beforeAll, describe, expect, test } from 'vitest';
import { auditEvents, requests, workspaces } from '../../../db/schema/index.ts';
import { findRequest, type RequestView } from '../../../src/service/requests/request.ts';
import { requestCard } from '../../kit/job-cards.ts';
import { until } from '../../kit/until.ts';
import { useRequestQueue } from '../kit/request-queue.ts';
import { type Answer, type ContractChat, cardOf, opening, type ShownCard } from './chat.ts';
import { onlooker } from './people.ts';

/** A request is a card for all in the channel, decided once, and every copy of it says so. */
export function requestsDecided(get: () => ContractChat): void {
  describe('a request', () => {
    useRequestQueue(() => ({ ...get(), url: get().database.queueUrl }));
    beforeAll(async () => {
      const { database, channel } = get();
      const approvals = { approvalsChannel: channel.channel };
      await database.db.update(workspaces).set(approvals).where(eq(workspaces.externalId, channel.workspace));
    });

    /** The cards in the channel that say all this, as this person has them once they have looked. */
    async function all(who: string, ...words: string[]): Promise<ShownCard[]> {
      const person = get().as(who);
      await person.look?.();
      return person.sees('channel').filter((card) => words.every((each) => card.words.includes(each)));
    }
    /** The one there is, or will be. */
    const shown = (who: string, ...words: string[]) => until(async () => (await all(who, ...words)).at(-1));
    const told = (who: string, words: string) =>
      until(() =>
        get()
          .as(who)
          .sees('direct')
          .some((card) => card.words.includes(words)),
      );
    /** It is decided, and no card of it has a button left. */
    const over = (reason: string, words: string) =>
      until(async () =>
        (await all(onlooker, reason)).every((card) => card.words.includes(words) && card.buttons.length === 0),
      );
    const decisions = () =>
      get().database.db.$count(
        auditEvents,
        and(eq(auditEvents.action, 'reset.decide'), eq(auditEvents.outcome, 'done')),
      );

    async function ask(reason: string): Promise<void> {
      const ben = get().as('teacher');
      await opening(ben, 'reset', 'direct');
      await ben.fill({ reason });
      expect((await ben.submit()).words).toContain('Your request is sent');
      await shown('coordinator', reason);
    }

    async function press(who: string, reason: string, label: string): Promise<Answer> {
      return get()
        .as(who)
        .press(await shown(who, reason), label);
    }

    async function requestOf(reason: string): Promise<RequestView> {
      const { db } = get().database;
      const [row] = await db.select().from(requests).where(eq(requests.reason, reason));
      const view = row && (await findRequest(db, row.centreId, row.id));
      if (!view) throw new Error(`no request: ${reason}`);
      return view;
    }

    test('is one card; who may not decide reads so alone; a decision changes it for all, and the asker is told', async () => {
      await ask('new phone');
      for (const [who, why] of [
        [onlooker, 'Your rights do not cover this'],
        ['teacher', 'This is your own request'],
      ] as const) {
        const approve = (await shown(who, 'new phone')).buttons.find(({ label }) => label === 'Approve');
        // A platform whose cards differ from person to person offers them nothing.
        if (approve)
          expect(
            (
              await get()
                .as(who)
                .press(await shown(who, 'new phone'), approve)
            ).words,
          ).toContain(why);
      }
      const stale = await shown('admin', 'new phone');
      await press('coordinator', 'new phone', 'Approve');
      await over('new phone', 'Approved by Amina Rahman');
      await told('teacher', 'Amina Rahman approved your request.');
      const before = await decisions();
      expect((await get().as('admin').press(stale, 'Deny')).words).toContain('approved this request already');
      expect(await decisions()).toBe(before);
      expect(await all('coordinator', 'new phone', 'Approved by')).toHaveLength(1);
    });

    test('that two press at the same moment is decided by one, and the other reads who was first', async () => {
      await ask('two at once');
      const before = await decisions();
      const views = [await shown('coordinator', 'two at once'), await shown('admin', 'two at once')] as const;
      const answers = await Promise.all([
        get().as('coordinator').press(views[0], 'Approve'),
        get().as('admin').press(views[1], 'Approve'),
      ]);
      await over('two at once', 'Approved by ');
      expect(await decisions()).toBe(before + 1);
      expect(answers.filter(({ words }) => words.includes('approved this request already'))).toHaveLength(1);
    });

    test('is denied for a reason that the asker and the card are told, once, however often the form is sent', async () => {
      await ask('forgot it');
      const [joseph, before] = [get().as('admin'), await decisions()];
      expect((await press('admin', 'forgot it', 'Deny')).words).toContain('forgot it');
      await joseph.fill({ reason: 'Come to room 12, <at>all</at>' });
      const { interaction } = await joseph.submit();
      await Promise.all([joseph.again(interaction), joseph.again(interaction)]);
      await over('forgot it', 'Denied by Joseph Mwangi');
      await told('teacher', 'Come to room 12');
      expect(await decisions()).toBe(before + 1);
      expect(await all(onlooker, 'forgot it')).toHaveLength(1);
    });

    test('of which a card was lost by a crash is known again by a press on it, whoever presses', async () => {
      await ask('a lost card');
      await get().chat.post(get().channel, requestCard(await requestOf('a lost card'), 'Asia/Kolkata'));
      await until(async () => (await all('coordinator', 'a lost card')).length === 2);
      const [card, orphan] = await all(onlooker, 'a lost card');
      const approve = orphan?.buttons.find(({ label }) => label === 'Approve');
      if (orphan && approve) await get().as(onlooker).press(orphan, approve);
      const [, own] = await all('coordinator', 'a lost card');
      await get()
        .as('coordinator')
        .press(own as ShownCard, 'Approve');
      await over('a lost card', 'Approved by Amina Rahman');
      expect((await all(onlooker, 'a lost card')).map(({ id }) => id)).toEqual([card?.id, orphan?.id]);
    });

    test('that is over is shown so by a press on a card that says otherwise', async () => {
      await ask('stale card');
      const pending = await requestOf('stale card');
      await press('coordinator', 'stale card', 'Approve');
      await over('stale card', 'Approved by Amina Rahman');
      await get().chat.post(get().channel, requestCard(pending, 'Asia/Kolkata'));
      await until(async () => (await all('admin', 'stale card')).length === 2);
      await press('admin', 'stale card', 'Approve');
      await over('stale card', 'Approved by Amina Rahman');
    });

    test('is decided from the list, where the list stands; the list is no copy of the card', async () => {
      await ask('from the list');
      const amina = get().as('coordinator');
      const list = cardOf(await amina.type('requests', 'direct'));
      const [approve] = list.buttons.filter(({ label }) => label === 'Approve');
      if (!approve) throw new Error('nothing can be approved');
      await amina.press(list, approve);
      await over('from the list', 'Approved by Amina Rahman');
      const after = amina.sees('direct').find(({ id }) => id === list.id);
      expect(after?.words).toContain('Approved: Ben Okafor: password reset');
    });
  });
}

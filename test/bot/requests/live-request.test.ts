import { randomUUID } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { auditEvents, requests, users } from '../../../db/schema/index.ts';
import { siteAdminOf } from '../../../src/service/people/columns.ts';
import { readShown } from '../../../src/service/requests/card-copies.ts';
import { lookAtRequest } from '../../../src/service/requests/show.ts';
import type { Action, Card } from '../../../src/ui/card.ts';
import { testClock } from '../../kit/clock.ts';
import { closeRequests } from '../../kit/close-requests.ts';
import { useDatabase } from '../../kit/database.ts';
import { requestCard } from '../../kit/job-cards.ts';
import { cardOf, useTalk, type Who, wordsOf } from '../talk.ts';

/** A request's card in a channel becomes the card of each one who looks at it. */

const clock = testClock();
const database = useDatabase();
const talk = useTalk(database.app(clock));

beforeEach(() => closeRequests(database.db));

/** The card that a job shows, once someone has asked. */
async function shown(): Promise<{ id: string; card: Card; look: Action }> {
  const [row] = await database.db.select().from(requests).where(eq(requests.status, 'pending'));
  const found = row && (await readShown(database.app(clock), row.id));
  if (!found) throw new Error('nothing waits');
  const card = requestCard(found.request, found.timeZone, found.deciders);
  if (!card.live) throw new Error('not live');
  return { id: row.id, card, look: card.live.action };
}

const askReset = async (who: Who) => talk.fill(who, await talk.form(who, 'ask-reset'), { reason: 'lost my phone' });
const labels = (card: Card) => (card.buttons ?? []).map((b) => b.label);

describe('a request that waits', () => {
  test('is live for those who may decide it, coordinators first', async () => {
    await askReset('teacher');
    const emails = (await shown()).card.live?.emails ?? [];
    const [coordinator, admin] = ['amina.rahman', 'joseph.mwangi'].map((n) => emails.indexOf(`${n}@riverside.example`));
    expect(coordinator).toBeGreaterThanOrEqual(0);
    expect(admin).toBeGreaterThan(coordinator ?? 99);
    for (const name of ['ben.okafor', 'jose.alvarez', 'meiling.chen']) {
      expect(emails).not.toContain(`${name}@riverside.example`);
    }
  });

  test('of access, for the site admins of that site too; never for the one who asks', async () => {
    await talk.say('teacher', 'access test-maker for the exams');
    expect((await shown()).card.live?.emails).toContain('meiling.chen@riverside.example');
    await closeRequests(database.db);
    await askReset('admin');
    const { emails } = (await shown()).card.live ?? {};
    expect(emails).toContain('amina.rahman@riverside.example');
    expect(emails).not.toContain('joseph.mwangi@riverside.example');
  });

  test.each([
    ['a reset, by a teacher', () => askReset('teacher')],
    ['a reset, by an admin', () => askReset('admin')],
    ['a reset, by a coordinator', () => askReset('coordinator')],
    ['access, by a teacher', () => talk.say('teacher', 'access test-maker for the exams')],
    ['access, by an admin', () => talk.say('admin', 'access test-maker for the exams')],
  ] as const)('%s: is live for exactly those who may decide it', async (_, ask) => {
    await ask();
    const { id, card } = await shown();
    const app = database.app(clock);
    const found = await database.db
      .select({ id: users.id, email: users.email, centreId: users.centreId, role: users.role, adminOf: siteAdminOf() })
      .from(users)
      .innerJoin(requests, and(eq(requests.id, id), eq(requests.centreId, users.centreId)))
      .where(eq(users.status, 'active'));
    const may: string[] = [];
    for (const { email, adminOf, ...user } of found) {
      const ctx = { ...app, actor: { ...user, siteAdminOf: adminOf }, workspaceId: null, correlationId: randomUUID() };
      if ((await lookAtRequest(ctx, { id })).mayDecide) may.push(email ?? '');
    }
    expect(may.length).toBeGreaterThan(0);
    expect(card.live?.emails.toSorted()).toEqual(may.sort());
  });

  test('shows each what they may do, in the place of the card, and is not live again', async () => {
    await talk.say('teacher', 'access test-maker for the exams');
    const { card, look, id } = await shown();
    const seen = async (who: Who) => {
      const replies = await talk.press(who, look);
      expect(replies).toMatchObject([{ kind: 'card', to: 'asker', replace: true }]);
      const own = cardOf(replies);
      expect(own.live).toBeUndefined();
      expect([own.title, own.state, own.text?.slice(0, card.text?.length)]).toEqual([
        card.title,
        card.state,
        card.text,
      ]);
      return { labels: labels(own), more: own.text?.slice(card.text?.length) };
    };
    expect(await seen('coordinator')).toEqual({ labels: ['Approve', 'Deny', 'Approve with site admin'], more: [] });
    expect(await seen('admin')).toEqual({ labels: ['Approve', 'Deny'], more: [] });
    expect(await seen('site-admin')).toEqual({ labels: ['Approve', 'Deny'], more: [] });
    expect(await seen('teacher')).toEqual({
      labels: [],
      more: ['This is your own request. Someone else has to decide it.'],
    });
    expect(await seen('teacher-2')).toEqual({
      labels: [],
      more: ['Your rights do not cover this. A coordinator can do it.'],
    });

    const [approve] = cardOf(await talk.press('coordinator', look)).buttons ?? [];
    const decided = cardOf(await talk.press('coordinator', approve?.action as Action));
    expect(decided.tone).toBe('good');
    const after = cardOf(await talk.press('admin', look));
    expect([labels(after), after.text?.at(-1)]).toEqual([[], expect.stringMatching(/^Approved by Amina Rahman/)]);
    expect((await readShown(database.app(clock), id))?.deciders).toEqual([]);
  });

  test('to look at it is no try to decide it, and is not written down', async () => {
    await askReset('teacher');
    const { look } = await shown();
    const events = await database.db.$count(auditEvents);
    for (const who of ['teacher-2', 'admin', 'stranger'] as const) await talk.press(who, look);
    expect(await database.db.$count(auditEvents)).toBe(events);
  });

  test('whose time is over says so', async () => {
    await askReset('teacher');
    const { look } = await shown();
    clock.advance(4 * 24 * 3_600_000);
    const card = cardOf(await talk.press('coordinator', look));
    expect([labels(card), card.text?.at(-1)]).toEqual([[], expect.stringContaining('This request expired')]);
  });

  test('tells strangers, and whoever makes up an id, nothing', async () => {
    await askReset('teacher');
    const { look } = await shown();
    expect(wordsOf(cardOf(await talk.press('stranger', look)))).not.toContain('Ben');
    const made = (request: unknown): Action => ({ ...look, input: { request } as Action['input'] });
    for (const who of ['teacher-2', 'coordinator'] as const) {
      const [reply] = await talk.press(who, made(randomUUID()));
      expect(reply).toMatchObject({ replace: false });
      expect(reply).toMatchObject({ card: { title: 'That can’t be done' } });
    }
    // What is no id leads to the list, which asks for its own right.
    expect(wordsOf(cardOf(await talk.press('teacher-2', made('x'))))).toContain('Your rights do not cover this');
  });
});

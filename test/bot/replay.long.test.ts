import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { makeSampleCentre } from '../../db/sample/centre.ts';
import { createBot } from '../../src/bot/bot.ts';
import type { Event, Reply } from '../../src/bot/inbound.ts';
import { splitVerb } from '../../src/bot/line/parse.ts';
import { speech } from '../../src/ui/sentences/chat.ts';
import { spoken } from '../../src/ui/speech.ts';
import { useDatabase } from '../kit/database.ts';
import { registry } from '../kit/job-cards.ts';
import { attempt, isRefusal, leaksIn, type Step } from './replay/attempts.ts';
import { crawler } from './replay/crawl.ts';
import { forgeries } from './replay/forge.ts';
import { marksIn } from './replay/marks.ts';
import { makePeople, type Someone, secretsOf, type World } from './replay/people.ts';
import { names, sessions } from './replay/sessions.ts';
import { undoable } from './replay/undoable.ts';

/**
 * Whatever people of a school do, everyone else tries as well, a moment before it is done, when it would work: people of
 * another school, the other roles, who is suspended, a stranger. Nothing of the school changes that their rights do not
 * allow, and nobody elsewhere reads a name. Each try is undone.
 */

const database = useDatabase();
const undo = undoable(database.db);
const app = { ...database.app(), db: undo.db };
const bugs: unknown[] = [];
const bot = createBot({
  app,
  registry,
  mailFrom: 'no-reply@staffroom.example',
  onBug: (error) => bugs.push(error),
});
let world: World;
let secrets: { here: string[]; people: string[]; there: string[] };

const place = { kind: 'direct', id: 'd' } as const;
const handle = ({ sender }: Someone, event: Event) => bot.handle({ id: randomUUID(), sender, place, event });

/** What was done, by command, and whether it was refused. */
const done = new Map<string, number>();
const wrong: string[] = [];
/** What people read that only a program understands. */
const shown = new Set<string>();
let tries = 0;

beforeAll(async () => {
  await makeSampleCentre(database.db, new Date());
  world = await makePeople(app);
  const { people: all, school } = await secretsOf(app, world.centreId);
  // In help an example is called so.
  const people = [...all.filter((s) => s !== 'Ben Okafor'), ...names];
  const there = await secretsOf(app, world.there.centreId);
  secrets = { people, here: [...people, ...school], there: [...there.people, ...there.school] };
  // From now on each of them is known by their chat.
  for (const someone of [...world.roles, ...world.others]) await handle(someone, { type: 'text', text: 'whoami' });
});

async function tried(someone: Someone, step: Step): Promise<void> {
  tries += 1;
  wrong.push(...(await attempt({ bot, bugs, undo, pool: database.db, world }, someone, step)));
}

/** Of one's own school a teacher reads no e-mail of a colleague; who has an account of another, or none, nothing. */
function secretsFor({ key, at, sender }: Someone): string[] {
  if (at === 'there' || key.startsWith('the coordinator’s e-mail')) return secrets.here;
  if (at === 'nowhere') return secrets.people;
  return key.startsWith('teacher') ? secrets.people.filter((s) => s.includes('@') && s !== sender.email) : [];
}

const kinds = new Set<string>();

function isNewKind(event: Event): boolean {
  const { size } = kinds;
  const { verb, step = '', input = {} } = event.type === 'text' ? { verb: splitVerb(event.text).verb } : event.action;
  kinds.add([verb, step, ...Object.keys(input).sort()].join(' '));
  return kinds.size > size;
}

/**
 * The other roles try it, and whoever may do most at the other school. Who has the rights of another one, or none at all,
 * tries each kind of thing once; and as often are presses forged.
 */
async function act(by: Someone, event: Event): Promise<Reply[]> {
  const isNew = isNewKind(event);
  const [neighbour] = world.there.people;
  if (!neighbour) throw new Error('no neighbour');
  const always = [...world.roles.filter(({ key }) => key !== 'teacher-2'), neighbour];
  const everyone = new Set([...always, ...(isNew ? [...world.roles, ...world.others] : [])]);
  everyone.delete(by);
  for (const someone of everyone) {
    await tried(someone, { event, secrets: secretsFor(someone), centreId: world.centreId });
  }
  for (const forged of isNew ? await forgeries(database.db, event, world.there.ids) : []) {
    await tried(by, { event: forged, secrets: secrets.there, centreId: world.there.centreId });
    await tried(neighbour, { event: forged, secrets: secrets.here, centreId: world.centreId });
  }
  const replies = spoken(await handle(by, event), speech.playground);
  for (const mark of marksIn(replies, event)) shown.add(mark);
  wrong.push(...bugs.splice(0).map((bug) => `broke: ${JSON.stringify(event).slice(0, 300)} ${bug}`));
  const verb = event.type === 'text' ? splitVerb(event.text).verb : event.action.verb;
  if (!isRefusal(replies)) done.set(verb, (done.get(verb) ?? 0) + 1);
  return replies;
}

test('ASVS 8.2.1, 8.2.2, 8.3.1, 8.4.1: nobody does by another one’s actions what their rights do not allow', async () => {
  const followed = new Set<string>();
  const crawls = new Map(
    world.roles.map((by) => [
      by.key,
      // Nobody ends their own account.
      crawler(
        (event) => act(by, event),
        (action) => JSON.stringify(action).includes(by.id ?? ' '),
        followed,
      ),
    ]),
  );
  for (const [by, line, fill] of sessions) await crawls.get(by)?.from(line, fill);
  expect(wrong).toEqual([]);
  expect([...shown]).toEqual([]);
  expect(registry.all.map((c) => c.verb).filter((verb) => !done.has(verb))).toEqual([]);
  expect(tries).toBeGreaterThan(1_000);
}, 180_000);

test('ASVS 8.2.2, 8.4.1: a search, a page of one’s own and a kept file show nothing of another school', async () => {
  const [amina, ...others] = world.roles;
  if (!amina) throw new Error('no coordinator');
  const file = await bot.keep(amina.sender, { name: 'people.csv', type: 'text/csv', content: 'a' });
  expect(await bot.kept(amina.sender, file ?? '')).toBeDefined();
  expect(await bot.search(amina.sender, 'okafor')).not.toEqual([]);
  for (const someone of [...others, ...world.others]) {
    expect(await bot.kept(someone.sender, file ?? '')).toBeUndefined();
    const shown = [await bot.search(someone.sender, 'okafor'), await bot.home(someone.sender)];
    const event: Event = { type: 'text', text: '' };
    expect([someone.key, leaksIn(shown, { event, secrets: secretsFor(someone) })]).toEqual([someone.key, []]);
  }
});

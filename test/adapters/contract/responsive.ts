import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { slowFor } from '../../kit/slow-database.ts';
import { type Answer, type ContractChat, cardOf, opening, type Person } from './chat.ts';
import { newPerson } from './idempotent.ts';
import { emailOf, onlooker } from './people.ts';

/** Product.md's: something is to be read within three seconds, in milliseconds. */
const longest = 3_000;

/** How often each line stands on the screen. */
function counted(lines: string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1);
  return counts;
}

/** Does it. @returns how long it takes until there is something more to be read, in milliseconds, and the answer */
async function signOf(person: Person, act: () => Promise<Answer>) {
  const before = counted(person.screen());
  const isMore = () => [...counted(person.screen())].some(([line, n]) => n > (before.get(line) ?? 0));
  const start = performance.now();
  const answer = act();
  while (!isMore() && performance.now() - start < 2 * longest) await delay(100);
  return { ms: performance.now() - start, answer };
}

/** The database may be slow; people still read at once that they were heard. */
export function responsive(get: () => ContractChat): void {
  test('something is to be read within three seconds, though the database takes five', async () => {
    const chat = get();
    const [amina, joseph, mei, ben] = [
      chat.as('coordinator'),
      chat.as('admin'),
      chat.as('site-admin'),
      chat.as('teacher'),
    ];
    const [jose, sam] = [chat.as(onlooker), chat.as('stranger')];
    const list = cardOf(await joseph.type('list', 'channel'));
    await opening(amina, 'add', 'channel');
    await amina.fill(newPerson('slow'));

    const { over } = await slowFor(chat.database.url, 5_000);
    const acts: [string, Person, () => Promise<Answer>, read: string][] = [
      ['a form', amina, () => amina.submit(), 'Nora slow is added'],
      ['a press', joseph, () => joseph.press(list, 'Show'), 'E-mail'],
      ['a line that a form answers', mei, () => mei.type('show', 'channel'), 'Show a profile'],
      ['a line in a channel', sam, () => sam.type('help', 'channel'), 'no account with your e-mail'],
      ['a line in private', ben, () => ben.type('whoami', 'direct'), emailOf('teacher')],
      ...(jose.home ? [['home', jose, jose.home, emailOf(onlooker)] as (typeof acts)[number]] : []),
    ];
    const signs = await Promise.all(acts.map(([, person, act]) => signOf(person, act)));
    await over;
    for (const [i, [, , , read]] of acts.entries()) expect((await signs[i]?.answer)?.words).toContain(read);
    const late = acts.flatMap(([what], i) => ((signs[i]?.ms ?? 0) < longest ? [] : [what]));
    expect(late).toEqual([]);
  }, 40_000);
}

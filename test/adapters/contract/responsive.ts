import { expect, test } from 'vitest';
import { slowDatabase } from '../../kit/slow-database.ts';
import { until } from '../../kit/until.ts';
import { type Answer, type ContractChat, cardOf, opening, type Person } from './chat.ts';
import { newPerson } from './idempotent.ts';
import { emailOf, onlooker } from './people.ts';

/** How often each line stands on the screen. */
function counted(lines: string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1);
  return counts;
}

/** Does it, and waits until there is something more to be read. @returns the answer */
async function untilSign(person: Person, act: () => Promise<Answer>): Promise<{ answer: Promise<Answer> }> {
  const before = counted(person.screen());
  const answer = act();
  await until(() => [...counted(person.screen())].some(([line, n]) => n > (before.get(line) ?? 0)));
  return { answer };
}

/** The database may be slow; people still read at once that they were heard. */
export function responsive(get: () => ContractChat): void {
  test('something is to be read before the database has answered', async () => {
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

    const over = await slowDatabase(chat.database.url);
    const acts: [string, Person, () => Promise<Answer>, read: string][] = [
      ['a form', amina, () => amina.submit(), 'Nora slow is added'],
      ['a press', joseph, () => joseph.press(list, 'Show'), 'E-mail'],
      ['a line that a form answers', mei, () => mei.type('show', 'channel'), 'Show a profile'],
      ['a line in a channel', sam, () => sam.type('help', 'channel'), 'no account with your e-mail'],
      ['a line in private', ben, () => ben.type('whoami', 'direct'), emailOf('teacher')],
      ...(jose.home ? [['home', jose, jose.home, emailOf(onlooker)] as (typeof acts)[number]] : []),
    ];
    const said = await Promise.all(acts.map(([, person, act]) => untilSign(person, act)));
    await over();
    for (const [i, [what, , , read]] of acts.entries()) expect((await said[i]?.answer)?.words, what).toContain(read);
  });
}

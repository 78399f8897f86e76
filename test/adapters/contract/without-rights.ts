import { expect, test } from 'vitest';
import { loadCommands } from '../../../src/bot/registry.ts';
import { type Answer, type ContractChat, cardOf, opening, type Person } from './chat.ts';
import { newPerson } from './idempotent.ts';
import { emailOf } from './people.ts';
import { everything, givenAway } from './records.ts';

const about = 'rohan.mehta@riverside.example';

/** What a coordinator has on the screen, and has done, for others to copy. */
async function toCopy(amina: Person) {
  const list = cardOf(await amina.type('list', 'channel'));
  const question = cardOf(await amina.type(`suspend ${about}`, 'channel'));
  const exported = await amina.type('export', 'channel');
  await opening(amina, 'add', 'channel');
  await amina.fill({ ...newPerson('copied'), 'people.0.email': emailOf('coordinator') });
  const added = await amina.submit();
  await amina.putAway();
  await opening(amina, 'suspend', 'channel');
  const search = await amina.search('okafor');
  await amina.fill({ people: 'jose', reason: 'left' });
  const suspending = await amina.submit();
  const [file] = exported.cards.flatMap(({ files }) => files);
  if (!file) throw new Error('nothing was exported');
  return { list, question, file, search, forms: [added.interaction, suspending.interaction] };
}

/** Tries every way in, and fails where any gives something away. */
async function tries(chat: ContractChat, who: string, copied: Awaited<ReturnType<typeof toCopy>>, verbs: string[]) {
  const { list, question, file, search, forms } = copied;
  const nobody = chat.as(who);
  const read = async (way: string, trying: Promise<Answer>) => {
    const { words, form, cards } = await trying;
    const files = cards.flatMap((card) => card.files);
    expect([who, way, form, files, await givenAway(chat, words)]).toEqual([who, way, undefined, [], []]);
  };
  for (const verb of verbs) await read(verb, nobody.type(verb, verb < 'l' ? 'channel' : 'direct'));
  await read('show', nobody.type(`show ${about}`, 'channel'));
  await read('suspend', nobody.type(`suspend ${about}`, 'direct'));
  for (const { label } of question.buttons) await read(label, nobody.press(question, label));
  for (const label of ['Show', 'Next page', 'Filter', 'Export as CSV']) await read(label, nobody.press(list, label));
  for (const interaction of forms) {
    const { words, form, cards } = await nobody.copy(interaction);
    // What they sent may stay before them, with why it is not taken; they read nothing that they did not send.
    const news = (await givenAway(chat, words)).filter((what) => !JSON.stringify(interaction).includes(what));
    expect([who, Object.keys(form?.errors ?? { '': '' }), cards.flatMap(({ files }) => files), news]).toEqual([
      who,
      [''],
      [],
      [],
    ]);
    await nobody.putAway();
  }
  if (nobody.home) await read('home', nobody.home());
  expect([who, (await nobody.copy(search.interaction)).found]).toEqual([who, []]);
  expect([who, await nobody.open(file)]).toEqual([who, undefined]);
  expect([who, nobody.form()]).toEqual([who, undefined]);
}

/** Who has no rights gets no data and changes nothing, whichever way it is tried. */
export function withoutRights(get: () => ContractChat): void {
  test('someone without rights reads nothing and changes nothing, by any way in', async () => {
    const chat = get();
    const amina = chat.as('coordinator');
    const copied = await toCopy(amina);
    // Copies do work, for one who may.
    expect((await amina.copy(copied.search.interaction)).found.join('\n')).toContain('Ben Okafor');
    const verbs = (await loadCommands()).all.map(({ verb }) => verb);
    const before = await everything(chat);

    // What they may type is refused at one place, before any command is looked at: one tries them all, the others a few.
    const few = ['whoami', 'list', 'export', 'add'];
    await Promise.all(chat.unauthorised.map((who, i) => tries(chat, who, copied, i === 0 ? verbs : few)));
    expect(await everything(chat)).toEqual(before);
  });
}

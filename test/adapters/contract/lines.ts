import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Answer, type ContractChat, cardOf, type Person, type ShownForm } from './chat.ts';
import { type Expected, expectedOf } from './expected-lines.ts';
import { overheard } from './private.ts';

interface Line {
  typed: string;
  who: string;
  /** What must come of it, as the table says. */
  must: string;
}

/** What the table's signs stand for, and without what it says beside the line. */
const asTyped = (cell: string) =>
  cell
    .replace(/ \((?:⇥ is|in a|as a)[^()]*\)$/, '')
    .replaceAll('⏎', '\n')
    .replace(/ ?⇥ ?/g, '\t');

/** The lines of `test/cases/lines.tsv`, each of those that stand in one row. */
const lines: Line[] = readFileSync(new URL('../../cases/lines.tsv', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .flatMap((row) => {
    const [typed = '', who = '', must = ''] = row.split('\t');
    return typed.split(' · ').map((each) => ({ typed: asTyped(each), who, must }));
  });

/** What is read once a line was typed, and once its form was opened where a press has to open it. */
async function readAfter(answer: Answer, person: Person) {
  const answers = [answer];
  const card = answer.cards.find(({ buttons }) => buttons.some(({ label }) => label === 'Open the form'));
  if (card) answers.push(await person.press(card, 'Open the form'));
  const form: ShownForm | undefined = answers.find((answer) => answer.form)?.form;
  const buttons = answers.flatMap(({ cards }) => cards.flatMap((each) => each.buttons.map(({ label }) => label)));
  await person.putAway();
  return { words: answers.map(({ words }) => words).join('\n'), buttons, form };
}

/** The answers to a line: one, or one in each place where the bot can be mentioned. */
async function answersTo(person: Person, line: string, { isMention }: Expected): Promise<Answer[]> {
  if (!isMention) return [await person.type(line, 'direct')];
  if (!person.mention) return [await person.type(line, 'channel')];
  return [await person.mention(line, 'channel'), await person.mention(line, 'thread')];
}

/** Lines as people type them: what each comes to is the same in every chat. */
export function linesTyped(get: () => ContractChat): void {
  describe('typed:', () => {
    for (const { typed, who, must } of lines) {
      const expected = expectedOf(typed);
      test(`${JSON.stringify(typed)} by a ${who}: ${must}`, async () => {
        const person = get().as(who);
        for (const answer of await answersTo(person, expected.as ?? typed, expected)) {
          const read = await readAfter(answer, person);
          for (const words of expected.reads ?? []) expect(read.words).toContain(words);
          for (const words of expected.not ?? []) expect(read.words).not.toContain(words);
          expect(read.buttons).toEqual(expect.arrayContaining(expected.buttons ?? []));
          if (expected.form) expect(read.form?.values).toMatchObject(expected.form);
          let last = answer;
          for (const { press, reads } of expected.presses ?? []) {
            last = await person.press(cardOf(last), press);
            for (const words of reads) expect(last.words).toContain(words);
          }
        }
        if (expected.isMention) expect(await overheard(get())).toEqual([]);
        if (expected.decides) {
          const listed = await get().as('coordinator').type('requests', 'direct');
          expect(listed.words).toContain(expected.decides);
        }
      });
    }
  });
}

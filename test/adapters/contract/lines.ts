import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { ContractChat, Person, ShownForm } from './chat.ts';
import { expectedOf } from './expected-lines.ts';

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
async function readAfter(person: Person, line: string) {
  const answers = [await person.type(line, 'direct')];
  const card = answers[0]?.cards.find(({ buttons }) => buttons.some(({ label }) => label === 'Open the form'));
  if (card) answers.push(await person.press(card, 'Open the form'));
  const form: ShownForm | undefined = answers.find((answer) => answer.form)?.form;
  const buttons = answers.flatMap(({ cards }) => cards.flatMap((each) => each.buttons.map(({ label }) => label)));
  await person.putAway();
  return { words: answers.map(({ words }) => words).join('\n'), buttons, form };
}

/** Lines as people type them: what each comes to is the same in every chat. */
export function linesTyped(get: () => ContractChat): void {
  describe('typed:', () => {
    for (const { typed, who, must } of lines) {
      const expected = expectedOf(typed);
      const name = `${JSON.stringify(typed)} by a ${who}: ${must}`;
      if (!expected) {
        test.todo(name);
        continue;
      }
      test(name, async () => {
        const read = await readAfter(get().as(who), expected.as ?? typed);
        for (const words of expected.reads ?? []) expect(read.words).toContain(words);
        for (const words of expected.not ?? []) expect(read.words).not.toContain(words);
        expect(read.buttons).toEqual(expect.arrayContaining(expected.buttons ?? []));
        if (expected.form) expect(read.form?.values).toMatchObject(expected.form);
      });
    }
  });
}

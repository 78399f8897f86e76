import { expect, test } from 'vitest';
import { loadCommands } from '../../../src/bot/registry.ts';
import type { Answer, ContractChat, ShownFile } from './chat.ts';
import { onlooker, type roles } from './people.ts';
import { givenAway } from './records.ts';

/** Longer than what each command makes of nothing: someone to be about, and files. */
const about = 'grace.otieno@riverside.example';
const more = ['export status:active', 'audit as:csv', 'list okafor', 'show okafor', 'suspnd okafor'];

/** What the others in the channel can read of the bot. @param before how many cards for all to see were there already */
export async function overheard(chat: ContractChat, before = 0): Promise<string[]> {
  const seen = chat.as(onlooker).sees('channel').slice(before);
  expect(seen.flatMap(({ files }) => files)).toEqual([]);
  return givenAway(chat, seen.map(({ words }) => words).join('\n'));
}

/** What names people is for the eyes of the one who asked. */
export function privateToAsker(get: () => ContractChat, who: readonly (typeof roles)[number][]): void {
  for (const role of who) {
    test(`nothing that the ${role} asks for in a channel is seen by others there`, async () => {
      const chat = get();
      const person = chat.as(role);
      const { all } = await loadCommands();
      const files: ShownFile[] = [];
      let read = '';
      const take = (answer: Answer) => {
        files.push(...answer.cards.flatMap((card) => card.files));
        read += answer.words;
      };
      for (const line of [...all.flatMap(({ verb }) => [verb, `${verb} ${about}`]), ...more]) {
        take(await person.type(line, 'channel'));
        await person.putAway();
      }
      // They themselves did read of people, or nothing is shown by this.
      expect(await givenAway(chat, read)).not.toEqual([]);
      expect(await overheard(chat)).toEqual([]);
      expect(files.length > 0).toBe(role !== 'teacher');
      for (const file of files) {
        expect(await person.open(file)).toContain(',');
        expect(await chat.as(onlooker).open(file)).toBeUndefined();
      }
    });
  }
}

import type { Bot, Sender } from '../../src/bot/inbound.ts';
import { wordsForBot } from './talk.ts';
import type { WirePlace, WireSuggestion } from './wire.ts';

/** Words in a command's usage that stand for a person: `<people>`, `[person]`, `<from> <to>`. */
const takesPerson = /[<[](?:person|people|from|to)\b/;

const escapeWord = (value: string) => (/\s/.test(value) ? `"${value}"` : value);

/** People by all that was typed after the command, "ben ok", or else by its last word; and which of the two it was. */
async function findPeople(bot: Bot, sender: Sender, rest: string, last: string) {
  for (const query of rest === last ? [last] : [rest, last]) {
    const words = query.replace(/^@/, '');
    // One letter names too many, and a whole sentence nobody.
    if (words.length < 2 || words.length > 60) continue;
    const people = await bot.search(sender, words);
    if (people.length > 0) return { people, query };
  }
  return { people: [], query: last };
}

/**
 * What a line may become: commands by their first letters, and people in the place of the last word. A person is put
 * in by e-mail, which means the same on every platform.
 */
export async function suggest(bot: Bot, sender: Sender, line: string, place: WirePlace): Promise<WireSuggestion[]> {
  const text = line.trimStart();
  const calling = text !== '' && '/staff'.startsWith(text.toLowerCase());
  const words = calling ? '' : wordsForBot(text, place);
  if (words === undefined) return [];
  // `wordsForBot` trims, but a blank at the end says that the word is done.
  const typed = words !== '' && /\s$/.test(text) ? `${words} ` : words;
  const lead = calling ? '/staff ' : text.slice(0, text.length - typed.length);
  const [verb = ''] = typed.split(/\s/);
  const rest = typed.slice(verb.length).trimStart();
  const inArgument = typed.length > verb.length;
  const offered = await bot.complete(sender, verb);
  const commands = inArgument ? offered.filter((each) => each.text.trim() === verb.toLowerCase()) : offered;
  const last = /\S*$/.exec(typed)?.[0] ?? '';
  const wanted = last.startsWith('@') || (inArgument && commands.some((each) => takesPerson.test(each.usage)));
  const { people, query } = wanted ? await findPeople(bot, sender, rest, last) : { people: [], query: '' };
  const before = lead + typed.slice(0, typed.length - query.length);
  return [
    ...people.slice(0, 6).map((each): WireSuggestion => {
      const word = each.hint?.includes('@') ? each.hint : each.value;
      return { kind: 'person', line: `${before}${escapeWord(word)} `, name: each.label, hint: each.hint ?? '' };
    }),
    ...commands.map(({ text: command, usage, summary }): WireSuggestion => {
      return { kind: inArgument ? 'usage' : 'command', line: lead + command, usage, summary };
    }),
  ];
}

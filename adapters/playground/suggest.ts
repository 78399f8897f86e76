import type { Bot, Sender } from '../../src/bot/inbound.ts';
import { wordsForBot } from './talk.ts';
import type { WirePlace, WireSuggestion } from './wire.ts';

/** Words in a command's usage that stand for a person: `<person>`, `[person]`, `<from> <to>`. */
const takesPerson = /[<[](?:person|from|to)\b/;

function escapeWord(value: string): string {
  return /\s/.test(value) ? `"${value}"` : value;
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
  const commands = await bot.complete(sender, typed);
  const last = /\S*$/.exec(typed)?.[0] ?? '';
  const mention = last.startsWith('@');
  const query = mention ? last.slice(1) : last;
  const inArgument = typed.length > last.length;
  const wanted = mention || (inArgument && commands.some((each) => takesPerson.test(each.usage)));
  const people = wanted && query.length >= 2 ? await bot.search(sender, query) : [];
  const before = lead + typed.slice(0, typed.length - last.length);
  return [
    ...people.slice(0, 6).map((each): WireSuggestion => {
      const word = each.hint?.includes('@') ? each.hint : each.value;
      return { kind: 'person', line: `${before}${escapeWord(word)} `, name: each.label, hint: each.hint ?? '' };
    }),
    ...commands.map(
      (each): WireSuggestion => ({
        kind: typed.length > each.text.length && typed.startsWith(each.text) ? 'usage' : 'command',
        line: lead + each.text,
        usage: each.usage,
        summary: each.summary,
      }),
    ),
  ];
}

import { everyday } from '../../words/everyday.ts';
import type { Command, Registry } from '../command.ts';
import { saysWhich } from '../people/filter-words.ts';
import { lineOf, splitLine } from './parse.ts';
import { phraseAt, phraseTable, type Token, tokensOf, withoutOpening } from './sentence.ts';
import { siteAt } from './site-words.ts';

/** Words that people say for a command. */
export interface Saying {
  words: string[];
  /** What they say beside the verb, as it is typed: `do:off`. */
  given: string;
  /** Whether they stand in place of the verb, and are not only about the same. */
  isAlias: boolean;
}

const saying = (said: string, isAlias: boolean, given = ''): Saying => ({ words: said.split(/[ -]/), given, isAlias });

/** Each line that is typed is held against those of all commands. */
const sayings = new WeakMap<Command, Saying[]>();

/** All that people say for a command: its verb, its aliases, and what is about it. */
export function sayingsOf(command: Command): Saying[] {
  const known = sayings.get(command);
  if (known) return known;
  const { verb, aliases = [], about = [] } = command;
  const all = [
    saying(verb, true),
    ...aliases.map((alias) => (typeof alias === 'string' ? saying(alias, true) : saying(alias[0], true, alias[1]))),
    ...about.map((words) => saying(words, false)),
  ];
  sayings.set(command, all);
  return all;
}

/** Whether any of these is said in the text, or a form of it. */
export function saysAny(sayings: readonly string[], text: string): boolean {
  const tokens = tokensOf(text);
  return sayings.some((said) => tokens.some((_, at) => phraseAt(tokens, at, said.split(' ')) > 0));
}

/** A command that a line begins with, by its verb or an alias. */
export interface Begun {
  command: Command;
  given: string;
  /** How many of the words say it. */
  count: number;
}

type Aliases = ReturnType<typeof phraseTable<Saying & { command: Command }>>;
const aliasTables = new WeakMap<readonly Command[], Aliases>();

/** Whatever stands in place of a verb of these commands. */
function aliasesOf(commands: readonly Command[]): Aliases {
  const known = aliasTables.get(commands);
  if (known) return known;
  const all = commands.flatMap((command) => sayingsOf(command).map((saying) => ({ ...saying, command })));
  const table = phraseTable(all.filter(({ isAlias }) => isAlias));
  aliasTables.set(commands, table);
  return table;
}

/** The command that the words begin with; the longest alias counts. @param commands the same list each time */
export function begunBy(commands: readonly Command[], tokens: readonly Token[]): Begun | undefined {
  let longest: Begun | undefined;
  for (const { command, words, given } of aliasesOf(commands)(tokens[0])) {
    const count = phraseAt(tokens, 0, words);
    if (count > (longest?.count ?? 0)) longest = { command, given, count };
  }
  return longest;
}

/** What of the line comes after so many of its words. */
export const restAfter = (line: string, tokens: readonly Token[], count: number): string => {
  const next = tokens[count];
  return next ? line.slice(next.at) : '';
};

/**
 * The verb of a line, and what comes after it; nothing where it begins with none. What begins with a verb and goes on as one of its
 * aliases is that verb (`reset password`), unless it is another's (`show groups`). A greeting, or what asks what there is, is `help`.
 */
export function calledBy(registry: Registry, text: string): { verb: string; rest: string } | undefined {
  const line = lineOf(text);
  const tokens = tokensOf(line);
  const asked = withoutOpening(tokens);
  const asksHelp = begunBy(registry.all, asked);
  if (asked.length === 0 || (asksHelp?.command.verb === 'help' && asksHelp.count === asked.length))
    return { verb: 'help', rest: '' };
  const { verb, rest } = splitLine(line);
  const command = registry.get(verb);
  const begun = asked.length === tokens.length ? asksHelp : begunBy(registry.all, tokens);
  // In quotes it is a name, whatever it says.
  const isLonger = begun && begun.count > (command ? 1 : 0) && !quotes.test(line.slice(0, tokens[begun.count]?.at));
  // *Results Analysis* is a site, and asks for nobody’s results.
  if (tokens.length > 1 && siteAt(tokens, 0).count === tokens.length && !quotes.test(line)) return undefined;
  // *Show me the teachers on Test Maker* asks for no one’s profile.
  if (verb === 'show' && saysWhich(tokens) && !quotes.test(line)) return undefined;
  if (isLonger && isSpeltOut(begun, tokens))
    return { verb: begun.command.verb, rest: withoutPossession(begun.command, restAfter(line, tokens, begun.count)) };
  return command && !isLonger ? { verb, rest: withoutPossession(command, rest) } : undefined;
}

const quotes = /["“”„«]/;

/** Whether the words are its verb, written apart or with more words: `who am i`, `reset password`. */
function isSpeltOut({ command, count }: Begun, tokens: Token[]): boolean {
  const typed = tokens
    .slice(0, count)
    .map(({ plain }) => plain)
    .join('');
  const isSaid = sayingsOf(command).some(({ words, isAlias }) => isAlias && words.join('') === typed);
  return isSaid && typed.startsWith(command.verb.replaceAll('-', ''));
}

/** What someone has: their account and its password wherever it is said, their access and rights where nothing more is. */
const possession = /^(.{1,100}?)['’]s\s+(?:(?:accounts?|passwords?|profile|details)(?=[\s,]|$)|(?:access|rights)$)/iu;
const ofData = /^(.{1,100}?)['’]s\s+(?:data|groups|tests|results|classes|learners)(?=[\s,]|$)/iu;

/** Of *Ben’s password* the name, for a command that is about someone; of *Ben’s groups* for one that is about those. */
function withoutPossession({ inputs, group }: Command, rest: string): string {
  const said = rest.trim();
  const [all = '', owner] = possession.exec(said) ?? (group === 'data' ? ofData.exec(said) : null) ?? [];
  const isName = owner !== undefined && !tokensOf(owner).some(({ plain }) => everyday.has(plain));
  return isName && Object.values(inputs).some((i) => i.resolve) ? owner + said.slice(all.length) : rest;
}

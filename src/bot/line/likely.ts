import type { Actor } from '../../service/context.ts';
import { reach } from '../../service/policy.ts';
import { oneselfWords } from '../../words/everyday.ts';
import type { Command, Registry } from '../command.ts';
import { type Saying, sayingsOf } from './aliases.ts';
import { phraseAt, type Token } from './sentence.ts';

/** What a sentence is about, as far as its words say. */
export interface About {
  tokens: Token[];
  /** Whether it names someone else. */
  someone: boolean;
  /** Whether it names a site that who wrote it can't sign in to. */
  asksForSite: boolean;
}

/** A command that a sentence may mean, and how likely it is: the more the likelier. */
export interface Likely {
  command: Command;
  score: number;
}

/** Which of the words a saying of these is in, and whether it stands in place of a verb. */
function foundIn(tokens: Token[], sayings: Saying[]): { places: Set<number>; isAlias: boolean } {
  const places = new Set<number>();
  let isAlias = false;
  for (const at of tokens.keys())
    for (const saying of sayings) {
      const count = phraseAt(tokens, at, saying.words);
      for (let i = at; i < at + count; i += 1) places.add(i);
      isAlias ||= count > 0 && saying.isAlias;
    }
  return { places, isAlias };
}

/** The places of all words that say something of a command, whichever it is. */
export const saidPlaces = (registry: Pick<Registry, 'all'>, tokens: Token[]): Set<number> =>
  foundIn(tokens, registry.all.flatMap(sayingsOf)).places;

/** Whether this is done to oneself alone, by whoever asks. */
const isOwn = (actor: Actor, { may }: Command) => {
  const { byRole, bySite } = reach(actor, may);
  return byRole === 'self' && bySite !== 'site';
};

const takesPerson = ({ inputs }: Command) => Object.values(inputs).some((input) => input.resolve);

/** The commands that a sentence is likely about, likeliest first, by the words in it that are said for each; none where it says nothing. */
export function likely(registry: Registry, actor: Actor, commands: Command[], about: About): Likely[] {
  const { tokens, someone } = about;
  const ofOneself = !someone && tokens.some(({ plain }) => oneselfWords.has(plain));
  const scoreOf = (command: Command): number => {
    const other = command.insteadOf ? registry.get(command.insteadOf) : undefined;
    const { places, isAlias } = foundIn(tokens, [...sayingsOf(command), ...(other ? sayingsOf(other) : [])]);
    const asksForSite = about.asksForSite && command.may === 'access.ask' && !someone;
    const said = places.size + (isAlias ? 1 : 0) + (asksForSite ? 2 : 0);
    if (said === 0) return 0;
    if (isOwn(actor, command)) return someone && !takesPerson(command) ? 0 : said + (ofOneself ? 2 : 0);
    return said + (someone && takesPerson(command) ? 1 : 0);
  };
  return commands
    .map((command) => ({ command, score: scoreOf(command) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score);
}

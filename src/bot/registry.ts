import { distance } from 'fastest-levenshtein';
import type { Actor } from '../service/context.ts';
import { mayAtAll, reach } from '../service/policy.ts';
import { type Command, groups, type Registry } from './command.ts';
import { commandFiles } from './command-files.ts';
import { withFileOfPeople } from './flow/people-of-file.ts';

/** All commands there are. */
export async function loadCommands(): Promise<Registry> {
  return registryOf(await commandFiles());
}

/** What is longer is no verb mistyped, and takes long to be held against each. */
const maxTyped = 40;

const byPlace = (a: Command, b: Command) =>
  groups.indexOf(a.group) - groups.indexOf(b.group) || a.order - b.order || a.verb.localeCompare(b.verb);

export function registryOf(commands: Command[]): Registry {
  const all = commands.map(withFileOfPeople).toSorted(byPlace);
  const byVerb = new Map(all.map((c) => [c.verb, c]));
  if (byVerb.size !== all.length) throw new Error('two commands have one verb');
  refuseSharedAliases(all);
  /** A command that stands in another's place has that verb, and its aliases, where the other is not theirs, and is left out where the other reaches all. */
  const asOffered = (actor: Actor, c: Command): Command[] => {
    if (!mayAtAll(actor, c.may)) return [];
    const other = c.insteadOf && byVerb.get(c.insteadOf);
    if (!other) return [c];
    if (!mayAtAll(actor, other.may))
      return [{ ...c, verb: other.verb, aliases: [...(c.aliases ?? []), ...(other.aliases ?? [])] }];
    return reach(actor, other.may).byRole === 'anyone' ? [] : [c];
  };
  const offered = (actor: Actor) => all.flatMap((c) => asOffered(actor, c));
  return {
    all,
    offered,
    get: (verb) => byVerb.get(verb),
    meant(actor, verb, ofAnother) {
      const said = byVerb.get(verb);
      if (!said || ofAnother || mayAtAll(actor, said.may)) return said;
      return all.find((c) => c.insteadOf === verb) ?? said;
    },
    begunWith(actor, typed) {
      const theirs = offered(actor);
      const byVerb = theirs.filter(({ verb }) => verb.startsWith(typed));
      const begins = (alias: string) => alias.startsWith(typed);
      return byVerb.length > 0 ? byVerb : theirs.filter((c) => aliasesOf(c).some(begins));
    },
    nearest: (actor, typed) =>
      (typed.length > maxTyped ? [] : offered(actor))
        .map((c) => ({ c, far: farFrom(c, typed) }))
        .filter(({ far }) => far !== undefined)
        .sort((a, b) => (a.far ?? 0) - (b.far ?? 0))
        .slice(0, 3)
        .map(({ c }) => c),
  };
}

const aliasesOf = ({ aliases = [] }: Command): string[] =>
  aliases.map((alias) => (typeof alias === 'string' ? alias : alias[0]));

/** How many letters a mistyped verb is from a command's own, or from an alias that is one word; nothing where it is too many. */
function farFrom(command: Command, typed: string): number | undefined {
  const { verb } = command;
  const own = verb.startsWith(typed) || typed.startsWith(verb) ? 0 : distance(verb, typed);
  if (own <= Math.max(2, Math.floor(verb.length / 3))) return own;
  // To an alias that is short, every short word is near.
  const words = aliasesOf(command).filter((alias) => alias.length > 5 && !alias.includes(' '));
  const far = words.map((word) => distance(word, typed));
  const nearest = Math.min(...far);
  return nearest <= 2 ? nearest : undefined;
}

/** @throws Error where an alias is another's too, or a verb */
function refuseSharedAliases(commands: Command[]): void {
  const said = new Set(commands.map(({ verb }) => verb));
  for (const words of commands.flatMap(aliasesOf)) {
    if (said.has(words)) throw new Error(`two commands are called ${words}`);
    said.add(words);
  }
}

/** `suspend <person> [reason]`: from the inputs that a line takes; what it takes by name alone only where asked for. */
export function usage({ verb, inputs, usage: given }: Command, options: { keys?: boolean } = {}): string {
  if (given) return given;
  const parts = Object.entries(inputs).flatMap(([name, i]) => {
    if (i.line === 'none' || (i.line === 'key' && !options.keys)) return [];
    if (i.line === 'key') return [`[${name}:…]`];
    return [i.required ? `<${name}>` : `[${name}]`];
  });
  return [verb, ...parts].join(' ');
}

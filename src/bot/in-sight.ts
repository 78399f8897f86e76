import type { Actor } from '../service/context.ts';
import { help as say } from '../ui/sentences/account.ts';
import { type Command, type Group, groups, type Registry } from './command.ts';

/** Most that is shown of commands at once: more is read by nobody. */
export const maxInSight = 10;

/** What someone sees first: what is done most, and beside it each group with all that is in it. */
export interface InSight {
  commands: Command[];
  /** None where all commands are there. */
  groups: { group: Group; commands: Command[] }[];
}

export function inSight(registry: Registry, actor: Actor): InSight {
  const offered = theirs(registry, actor);
  if (offered.length <= maxInSight) return { commands: offered, groups: [] };
  const parts = groups.flatMap((group) => {
    const commands = offered.filter((c) => c.group === group);
    return commands.length > 0 ? [{ group, commands }] : [];
  });
  return { commands: offered.slice(0, maxInSight - parts.length), groups: parts };
}

/** All that someone may use, but help itself; what is done most comes first. */
const theirs = (registry: Registry, actor: Actor): Command[] =>
  registry
    .offered(actor)
    .filter(({ verb }) => verb !== 'help')
    .toSorted((a, b) => (a.often ?? Number.MAX_VALUE) - (b.often ?? Number.MAX_VALUE));

/** All of one group. */
export const inGroup = (registry: Registry, actor: Actor, group: Group): Command[] =>
  theirs(registry, actor).filter((c) => c.group === group);

/** The group that words name. */
export function groupNamed(words: string): Group | undefined {
  const plain = (text: string) =>
    text
      .toLowerCase()
      .replace(/[’'.]|^the /g, '')
      .trim();
  return groups.find((group) => [group, say.groups[group]].some((name) => plain(name) === plain(words)));
}

import type { Capabilities, Part } from '../../../src/service/provisioning/capabilities.ts';
import type { Reach } from '../../../src/service/provisioning/site-client.ts';
import type { Answer } from './http.ts';
import { isTaken, troubleOf } from './trouble.ts';

/** What a service need not know of a user. */
export const optional = ['centreNumber', 'programmes', 'roles'] as const satisfies Part[];

/** Of how many a site is asked in one go what it refuses to be told, while it has taken nobody yet. */
const maxExplored = 3;

/** A way to say the same: without what the site may not know, or as plain JSON. */
interface Variant {
  leftOut: Part[];
  type?: string;
}

/** Finds out how a site is told of a user: what it refuses of anyone is learnt once. @param clock in milliseconds */
export function variants(clock: () => number) {
  const explored = new WeakMap<Capabilities, number>();
  const exploring = new WeakMap<Capabilities, Promise<unknown>>();

  /** Tells it in one way after the other until the site takes one, which is kept in mind; most take the first. */
  return async (site: Reach, parts: Part[], tell: (variant: Variant) => Promise<Answer>): Promise<Answer> => {
    const { capabilities } = site;
    const refused = () => optional.filter((part) => capabilities.parts[part] === 'refused');
    const isOpen = (part: Part) => capabilities.parts[part] === undefined;
    const known = refused();
    const unknown = optional.filter((part) => isOpen(part) && parts.includes(part));
    const first = await tell({ leftOut: known });
    if (isTaken(first) || unknown.length === 0 || troubleOf(first, 'PUT', false, clock).kind !== 'refused')
      return first;
    // One at a time: what one finds out the others know.
    const found = (exploring.get(capabilities) ?? Promise.resolve()).then(explore);
    exploring.set(
      capabilities,
      found.catch(() => {}),
    );
    return found;

    async function explore(): Promise<Answer> {
      if (capabilities.plainJson || !unknown.every(isOpen)) return tell({ leftOut: refused() });
      const times = (explored.get(capabilities) ?? 0) + 1;
      explored.set(capabilities, times);
      if (times > maxExplored) return first;
      const isUnknown = Object.keys(capabilities.parts).length === 0;
      const plain = isUnknown ? await tell({ leftOut: known, type: 'application/json' }) : first;
      if (isTaken(plain)) {
        await site.learn({ plainJson: true });
        return plain;
      }
      for (const more of subsets(unknown)) {
        // By another user it is known meanwhile.
        if (!unknown.every(isOpen)) return tell({ leftOut: refused() });
        const answer = await tell({ leftOut: [...known, ...more] });
        if (!isTaken(answer)) continue;
        await site.learn({ parts: Object.fromEntries(more.map((part) => [part, 'refused'])) });
        return answer;
      }
      return first;
    }
  };
}

/** All but the empty one, the smaller first. */
function subsets<T>(all: T[]): T[][] {
  const found: T[][] = [[]];
  for (const one of all) found.push(...found.map((some) => [...some, one]));
  return found.slice(1).sort((a, b) => a.length - b.length);
}

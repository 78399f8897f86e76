import { LRUCache } from 'lru-cache';
import { openCache } from '../../../src/lib/cache.ts';
import type { Changes } from '../../../src/lib/changes.ts';

/** A workspace, by all that an installation is known by. Of a payload it is what that says; of what is stored, the workspace alone. */
export interface Home {
  team: string;
  /** The Grid that it is a part of. */
  enterprise?: string;
  /** Whether what came in came by an install for the whole Grid. */
  isOrgWide?: boolean;
}

/** Which workspaces are parts of which Grid; whoever implements it keeps it with the workspaces. */
export interface Parts {
  /** The Grid that a workspace is known to be a part of. */
  organisationOf(team: string): Promise<string | undefined>;
  /** In which of these someone with this e-mail is, where a payload does not say; nothing where none of them is a school's. */
  likeliest(teams: string[], email: string | undefined): Promise<string | undefined>;
  /** These were said to be parts of it. */
  note(organisation: string, teams: string[]): Promise<void>;
}

/** Slack's ids of Grids begin so, those of workspaces with a T. */
export const isGrid = (id: string): boolean => id.startsWith('E');

/** How long it is good for, in milliseconds, that a workspace is of no Grid that has installed us. */
const unknownMs = 5 * 60_000;
/** How long what was looked up is good for, in milliseconds; sooner when it changes. */
const ttlMs = 5 * 60_000;
const max = 2_000;

interface Options {
  parts: Parts;
  /** The Grids that have installed us for all of their workspaces. */
  grids: () => Promise<string[]>;
  /** The workspaces to which a Grid has added us, as Slack says. @throws SlackError */
  grantedBy: (organisation: string) => Promise<string[]>;
  changes: Changes;
}

export interface Homes {
  /** The workspace with its Grid, where that is known. */
  known(home: Home): Promise<Home>;
  /** The same, where it was not: each Grid is asked. @returns nothing where it is of none */
  learnt(home: Home): Promise<Home | undefined>;
  forget(id: string): void;
}

export function openHomes({ parts, grids, grantedBy, changes }: Options): Homes {
  const kept = openCache<string | undefined>({ max, ttlMs, changes });
  const ofNone = new LRUCache<string, true>({ max, ttl: unknownMs });
  // Whoever has installed us just now may be the one.
  changes.subscribe(() => ofNone.clear());
  return {
    async known(home) {
      if (home.enterprise) return home;
      const enterprise = await kept.get(home.team, () => parts.organisationOf(home.team));
      return enterprise ? { ...home, enterprise } : home;
    },
    async learnt(home) {
      if (ofNone.has(home.team)) return undefined;
      for (const enterprise of await grids()) {
        // A Grid that gives no answer has shut us out itself.
        const granted = await grantedBy(enterprise).catch((): string[] => []);
        if (!granted.includes(home.team)) continue;
        await parts.note(enterprise, [home.team]);
        return { ...home, enterprise };
      }
      ofNone.set(home.team, true);
      return undefined;
    },
    forget(id) {
      kept.forget(id);
      ofNone.clear();
    },
  };
}

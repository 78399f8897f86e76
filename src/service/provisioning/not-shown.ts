import { notKept, type Part, parts } from './capabilities.ts';
import { isSaid } from './check-answer.ts';
import type { Reach } from './site-client.ts';
import type { SiteState } from './state.ts';

/** What a site was told of someone, and what its list shows of them. */
interface Shown {
  wanted: SiteState;
  shown: Partial<SiteState>;
}

/**
 * What can't be compared at a site: what it refuses, and what it was told and shows of nobody. What it shows of anyone it keeps,
 * whatever was learnt before.
 */
export async function notShown(site: Reach, all: Shown[]): Promise<Part[]> {
  const isShown = (part: Part) => all.some(({ shown }) => isSaid(shown[part]));
  const lost = parts.filter((part) => site.capabilities.parts[part] === 'lost');
  const found = lost.filter(isShown);
  if (found.length > 0) await site.learn({ parts: Object.fromEntries(found.map((part) => [part, 'kept'])) });
  const unknown = parts.filter((part) => site.capabilities.parts[part] === undefined);
  const isTold = (part: Part) => all.some(({ wanted }) => isSaid(wanted[part]));
  const left = new Set([...notKept(site.capabilities), ...unknown.filter((part) => isTold(part) && !isShown(part))]);
  return parts.filter((part) => left.has(part));
}

import { type SiteStep, siteStates } from '../../service/provisioning/site-states.ts';
import type { Fact } from '../../ui/card.ts';
import { formatWhen } from '../../ui/formats.ts';
import { siteNames } from '../../ui/sentences/names.ts';
import { inStep as say } from '../../ui/sentences/provisioning.ts';
import type { Call } from '../command.ts';

/** Since when, in the reader's words. */
const sinceOf = (call: Call, since: Date | null) => formatWhen(since ?? call.now, call.now, call.known.centre.timeZone);

/** How far the sites are with one person: a line for all of the same, since most often all are up to date. */
export function personSyncFacts(call: Call, steps: SiteStep[]): Fact[] {
  const names = new Map<string, string[]>();
  for (const { site, waiting, since, problem } of steps) {
    const waits = waiting > 0 ? say.waitingSince(sinceOf(call, since)) : say.upToDate;
    const words = problem ? say.failing(problem) : waits;
    names.set(words, [...(names.get(words) ?? []), siteNames[site]]);
  }
  return [...names].map(([words, of]) => ({ label: say.label, value: say.ofPerson(of, words) }));
}

/** How far each site of the school is that is kept in step. */
export async function siteSyncFacts(call: Call): Promise<Fact[]> {
  const steps = await siteStates(call.ctx, {});
  return steps.map(({ site, waiting, since, problem }) => ({
    label: siteNames[site],
    value: say.ofSite({ waiting, problem, since: since ? sinceOf(call, since) : undefined }),
  }));
}

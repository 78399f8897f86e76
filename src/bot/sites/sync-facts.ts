import { type SiteStep, siteStates } from '../../service/provisioning/site-states.ts';
import type { Fact, Row } from '../../ui/card.ts';
import { formatWhen } from '../../ui/formats.ts';
import { siteNames } from '../../ui/sentences/names.ts';
import { inStep as say } from '../../ui/sentences/provisioning.ts';
import type { Site } from '../../words/sites.ts';
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

type Step = Pick<Row, 'status' | 'detail'>;

/** How far each site of the school is that is kept in step: a word, and what there is to say beside it. */
export async function siteSteps(call: Call): Promise<Map<Site, Step>> {
  const steps = await siteStates(call.ctx, {});
  return new Map(
    steps.map(({ site, waiting, since, problem }) => {
      const tone = problem ? 'problem' : waiting > 0 ? 'attention' : 'good';
      const detail = say.ofSite({ waiting, problem, since: since ? sinceOf(call, since) : undefined });
      return [site, { status: { word: say.states[tone], tone }, ...(detail && { detail }) }];
    }),
  );
}

/** The same in one line. */
export const stepWords = ({ status, detail }: Step): string => [status?.word, detail].filter(Boolean).join(': ');

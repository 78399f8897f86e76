import type { Week } from '../../service/usage/digest.ts';
import type { Reminder } from '../../service/usage/remind.ts';
import type { Card, Row } from '../../ui/card.ts';
import { whoami } from '../../ui/sentences/account.ts';
import { siteNames } from '../../ui/sentences/names.ts';
import { digest as say, reminding as sayRemind, usage as sayUsage } from '../../ui/sentences/usage.ts';
import type { Site } from '../../words/sites.ts';
import { buttonForAll } from '../buttons.ts';
import type { Registry } from '../command.ts';
import { picture } from './cards.ts';

/** How the school stood last week, for a coordinator who wants to be told. */
export function weekCard(registry: Registry, week: Week): Card {
  const { usage } = week;
  const named = usage.sites.map((each) => ({ ...each, name: siteNames[each.site] }));
  const { image, text = [] } = picture(named, sayUsage.how);
  const to = (verb: string, input: Record<string, boolean | string>, words: string) =>
    buttonForAll(registry, verb, { label: words, input });
  return {
    title: say.title(week.from, week.to),
    facts: say.all(week),
    ...(image && { image }),
    text: [...text, ...(usage.unseen.length > 0 ? [sayUsage.unseen(usage.unseen)] : [])],
    buttons: [
      ...(usage.all.never > 0 ? [to('remind', {}, sayUsage.remind(usage.all.never))] : []),
      to('usage', {}, sayUsage.title),
      to('usage', { weekly: false }, say.stop),
    ],
  };
}

/** What someone reads who never came to sites of theirs. */
export function reminderCard({ centreName, status, email, sites }: Reminder): Card {
  const [only, other] = sites;
  return {
    title: sayRemind.told(sites.length),
    text: [
      sayRemind.toldWhat(
        centreName,
        sites.map(({ site }) => site),
      ),
      status === 'invited' ? sayRemind.toldInvited : sayRemind.toldHow(email),
    ],
    ...(only?.url && !other && { page: { label: sayRemind.toldOpen(only.site), url: only.url } }),
    ...(other && { rows: sites.flatMap(({ site, url }) => (url ? [rowOf(site, url)] : [])) }),
  };
}

const rowOf = (site: Site, url: string): Row => ({ title: siteNames[site], link: { label: whoami.open, url } });

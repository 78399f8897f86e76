import type { ProgrammeUsage, Usage } from '../../service/usage/count.ts';
import { type UsageFilter, type User, type UsersPage, type Who, whoKinds } from '../../service/usage/list.ts';
import { lateDays, lately, type Scope } from '../../service/usage/scope.ts';
import { type Bar, barChart } from '../../ui/bar-chart.ts';
import type { Button, Card, Row } from '../../ui/card.ts';
import { ago } from '../../ui/formats.ts';
import { talk } from '../../ui/sentences/bot.ts';
import { programmeNames, siteNames } from '../../ui/sentences/names.ts';
import { usage as say } from '../../ui/sentences/usage.ts';
import { buttonTo } from '../buttons.ts';
import type { Call } from '../command.ts';
import { pageButtons } from '../page-buttons.ts';
import { personRow } from '../people/profile-card.ts';

type Counted = Usage['all'];

/** The picture of these, its words, and what its parts mean. */
export function picture(each: readonly (Counted & { name: string })[], how: string): Pick<Card, 'image' | 'text'> {
  if (each.every((c) => c.people === 0)) return {};
  const bar = ({ people, came, never }: Counted): Bar => ({ full: came, half: people - came - never, none: never });
  return {
    image: {
      alt: each.map((c, i) => say.spoken(i + 1, c.name, c)).join(' '),
      png: barChart(each.map(bar)).toString('base64'),
    },
    text: [how],
  };
}

/** What is not known: of which sites nothing, and of which only what was lately. */
export function* limitsOf(call: Pick<Call, 'now'>, { seen, unseen }: Scope, timeZone: string): Generator<string> {
  if (unseen.length > 0) yield say.unseen(unseen);
  if (seen.length === 0) yield say.nothingSeen;
  const fresh = seen.filter(({ since }) => since > lately(call.now));
  const [first] = fresh.map(({ since }) => since).sort((a, b) => b.getTime() - a.getTime());
  if (first)
    yield say.since(
      fresh.map(({ site }) => site),
      first,
      timeZone,
    );
}

const scopeOf = ({ sites, unseen }: Usage): Scope => ({ seen: sites, unseen });

const remindButton = (call: Call, never: number, input: UsageFilter): Button[] =>
  buttonTo(call, 'remind', {
    label: say.remind(never),
    input: { site: input.site, programme: input.programme },
    onlyIf: never > 0,
  });

/** All sites, or those of a site admin: the picture, and the way to each one's people. */
export function overviewCard(call: Call, found: Usage, { programme }: UsageFilter, isWeekly: boolean): Card {
  const named = found.sites.map((each) => ({ ...each, name: siteNames[each.site] }));
  const { image, text = [] } = picture(named, say.how(lateDays));
  const { never } = found.all;
  return {
    title: say.title,
    state: [say.lately(lateDays), ...(programme ? [programmeNames[programme]] : [])].join(' · '),
    ...(image && { image }),
    text: [...text, ...limitsOf(call, scopeOf(found), call.known.centre.timeZone)],
    rows: named.map(({ site, name, ...counted }, i) => ({
      title: say.numbered(i + 1, name),
      state: say.counted(counted),
      buttons: buttonTo(call, 'usage', { label: say.listSite, input: { site, programme } }),
    })),
    buttons: [
      ...remindButton(call, never, { programme }),
      ...buttonTo(call, 'usage', { label: say.list, input: { who: 'never', programme }, onlyIf: never > 0 }),
      ...weeklyButton(call, isWeekly),
    ],
    more: [
      ...buttonTo(call, 'usage', { label: say.by, input: { by: 'programme' }, onlyIf: found.sites.length > 0 }),
      ...buttonTo(call, 'usage', {
        label: talk.asCsv,
        input: { csv: true, programme },
        onlyIf: found.sites.length > 0,
      }),
    ],
  };
}

export const weeklyButton = (call: Call, isWeekly: boolean): Button[] =>
  buttonTo(call, 'usage', {
    label: isWeekly ? say.weeklyOff : say.weekly,
    input: { weekly: !isWeekly },
    onlyIf: call.ctx.actor.role === 'coordinator',
  });

export function programmesCard(call: Call, { programmes, scope }: ProgrammeUsage, { site }: UsageFilter): Card {
  const named = programmes.map((each) => ({ ...each, name: programmeNames[each.programme] }));
  const { image, text = [] } = picture(named, say.howProgrammes(lateDays));
  return {
    title: site ? siteNames[site] : say.byProgramme,
    state: [...(site ? [say.by] : []), say.lately(lateDays)].join(' · '),
    ...(image && { image }),
    text: [...text, ...limitsOf(call, scope, call.known.centre.timeZone)],
    rows: named.map(({ programme, name, ...counted }, i) => ({
      title: say.numbered(i + 1, name),
      state: say.counted(counted),
      buttons: buttonTo(call, 'usage', { label: say.listSite, input: site ? { site, programme } : { programme } }),
    })),
    buttons: buttonTo(call, 'usage', { label: say.bySite }),
  };
}

/** Who may come to a site, or to all: a page of them, with when each came. */
export function usersCard(call: Call, page: UsersPage, counted: Usage, filter: UsageFilter): Card {
  const { site, who, programme } = filter;
  const { scope, rows } = page;
  const numbers = site ? counted.sites[0] : counted.all;
  const pages = pageButtons(page, (label, { after, before, first }) => {
    const turn = after ? { after: { ...after } } : before ? { before: { ...before } } : { first };
    return buttonTo(call, 'usage', { label, input: { ...filter, ...turn } });
  });
  const others = ([undefined, ...whoKinds] as const).filter((kind) => kind !== who);
  return {
    title: site ? siteNames[site] : say.title,
    state: [
      ...(who ? [say.who[who]] : []),
      ...(programme ? [programmeNames[programme]] : []),
      ...(numbers ? [say.counted(numbers)] : []),
    ].join(' · '),
    text: [
      ...limitsOf(call, scope, call.known.centre.timeZone),
      ...(rows.length === 0 && scope.seen.length > 0 ? [say.nobody] : []),
    ],
    rows: rows.map((user) => userRow(call, user, site !== undefined)),
    buttons: [...pages.buttons, ...remindButton(call, numbers?.never ?? 0, filter)],
    more: [
      ...pages.more,
      ...(scope.seen.length > 0
        ? others.flatMap((kind) =>
            buttonTo(call, 'usage', {
              label: kind ? say.who[kind] : say.everyone,
              // Without either it would be the picture.
              input: { site, programme, ...(kind ? { who: kind } : { who: 'all' }) },
            }),
          )
        : []),
      ...buttonTo(call, 'usage', { label: say.by, input: { by: 'programme', site } }),
      ...buttonTo(call, 'usage', { label: talk.asCsv, input: { ...filter, csv: true }, onlyIf: rows.length > 0 }),
      ...buttonTo(call, 'usage', { label: say.title }),
    ],
  };
}

function userRow(call: Call, user: User, isOne: boolean): Row {
  const row = personRow(call, user);
  const came = user.visits.flatMap(({ site, lastAt }) => (lastAt ? [{ site, lastAt }] : []));
  const latest = came.sort((a, b) => b.lastAt.getTime() - a.lastAt.getTime())[0];
  const missing = user.visits.filter(({ never }) => never).map(({ site }) => site);
  if (isOne) {
    const state = latest
      ? say.stateOf.came(ago(latest.lastAt, call.now))
      : missing.length > 0
        ? say.stateOf.never
        : say.stateOf.unknown;
    return { ...row, state };
  }
  const last = latest ? say.cameTo(latest.site, ago(latest.lastAt, call.now)) : undefined;
  const state = [last, ...(missing.length > 0 ? [say.notYet(missing)] : [])].filter((w) => w !== undefined).join(' · ');
  return { ...row, state: state || say.stateOf.unknown };
}

export type { Who };

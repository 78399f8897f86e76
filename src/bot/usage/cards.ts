import type { ProgrammeUsage, Usage } from '../../service/usage/count.ts';
import { type UsageFilter, type User, type UsersPage, whoKinds } from '../../service/usage/list.ts';
import { lately, type Scope } from '../../service/usage/scope.ts';
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
function* limitsOf(call: Pick<Call, 'now'>, { seen, unseen }: Scope, timeZone: string): Generator<string> {
  if (unseen.length > 0) yield say.unseen(unseen);
  if (seen.length === 0) yield say.nothingSeen;
  yield* knownSince(call, seen, timeZone);
}

/** Of which sites it is known since lately alone who came: of whoever came before that it may be said that they never did. */
export function* knownSince(call: Pick<Call, 'now'>, seen: Scope['seen'], timeZone: string): Generator<string> {
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
  const { image, text = [] } = picture(named, say.how);
  const { never } = found.all;
  return {
    title: say.title,
    state: [say.lately, ...(programme ? [programmeNames[programme]] : [])].join(' · '),
    ...(image && { image }),
    text: [...text, ...limitsOf(call, scopeOf(found), call.known.centre.timeZone)],
    rows: named.map(({ site, name, ...counted }, i) => ({
      title: say.numbered(i + 1, name),
      columns: say.counted(counted),
      opens: true,
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
  const { image, text = [] } = picture(named, say.howProgrammes);
  return {
    title: site ? siteNames[site] : say.byProgramme,
    state: [...(site ? [say.by] : []), say.lately].join(' · '),
    ...(image && { image }),
    text: [...text, ...limitsOf(call, scope, call.known.centre.timeZone)],
    rows: named.map(({ programme, name, ...counted }, i) => ({
      title: say.numbered(i + 1, name),
      columns: say.counted(counted),
      opens: true,
      buttons: buttonTo(call, 'usage', { label: say.listSite, input: site ? { site, programme } : { programme } }),
    })),
    buttons: buttonTo(call, 'usage', { label: say.bySite }),
  };
}

/** Who may come to a site, or to all: a page of them, with when each came. @param isAll whether everyone was asked for in so many words */
export function usersCard(
  call: Call,
  page: UsersPage,
  counted: Usage,
  { filter, isAll }: { filter: UsageFilter; isAll: boolean },
): Card {
  const { site, who, programme } = filter;
  const { scope, rows } = page;
  const numbers = site ? counted.sites[0] : counted.all;
  const pages = pageButtons(page, (label, { after, before, first }) => {
    const turn = after ? { after: { ...after } } : before ? { before: { ...before } } : { first };
    return buttonTo(call, 'usage', { label, input: { ...filter, ...(isAll && { who: 'all' }), ...turn } });
  });
  const others = [...whoKinds, 'all' as const].filter((kind) => kind !== (who ?? 'all'));
  const isSeen = scope.seen.length > 0;
  return {
    title: site ? siteNames[site] : say.title,
    state: [
      ...(who ? [say.who[who]] : []),
      ...(programme ? [programmeNames[programme]] : []),
      ...(numbers ? say.counted(numbers) : []),
    ].join(' · '),
    text: [...limitsOf(call, scope, call.known.centre.timeZone), ...(rows.length === 0 && isSeen ? [say.nobody] : [])],
    rows: rows.map((user) => userRow(call, user, site !== undefined)),
    buttons: [...pages.buttons, ...remindButton(call, numbers?.never ?? 0, filter)],
    more: [
      ...pages.more,
      ...others.flatMap((kind) =>
        buttonTo(call, 'usage', {
          label: kind === 'all' ? say.everyone : say.who[kind],
          input: { site, programme, who: kind },
          onlyIf: isSeen,
        }),
      ),
      ...buttonTo(call, 'usage', { label: say.by, input: { by: 'programme', site }, onlyIf: isSeen }),
      ...buttonTo(call, 'usage', { label: talk.asCsv, input: { ...filter, csv: true }, onlyIf: rows.length > 0 }),
      ...buttonTo(call, 'usage', { label: say.title }),
    ],
  };
}

const tones = { came: 'good', 'not-lately': 'plain', never: 'attention' } as const;

function userRow(call: Call, user: User, isOne: boolean): Row {
  const { state, columns = [], ...row } = personRow(call, user);
  const latest = user.visits
    .flatMap(({ site, lastAt }) => (lastAt ? [{ site, lastAt }] : []))
    .toSorted((a, b) => b.lastAt.getTime() - a.lastAt.getTime())[0];
  const missing = user.visits.filter(({ never }) => never).map(({ site }) => site);
  const isLate = latest && latest.lastAt >= lately(call.now);
  const kind = isLate ? 'came' : missing.length === user.visits.length ? 'never' : 'not-lately';
  const seen = latest ? say.came(ago(latest.lastAt, call.now)) : kind === 'never' ? say.neverYet : say.notKnown;
  const words = [state, ...(isOne || missing.length === 0 ? [] : [say.notYet(missing)])].filter(Boolean).join(' · ');
  return {
    ...row,
    status: { word: say.who[kind], tone: tones[kind] },
    ...(words && { state: words }),
    columns: [columns[0] ?? '', seen],
  };
}

import { z } from 'zod';
import { dayIn } from '../../lib/time.ts';
import { mayAtAll } from '../../service/policy.ts';
import { readUsage, readUsageByProgramme } from '../../service/usage/count.ts';
import { isToldWeekly, tellWeekly } from '../../service/usage/digest.ts';
import { exportUsage, listUsers, type UsageFilter } from '../../service/usage/list.ts';
import type { Card } from '../../ui/card.ts';
import { formatDay } from '../../ui/formats.ts';
import { programmeNames, siteNames, statusNames } from '../../ui/sentences/names.ts';
import { digest, usage as say } from '../../ui/sentences/usage.ts';
import { buttonTo } from '../buttons.ts';
import { type Call, command } from '../command.ts';
import { choice, hidden, toggle } from '../inputs.ts';
import { toCsv } from '../tables/write.ts';
import { overviewCard, programmesCard, usersCard, weeklyButton } from '../usage/cards.ts';
import { usageFromLine } from '../usage/from-line.ts';

const cursor = z.object({ sortName: z.string().max(1_000), id: z.uuid() });

export default command({
  verb: 'usage',
  aliases: ['statistics', 'stats', 'sign ins', 'logins', 'who uses', 'who came', 'last sign in', 'digest'],
  about: ['used', 'using', 'come', 'came', 'active', 'weekly'],
  group: 'people',
  order: 60,
  label: 'Usage',
  usage: 'usage [site] [came|not lately|never] [by programme]',
  summary: 'See who comes to the sites and who never did',
  examples: ['usage', 'usage primary', 'usage test-maker never', 'usage by programme'],
  may: 'usage.show',
  inputs: {
    site: choice({ label: 'Site', options: siteNames, only: (call) => call.known.centre.sites }),
    who: choice({ label: 'Who', options: { ...say.who, all: say.everyone } }),
    programme: choice({ label: 'Programme', options: programmeNames }),
    by: choice({ label: 'By', options: { site: 'Site', programme: 'Programme' } }),
    weekly: toggle({ label: 'Weekly', asksIf: () => false }),
    csv: toggle({ label: 'CSV', asksIf: () => false }),
    after: hidden(cursor),
    before: hidden(cursor),
    first: hidden(z.literal(true)),
  },
  title: say.title,
  fromLine: usageFromLine,
  submit: 'Show',
  inPlace: ({ after, before, first }) => [after, before, first].some((given) => given !== undefined),
  run: async (call, { site, who, programme, by, weekly, csv, after, before }) => {
    if (weekly !== undefined) return weeklyCard(call, weekly);
    const filter: UsageFilter = {
      ...(site && { site }),
      ...(programme && { programme }),
      ...(who && who !== 'all' && { who }),
    };
    if (csv) return fileCard(call, filter);
    if (by === 'programme') return programmesCard(call, await readUsageByProgramme(call.ctx, { site }), filter);
    if (!site && !who && !after && !before) {
      const found = await readUsage(call.ctx, filter);
      return overviewCard(call, found, filter, await isWeekly(call));
    }
    const page = await listUsers(call.ctx, { filter, after, before });
    return usersCard(call, page, await readUsage(call.ctx, filter), { filter, isAll: who === 'all' });
  },
});

const isWeekly = async ({ ctx }: Call): Promise<boolean> =>
  mayAtAll(ctx.actor, 'usage.digest') && isToldWeekly(ctx, {});

async function weeklyCard(call: Call, on: boolean): Promise<Card> {
  const first = await tellWeekly(call.ctx, { on });
  return {
    title: on ? digest.on : digest.off,
    tone: 'good',
    text: [on ? digest.onNext(formatDay(first)) : digest.offNext()],
    buttons: [...buttonTo(call, 'usage', { label: say.title }), ...weeklyButton(call, on)],
  };
}

async function fileCard(call: Call, filter: UsageFilter): Promise<Card> {
  const { users, scope, isMore } = await exportUsage(call.ctx, filter);
  const { timeZone } = call.known.centre;
  const content = await toCsv(
    [...say.columns, ...scope.seen.map(({ site }) => siteNames[site])],
    users,
    ({ firstName, lastName, email, status, programmes, visits }) => [
      firstName,
      lastName,
      email,
      statusNames[status].toLowerCase(),
      programmes.map((p) => programmeNames[p]).join(', '),
      ...scope.seen.map(({ site }) => {
        const visit = visits.find((v) => v.site === site);
        if (visit?.lastAt) return dayIn(visit.lastAt, timeZone);
        return visit?.never ? say.neverInFile : '';
      }),
    ],
  );
  return {
    title: say.exported(users.length),
    text: [
      ...(isMore ? [say.exportedFirst(users.length)] : []),
      ...(scope.unseen.length > 0 ? [say.unseen(scope.unseen)] : []),
      say.exportNote,
    ],
    files: [{ name: `usage-${dayIn(call.now, timeZone)}.csv`, type: 'text/csv', content }],
  };
}

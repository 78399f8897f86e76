import { z } from 'zod';
import { readUsage } from '../../service/usage/count.ts';
import { type Absent, type LeftOut, maxReminded, previewReminder, remindPeople } from '../../service/usage/remind.ts';
import type { Card, Row } from '../../ui/card.ts';
import { programmeNames, siteNames, sites } from '../../ui/sentences/names.ts';
import { several } from '../../ui/sentences/several.ts';
import { reminding as say, usage } from '../../ui/sentences/usage.ts';
import { fullName } from '../../words/people.ts';
import { buttonTo } from '../buttons.ts';
import { type Call, command, type Plan } from '../command.ts';
import { choice, hidden } from '../inputs.ts';
import { knownSince } from '../usage/cards.ts';
import { remindFromLine } from '../usage/from-line.ts';

interface Asked {
  site?: Absent['sites'][number];
  programme?: keyof typeof programmeNames;
}

export default command({
  verb: 'remind',
  aliases: ['nudge', 'chase', 'reminder', 'send reminder', 'send reminders'],
  group: 'people',
  order: 65,
  label: 'Remind',
  usage: 'remind [site] [programme]',
  summary: 'Remind those who never came to their sites',
  examples: ['remind', 'remind primary'],
  may: 'usage.remind',
  inputs: {
    site: choice({
      label: 'Site',
      hint: 'Left empty: all sites.',
      options: siteNames,
      only: (call) => call.known.centre.sites,
    }),
    programme: choice({ label: 'Programme', options: programmeNames }),
    people: hidden(z.array(z.uuid()).max(maxReminded)),
  },
  title: say.title,
  fromLine: remindFromLine,
  preview: async (call, { site, programme, people: ids }) => remindPlan(call, { site, programme }, ids),
  run: async (call, { site, programme, people: ids }) => {
    // Nobody was agreed to: there is nobody.
    if (!ids) return nobodyCard(call, await previewReminder(call.ctx, { site, programme }), { site });
    const reminded = await remindPeople(call.ctx, { site, programme, ids });
    const fewer = ids.length - reminded.length;
    return {
      title: say.done(reminded.length),
      tone: 'good',
      text: [say.doneNext, ...(fewer > 0 ? [say.fewer(fewer)] : [])],
      buttons: buttonTo(call, 'usage', { label: usage.title }),
    };
  },
});

/** Of those who never came, whom it goes to, and who is left out and why; nothing where it goes to nobody. */
async function remindPlan(call: Call, asked: Asked, ids: string[] | undefined): Promise<Plan | undefined> {
  const found = await previewReminder(call.ctx, { ...asked, ...(ids && { ids }) });
  const whom = found.filter((p) => !p.leftOut);
  const leftOut = found.filter((p) => p.leftOut);
  if (whom.length === 0) return undefined;
  const rows = [...leftOut, ...whom];
  const { sites: seen } = await readUsage(call.ctx, asked);
  const invited = whom.filter(({ status }) => status === 'invited').length;
  return {
    card: {
      title: say.ask(whom.length),
      state: [
        ...(asked.programme ? [programmeNames[asked.programme]] : []),
        ...(leftOut.length > 0 ? [several.countLeftOut(leftOut.length)] : []),
      ].join(' · '),
      text: [
        say.whom(asked.site),
        ...knownSince(call, seen, call.known.centre.timeZone),
        say.follows,
        ...(invited > 0 ? [say.invited(invited)] : []),
        ...whyLeftOut(leftOut),
        ...(found.length === maxReminded ? [say.only(found.length)] : []),
        ...(rows.length > maxShown ? [several.moreThan(rows.length - maxShown)] : []),
      ],
      rows: rows.slice(0, maxShown).map((p) => rowOf(p, asked.site !== undefined)),
    },
    yes: say.yes,
    input: { ...asked, people: whom.map(({ id }) => id) },
    // Who was chosen is in the input. Whoever comes meanwhile is let be, which needs no second Yes.
    basis: { ...asked },
  };
}

/** Most who are shown one by one. */
const maxShown = 20;

/** @param isOne whether all are about one site, which is said already */
function rowOf(p: Absent, isOne: boolean): Row {
  return p.leftOut
    ? { title: fullName(p), state: several.leftOut, detail: say.whyOne[p.leftOut] }
    : { title: fullName(p), state: p.email, ...(!isOne && { detail: usage.notYet(p.sites) }) };
}

function whyLeftOut(leftOut: Absent[]): string[] {
  const kinds = [...new Set(leftOut.flatMap((p) => p.leftOut ?? []))];
  return kinds.map((kind: LeftOut) => say.whyLeftOut[kind](leftOut.filter((p) => p.leftOut === kind).length));
}

function nobodyCard(call: Call, found: Absent[], { site }: Asked): Card {
  return {
    title: say.nobody,
    ...(site && { state: sites([site]) }),
    text: found.length === 0 ? [say.allCame] : whyLeftOut(found),
    buttons: buttonTo(call, 'usage', { label: usage.title }),
  };
}

import { Refusal } from '../../service/errors.ts';
import { askForAccess, maxReason } from '../../service/requests/ask.ts';
import { field as sayField } from '../../ui/sentences/bot.ts';
import { siteNames } from '../../ui/sentences/names.ts';
import { requestForm } from '../../ui/sentences/requests.ts';
import type { Site } from '../../words/sites.ts';
import { type Call, command } from '../command.ts';
import { choice, day, needed, reason } from '../inputs.ts';
import { dayOf } from '../people/scheduled-cards.ts';
import { receiptCard } from '../requests/card.ts';

const say = requestForm.access;

/** The sites of the school that they can't sign in to yet. */
const askable = ({ known }: Call): Site[] => known.centre.sites.filter((s) => !known.sites.includes(s));

export default command({
  verb: 'access',
  aliases: ['ask for access', 'request access', 'get access', 'need access', 'access to', 'access for'],
  about: ['access', 'open'],
  group: 'requests',
  order: 50,
  often: 6,
  label: 'Ask for access',
  summary: 'Ask for access to a site',
  usage: 'access [site] [until <day>] [reason]',
  examples: ['access', 'access test-maker for the mock exams', 'access test-maker until 1 June for the mock exams'],
  may: 'access.ask',
  inputs: {
    site: needed(
      choice({ label: say.site, options: siteNames, only: askable, line: 'word', ledBy: ['to', 'the'] }),
      sayField.choose,
    ),
    until: day({
      label: say.until,
      hint: say.untilHint,
      line: 'day',
      ledBy: ['until', 'till', 'up to', 'until the end of'],
      towards: 'future',
    }),
    reason: needed(reason({ label: say.reason, hint: say.reasonHint, max: maxReason }), sayField.say),
  },
  title: say.title,
  intro: (call) => {
    if (askable(call).length === 0) throw new Refusal('access-to-all', {});
    return say.intro;
  },
  submit: requestForm.submit,
  shortcut: 'anywhere',
  run: async (call, { site, until, reason: why }) =>
    receiptCard(call, await askForAccess(call.ctx, { site, reason: why, until: dayOf(call, until) })),
});

import { Refusal } from '../../service/errors.ts';
import { askForAccess, maxReason } from '../../service/requests/ask.ts';
import { field as sayField } from '../../ui/sentences/bot.ts';
import { siteNames } from '../../ui/sentences/names.ts';
import { requestForm } from '../../ui/sentences/requests.ts';
import type { Site } from '../../words/sites.ts';
import { type Call, command } from '../command.ts';
import { choice, needed, reason } from '../inputs.ts';
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
  label: 'Ask for access',
  summary: 'Ask for access to a site',
  examples: ['access', 'access test-maker for the mock exams in May'],
  may: 'access.ask',
  inputs: {
    site: needed(
      choice({ label: say.site, options: siteNames, only: askable, line: 'word', ledBy: ['to', 'the'] }),
      sayField.choose,
    ),
    reason: needed(reason({ label: say.reason, hint: say.reasonHint, max: maxReason }), sayField.say),
  },
  title: say.title,
  intro: (call) => {
    if (askable(call).length === 0) throw new Refusal('access-to-all', {});
    return say.intro;
  },
  submit: requestForm.submit,
  shortcut: 'anywhere',
  run: async (call, { site, reason: why }) => receiptCard(call, await askForAccess(call.ctx, { site, reason: why })),
});

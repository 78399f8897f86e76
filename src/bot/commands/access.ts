import { Refusal } from '../../service/errors.ts';
import { askForAccess, maxReason } from '../../service/requests/ask.ts';
import { field as sayField } from '../../ui/sentences/bot.ts';
import { siteNames } from '../../ui/sentences/names.ts';
import { requestForm } from '../../ui/sentences/requests.ts';
import type { Site } from '../../words/sites.ts';
import { type Call, command, type Raw } from '../command.ts';
import { choice, needed, text } from '../inputs.ts';
import { pick } from '../line/options.ts';
import { receiptCard } from '../requests/card.ts';

const say = requestForm.access;

/** The sites of the school that they can't sign in to yet. */
const askable = ({ known }: Call): Site[] => known.centre.sites.filter((s) => !known.sites.includes(s));

export default command({
  verb: 'access',
  group: 'requests',
  order: 50,
  label: 'Ask for access',
  summary: 'Ask for access to a site',
  examples: ['access', 'access test-maker for the mock exams in May'],
  may: 'access.ask',
  inputs: {
    site: needed(choice({ label: say.site, options: siteNames, only: askable, line: 'word' }), sayField.choose),
    reason: needed(
      text({ label: say.reason, hint: say.reasonHint, max: maxReason, multiline: true, line: 'words' }),
      sayField.say,
    ),
  },
  title: say.title,
  intro: (call) => {
    if (askable(call).length === 0) throw new Refusal('access-to-all', {});
    return say.intro;
  },
  submit: requestForm.submit,
  shortcut: 'anywhere',
  fromLine: siteAndReason,
  run: async (call, { site, reason }) => receiptCard(call, await askForAccess(call.ctx, { site, reason })),
});

/** A site by its key or by its name, which may be of several words; then the reason. */
function siteAndReason(words: string[], keys: Record<string, string>): Raw {
  const first = (n: number) => words.slice(0, n).join(' ');
  const length = keys.site === undefined ? ([5, 4, 3, 2].find((n) => pick(siteNames, first(n))) ?? 1) : 0;
  return { site: first(length) || undefined, reason: words.slice(length).join(' ') || undefined, ...keys };
}

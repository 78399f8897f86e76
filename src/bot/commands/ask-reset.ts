import { askForReset, maxReason } from '../../service/requests/ask.ts';
import { requestForm } from '../../ui/sentences/requests.ts';
import { command } from '../command.ts';
import { text } from '../inputs.ts';
import { saysAny } from '../line/aliases.ts';
import { receiptCard } from '../requests/card.ts';

const say = requestForm.reset;

/** What people say who need one. */
const reasons = [
  ...[
    'forgot',
    'forgotten',
    'remember',
    'password',
    'log in',
    'sign in',
    'locked out',
    'new phone',
    'new laptop',
    'new device',
  ],
  ...['lost', 'stolen', 'broken', 'expired', 'phone', 'mobile', 'laptop', 'computer', 'device'],
];

/** What is said of someone else, for whom one can't ask. */
const ofOthers = ['he', 'she', 'his', 'her', 'him', 'they', 'their'];

/** For oneself: what `reset` means where someone may not send a link to others, or not to themselves. */
export default command({
  verb: 'ask-reset',
  about: reasons,
  group: 'requests',
  order: 40,
  often: 4,
  insteadOf: 'reset',
  label: 'Ask for a reset',
  summary: 'Ask for a reset of my own password',
  examples: ['reset', 'reset new phone, lost my password'],
  may: 'reset.ask',
  inputs: { reason: text({ label: say.reason, hint: say.reasonHint, max: maxReason, multiline: true, line: 'words' }) },
  title: say.title,
  intro: say.intro,
  submit: requestForm.submit,
  // What says none of these may have been meant as someone's name.
  askAnyway: ({ reason }, filled) => !filled && !(reason && saysAny(reasons, reason) && !saysAny(ofOthers, reason)),
  run: async (call, { reason }) => receiptCard(call, await askForReset(call.ctx, { reason })),
});

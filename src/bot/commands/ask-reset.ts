import { askForReset, maxReason } from '../../service/requests/ask.ts';
import { requestForm } from '../../ui/sentences/requests.ts';
import { command } from '../command.ts';
import { text } from '../inputs.ts';
import { receiptCard } from '../requests/card.ts';

const say = requestForm.reset;

/** For oneself: what `reset` means where someone may not send a link to others, or not to themselves. */
export default command({
  verb: 'ask-reset',
  group: 'requests',
  order: 40,
  insteadOf: 'reset',
  label: 'Ask for a reset',
  summary: 'Ask for a reset of my own password',
  examples: ['reset', 'reset new phone, lost my password'],
  may: 'reset.ask',
  inputs: { reason: text({ label: say.reason, hint: say.reasonHint, max: maxReason, multiline: true, line: 'words' }) },
  title: say.title,
  intro: say.intro,
  submit: requestForm.submit,
  // What was typed may have been meant as someone's name.
  askAnyway: (_, filled) => !filled,
  run: async (call, { reason }) => receiptCard(call, await askForReset(call.ctx, { reason })),
});

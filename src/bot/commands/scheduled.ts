import { z } from 'zod';
import { cancelScheduled } from '../../service/scheduled/cancel.ts';
import { listScheduled } from '../../service/scheduled/list.ts';
import { scheduled as say } from '../../ui/sentences/scheduled.ts';
import { buttonTo } from '../buttons.ts';
import { command } from '../command.ts';
import { hidden } from '../inputs.ts';
import { cancelAll, cancelAllPlan } from '../people/cancel-cards.ts';
import { namesOf } from '../people/names.ts';
import { scheduledCard } from '../people/scheduled-cards.ts';

export default command({
  verb: 'scheduled',
  group: 'accounts',
  order: 25,
  label: 'What is planned',
  summary: 'Show and cancel what is planned for a day to come',
  examples: ['scheduled'],
  may: 'site.access',
  inputs: { cancel: hidden(z.uuid()), all: hidden(z.literal('plan')) },
  preview: async (call, { cancel, all }) => (cancel && all ? cancelAllPlan(call, cancel) : undefined),
  run: async (call, { cancel, all }) => {
    if (cancel && all) return cancelAll(call, cancel);
    if (!cancel) return scheduledCard(call, await listScheduled(call.ctx, {}));
    const cancelled = await cancelScheduled(call.ctx, { id: cancel });
    const { person, kind, day } = cancelled;
    return {
      title: say.cancelled(namesOf(person), cancelled),
      tone: 'good',
      text: [say.cancelledNext(day), ...(kind === 'invite' ? [say.cancelledInvite] : [])],
      buttons: [...buttonTo(call, 'scheduled'), ...buttonTo(call, 'show', { person })],
    };
  },
});

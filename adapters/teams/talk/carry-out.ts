import type { Json } from '../../../src/lib/json.ts';
import { leftDelivery } from '../../chat/delivery.ts';
import type { Incoming } from '../connect/incoming.ts';
import type { AdapterContext } from '../context.ts';
import { type Interaction, idOf, interactionOf } from '../read/interaction.ts';
import { installed } from './install.ts';
import { orTell } from './reply.ts';
import { invokes, takeMessage } from './taken.ts';

/**
 * Carries out an activity that was kept and left unanswered. What Teams itself waited for, it waits for no longer: the
 * answer goes to the person's own chat.
 */
export function carryOut(ctx: AdapterContext, payload: Json, at: number): Promise<void> {
  const activity = payload as unknown as Incoming;
  const interaction = interactionOf(activity, { at, delivery: leftDelivery(ctx.inbox, idOf(activity)) });
  const done = interaction.delivery.settle(orTell(ctx, interaction, once(ctx, interaction, activity)));
  ctx.pending.track(done);
  return done;
}

async function once(ctx: AdapterContext, interaction: Interaction, activity: Incoming): Promise<void> {
  if (activity.type === 'message') return takeMessage(ctx, interaction, activity);
  if (activity.type === 'installationUpdate') return installed(ctx, interaction, activity);
  const answer = await invokes.get(activity.name ?? '')?.(ctx, interaction, activity.value);
  await answer?.rest;
}

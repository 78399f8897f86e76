import { teams as say } from '../../../src/ui/sentences/chat.ts';
import { Untold } from '../../chat/delivery.ts';
import { isKind } from '../../chat/failure.ts';
import { boundedText, type Incoming } from '../connect/incoming.ts';
import { channelPeer, type Memory, type Peer, tenantPeer } from '../connect/references.ts';
import type { AdapterContext } from '../context.ts';
import { type Interaction, peerOf } from '../read/interaction.ts';
import { line } from '../render/messages.ts';
import { handle } from './handle.ts';

/** Remembers how whoever did this, and the place where they did it, are reached later. */
export async function remember(memory: Memory, interaction: Interaction): Promise<void> {
  const { tenant, serviceUrl, kind, conversation, user, person, team, channelName: name, channelKind } = interaction;
  if (!person || interaction.isForeign) return;
  const peer: Peer =
    kind === 'personal'
      ? { serviceUrl, conversation, user }
      : { serviceUrl, ...(team && { team }), ...(name && { name }), ...(channelKind && { kind: channelKind }) };
  await Promise.all([memory.note(tenant, tenantPeer, { serviceUrl }), memory.note(tenant, peerOf(interaction), peer)]);
}

/** The app was added, for a person or a team, or taken away. */
export async function installed(ctx: AdapterContext, interaction: Interaction, { action }: Incoming): Promise<void> {
  if (action === 'remove' || action === 'remove-upgrade') {
    return ctx.memory.forget(interaction.tenant, peerOf(interaction));
  }
  if (action !== 'add' || !(await interaction.delivery.ours())) return;
  if (interaction.kind === 'personal') return handle(ctx, interaction, { event: { type: 'text', text: 'help' } });
  await greet(ctx, interaction);
}

/** @throws Untold where Teams does not take it now: it is said later */
async function greet(ctx: AdapterContext, { serviceUrl, conversation }: Interaction): Promise<void> {
  try {
    await ctx.apiAt(serviceUrl).send(conversation, line(say.hello, 'channel'));
  } catch (error) {
    if (isKind(error, 'not-now', 'shut-out')) throw new Untold();
    // It may have arrived, or the app was taken away again.
    if (!isKind(error, 'unsure', 'gone')) throw error;
  }
}

/**
 * A team has changed: what was known of it may not be so any more. Teams tells of people who leave a conversation; of an
 * account that is disabled, or has another e-mail, it tells nothing.
 */
export async function changed(
  ctx: AdapterContext,
  interaction: Interaction,
  { channelData, membersAdded, membersRemoved }: Incoming,
): Promise<void> {
  const gone = Array.isArray(membersRemoved) ? membersRemoved : [];
  const left = gone.flatMap((member) => [boundedText(member?.aadObjectId), boundedText(member?.id)]);
  const told = left.flatMap((user) => (user ? [ctx.people.forget(user)] : []));
  // A team's roster is that of most of its channels.
  const rosters = membersAdded || membersRemoved ? new Set([interaction.channel, interaction.team?.id]) : [];
  for (const conversation of rosters) if (conversation) told.push(ctx.rosters.forget(conversation));
  await Promise.all(told);
  const { eventType, channel } = channelData ?? {};
  const id = boundedText(channel?.id);
  const name = boundedText(channel?.name);
  if (!id) return;
  const peer = channelPeer(id);
  if (eventType === 'channelDeleted') await ctx.memory.forget(interaction.tenant, peer);
  if (eventType !== 'channelRenamed' || !name) return;
  const known = await ctx.memory.find(interaction.tenant, peer);
  if (known) await ctx.memory.note(interaction.tenant, peer, { ...known, name });
}

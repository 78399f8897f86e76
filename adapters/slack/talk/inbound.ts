import { type Event, type Inbound, type IncomingFile, NotTaken, type Sender } from '../../../src/bot/inbound.ts';
import type { Card } from '../../../src/ui/card.ts';
import { slack as say } from '../../../src/ui/sentences/chat.ts';
import { fetchFile, fileBeside } from '../../chat/file-in.ts';
import { inboundOf } from '../../chat/inbound.ts';
import { emailsOf, findMentioned } from '../../chat/people.ts';
import { ShutOutHere, withSupport } from '../../chat/shut-out.ts';
import { SlackError } from '../connect/api.ts';
import { NotInstalled } from '../connect/tokens.ts';
import { lookUp, type Person } from '../connect/who.ts';
import type { AdapterContext } from '../context.ts';
import type { Attached } from '../read/attached.ts';
import { type Interaction, messageOf, placeOf } from '../read/interaction.ts';
import { mentionedIn, plainWords } from '../read/text.ts';

/**
 * What the bot is told.
 *
 * @throws SlackError where Slack can't say who it is, ShutOutHere where it takes nothing of ours
 * @throws NotTaken where a file that came with it can't be had
 */
export function receive(ctx: AdapterContext, interaction: Interaction, event: Event): Promise<Inbound> {
  const id = `slack:${interaction.id}`;
  const common = { id, place: placeOf(interaction), ...messageOf(interaction) };
  const asked = event.type === 'text' ? typed(ctx, interaction, event.text) : { event };
  return withSupport(
    ctx.bot,
    schoolOf(interaction),
    inboundOf(asked, common, senderOf(ctx, interaction), interaction.delivery),
  );
}

function typed(ctx: AdapterContext, interaction: Interaction, text: string) {
  const event = { type: 'text' as const, text: plainWords(text) };
  return {
    event,
    read: async () => {
      const mentioned = await findMentioned(mentionedIn(text), (user) => personOf(ctx, interaction, user));
      const attached = fileBeside(interaction.files ?? [], text);
      const file = attached && incomingOf(ctx, interaction, attached);
      const words = plainWords(text, (id) => mentioned.get(id)?.name);
      return { event: { ...event, text: words, ...(file && { file }) }, mentions: emailsOf(mentioned) };
    },
  };
}

/** A file that came with a form or a message. */
export const incomingOf = (ctx: AdapterContext, interaction: Interaction, file: Attached): IncomingFile => ({
  name: file.name,
  ...(file.size !== undefined && { size: file.size }),
  download: () => fetchAttached(ctx, interaction, file),
});

async function fetchAttached(
  { tokens, http, isSlacks }: AdapterContext,
  interaction: Interaction,
  file: Attached,
): Promise<Uint8Array> {
  const notRead = say.fileNotRead(file.name);
  // The token goes to nobody else, whatever the payload says.
  if (!isSlacks(file.url)) throw new NotTaken(notRead);
  const token = await tokens.token(interaction).catch(() => {
    throw new NotTaken(notRead);
  });
  return fetchFile(http, file, notRead, { authorization: `Bearer ${token}` });
}

/** Whose help desk is named where Slack takes nothing of ours; none where it could not be found out which is theirs. */
export const schoolOf = ({ team, unplaced }: Interaction) =>
  ({ platform: 'slack', workspace: unplaced ? '' : team }) as const;

/** Who did it, as the workspace vouches for. @throws PlatformError */
export async function senderOf(ctx: AdapterContext, interaction: Interaction): Promise<Sender> {
  if (interaction.unplaced) throw interaction.unplaced;
  const { grid: _, ...person } = await personOf(ctx, interaction, interaction.user);
  return {
    platform: 'slack',
    workspace: interaction.team,
    ...(interaction.organisation && { organisation: interaction.organisation }),
    ...(interaction.teamName && { workspaceName: interaction.teamName }),
    person: interaction.user,
    ...person,
  };
}

const personOf = ({ people, tokens }: AdapterContext, interaction: Interaction, user: string): Promise<Person> =>
  lookUp(people, { workspace: interaction.team, user }, tokens.api(interaction));

/** What the person reads where Slack stands in the way; nothing for what is a bug. */
export function problemOf(error: unknown): Pick<Card, 'title' | 'text'> | undefined {
  if (error instanceof ShutOutHere) {
    const { cause, support } = error;
    if (cause instanceof NotInstalled) return { title: say.notInstalledTitle, text: [say.notInstalled(support)] };
    return { title: say.shutOutTitle, text: [say.shutOut(support)] };
  }
  if (error instanceof SlackError) return { title: say.unknownTitle, text: [say.unknown] };
  return undefined;
}

import { type Event, type Inbound, NotTaken } from '../../../src/bot/inbound.ts';
import { mention } from '../../../src/ui/mention.ts';
import { teams as say } from '../../../src/ui/sentences/chat.ts';
import { fetchFile, fileBeside } from '../../chat/file-in.ts';
import type { Asked } from '../../chat/inbound.ts';
import { emailsOf, findMentioned } from '../../chat/people.ts';
import { isClosedToUs } from '../connect/api.ts';
import type { Incoming } from '../connect/incoming.ts';
import type { AdapterContext } from '../context.ts';
import { commandIn, eventIn } from '../read/event.ts';
import { type Attached, filesIn, hasUnsentFiles } from '../read/files.ts';
import type { Interaction } from '../read/interaction.ts';
import { mentionedIn, mentionsBot, wordsIn } from '../read/text.ts';
import { personOf } from './inbound.ts';

/**
 * What a message says: a pressed button comes as one too.
 *
 * @returns nothing for what is not meant for the bot
 */
export function askedBy(ctx: AdapterContext, interaction: Interaction, activity: Incoming): Asked | undefined {
  const pressed = eventIn(activity.value);
  if (pressed) return { event: pressed };
  // Where the app may read all that is said in a team, most of it is said to others.
  if (interaction.kind !== 'personal' && !interaction.unseen && !mentionsBot(activity)) return undefined;
  const event: Event = { type: 'text', text: wordsIn(activity, () => undefined) };
  return { event, read: () => readWords(ctx, interaction, activity) };
}

async function readWords(
  ctx: AdapterContext,
  interaction: Interaction,
  activity: Incoming,
): Promise<Pick<Inbound, 'event' | 'mentions'>> {
  const people = await findMentioned(mentionedIn(activity), (user) => personOf(ctx, interaction, user));
  const text = wordsIn(activity, (user, written) => {
    const { person, name } = people.get(user) ?? {};
    return person && mention(person, name ?? written);
  });
  if (interaction.kind !== 'personal' && hasUnsentFiles(activity)) throw new NotTaken(say.fileNotHere);
  const attached = fileBeside(filesIn(activity), text);
  const file = attached && { name: attached.name, download: () => fetchAttached(ctx, attached) };
  const mentions = emailsOf([...people.values()].map((found) => [found.person, found]));
  return { event: { type: 'text', text, ...(file && { file }) }, mentions };
}

async function fetchAttached({ http, holdsFiles }: AdapterContext, { name, url }: Attached) {
  const notRead = say.fileNotRead(name);
  if (!holdsFiles(url)) throw new NotTaken(notRead);
  return fetchFile(http, { name, url }, notRead);
}

/** What a command of the message extension asks: on a message it is about whoever wrote it, else for the command's form. */
export function commandAsked(ctx: AdapterContext, interaction: Interaction, value: unknown): Asked {
  const { verb, author } = commandIn(value);
  const form: Event = { type: 'press', action: { verb, step: 'form' } };
  if (!author) return { event: form };
  const about = (name?: string): Event => ({ type: 'text', text: `${verb} ${mention(author, name)}` });
  return {
    event: about(),
    read: async () => {
      try {
        const found = await personOf(ctx, interaction, author);
        return { event: about(found.name), mentions: emailsOf([[author, found]]) };
      } catch (error) {
        // It can be called where the bot is not, and there nobody can be looked up.
        if (isClosedToUs(error)) return { event: form };
        throw error;
      }
    },
  };
}

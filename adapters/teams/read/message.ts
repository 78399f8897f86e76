import type { Event, Inbound } from '../../../src/bot/inbound.ts';
import { isObject } from '../../../src/lib/json.ts';
import { readAction } from '../../adaptive-card/actions.ts';
import { readForm } from '../../adaptive-card/read-form.ts';
import type { Person } from '../connect/who.ts';
import { type AdapterContext, type Asked, lookUp } from '../talk/adapter-context.ts';
import { fileBeside } from './file-in.ts';
import type { Incoming } from './incoming.ts';
import type { Interaction } from './interaction.ts';
import { mentionedIn, mentionsBot, wordsIn } from './text.ts';

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

/** A press or a filled form, in what a card sent back; nothing if it is neither. */
export function eventIn(data: unknown): Exclude<Event, { type: 'text' }> | undefined {
  const action = readAction(data);
  if (!action) return undefined;
  return isObject(data) && 'staffroomForm' in data
    ? { type: 'submit', action, values: readForm(data) }
    : { type: 'press', action };
}

async function readWords(
  ctx: AdapterContext,
  interaction: Interaction,
  activity: Incoming,
): Promise<Pick<Inbound, 'event' | 'mentions'>> {
  const people = new Map<string, Person>();
  for (const user of mentionedIn(activity)) people.set(user, await lookUp(ctx, interaction, user));
  const mentions: Record<string, string> = {};
  for (const { person, email, standing } of people.values()) {
    if (person && email && standing === 'member') mentions[person] = email;
  }
  const whom = (user: string) => {
    const id = people.get(user)?.person;
    return id && `<@${id}>`;
  };
  const text = wordsIn(activity, whom);
  const file = interaction.kind === 'personal' ? await fileBeside(ctx, activity, text) : undefined;
  return { event: { type: 'text', text, ...(file && { file }) }, mentions };
}

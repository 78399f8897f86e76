import type { Event } from '../../../src/bot/inbound.ts';
import { isObject } from '../../../src/lib/json.ts';
import { isClosedToUs } from '../connect/api.ts';
import { type AdapterContext, type Asked, lookUp } from '../talk/adapter-context.ts';
import { textOf } from './incoming.ts';
import type { Interaction } from './interaction.ts';

/** How the manifest names the commands of the message extension. */
const prefix = /^staff-/;

/** What a command of the message extension asks: on a message it is about whoever wrote it, else for the command's form. */
export function commandAsked(ctx: AdapterContext, interaction: Interaction, value: unknown): Asked {
  const { commandId, messagePayload } = isObject(value) ? value : {};
  const verb = (textOf(commandId) ?? '').replace(prefix, '');
  const author = authorIn(messagePayload);
  const form: Event = { type: 'press', action: { verb, step: 'form' } };
  if (!author) return { event: form };
  const event: Event = { type: 'text', text: `${verb} <@${author}>` };
  return {
    event,
    read: async () => {
      try {
        const { email, standing } = await lookUp(ctx, interaction, author);
        return { event, mentions: email && standing === 'member' ? { [author]: email } : {} };
      } catch (error) {
        // It can be called where the bot is not, and there nobody can be looked up.
        if (isClosedToUs(error)) return { event: form };
        throw error;
      }
    },
  };
}

/** The Entra id of the person who wrote a message; nothing where a program did. */
function authorIn(payload: unknown): string | undefined {
  const from = isObject(payload) && isObject(payload.from) ? payload.from : {};
  const id = isObject(from.user) ? textOf(from.user.id) : undefined;
  return id && /^[\da-f-]{36}$/i.test(id) ? id : undefined;
}

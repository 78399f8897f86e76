import { strangersAmong } from '../../service/centre/strangers.ts';
import { Refusal } from '../../service/errors.ts';
import { settings as say } from '../../ui/sentences/account.ts';
import type { Call } from '../command.ts';

interface Chosen {
  /** The platform's id; nothing for no channel at all. */
  id: string | null;
  /** What the one who chose it ought to know. */
  words: string[];
}

/**
 * The channel that was chosen for requests, looked at where the platform can: whether the bot can post there, and who
 * would read along.
 *
 * @throws Refusal `channel-unusable` beside the field
 */
export async function chosenChannel(call: Call, typed: string): Promise<Chosen | 'not-here'> {
  if (typed === 'none') return { id: null, words: [] };
  const here = typed === 'here' || typed === call.place.id;
  if (here && call.place.kind !== 'channel') return 'not-here';
  const id = here ? call.place.id : typed;
  if (!call.channelAt) return here ? { id, words: [] } : 'not-here';
  const { name, problem, shared, people, more } = await call.channelAt(id);
  if (problem) throw new Refusal('channel-unusable', { why: say.channel[problem](name) }, 'channel');
  const strangers = await strangersAmong(call.ctx, { emails: people });
  return {
    id,
    words: [
      say.chosen(name),
      ...(shared ? [say.shared(name)] : []),
      ...(strangers > 0 ? [say.strangers(name, strangers)] : []),
      ...(more > 0 ? [say.notLookedAt(more)] : []),
    ],
  };
}

/** A channel's name as people see it; its id where the platform can't be asked. */
export async function channelName({ channelAt }: Call, id: string): Promise<string> {
  try {
    return channelAt ? (await channelAt(id)).name : `#${id}`;
  } catch {
    return id;
  }
}

import { strangersAmong } from '../../service/centre/strangers.ts';
import { Refusal } from '../../service/errors.ts';
import { settings as say } from '../../ui/sentences/account.ts';
import type { Call, Plan } from '../command.ts';

interface Chosen {
  /** The platform's id; nothing for no channel at all. */
  id: string | null;
  /** What it is called; nothing where the platform was not asked. */
  name?: string;
  /** Who would read along that has no business to: the one who chose it is asked first. */
  warnings: string[];
}

/**
 * The channel that was chosen for requests, looked at where the platform can: whether the bot can post there, and who
 * would read along.
 *
 * @throws Refusal `channel-unusable` beside the field
 */
export async function chosenChannel(call: Call, typed: string): Promise<Chosen | 'not-here'> {
  if (typed === 'none') return { id: null, warnings: [] };
  const here = typed === 'here' || typed === call.place.id;
  if (here && call.place.kind !== 'channel') return 'not-here';
  const id = here ? call.place.id : typed;
  if (!call.channelAt) return here ? { id, warnings: [] } : 'not-here';
  const { name, problem, shared, people, more } = await call.channelAt(id);
  if (problem) throw new Refusal('channel-unusable', { why: say.channel[problem](name) }, 'channel');
  const strangers = await strangersAmong(call.ctx, { emails: people });
  return {
    id,
    name,
    warnings: [
      ...(shared ? [say.shared(name)] : []),
      ...(strangers > 0 ? [say.strangers(name, strangers)] : []),
      ...(more > 0 ? [say.notLookedAt(more)] : []),
    ],
  };
}

/** The question before a channel is chosen in which people read along who have no business to; nothing for any other. */
export function askChannel(chosen: Chosen | 'not-here'): Plan | undefined {
  if (chosen === 'not-here' || chosen.warnings.length === 0) return undefined;
  const { id, name = '', warnings } = chosen;
  return {
    card: { title: say.askChannel(name), tone: 'attention', text: warnings },
    basis: { channel: id, warnings },
    // Where only a person's own chat is private, the question is asked there.
    input: { channel: id },
    yes: say.useChannel,
    danger: true,
  };
}

/** A channel's name as people see it; where the bot can't post there, why not and what to do. */
export async function channelWords({ channelAt }: Call, id: string): Promise<string> {
  try {
    if (!channelAt) return `#${id}`;
    const { name, problem } = await channelAt(id);
    return problem ? say.channel[problem](name) : name;
  } catch {
    return say.someChannel;
  }
}

import { definedOnly, type Json } from '../lib/json.ts';
import type { Actor } from '../service/context.ts';
import { asTarget, type Person } from '../service/people/person.ts';
import { may, mayAtAll } from '../service/policy.ts';
import type { Button } from '../ui/card.ts';
import type { Call, Command, Registry } from './command.ts';

interface ButtonOptions {
  person?: Person;
  /** What else the command is given. */
  input?: Record<string, Json | undefined>;
  /** `run` if nothing is said. */
  step?: 'run' | 'form';
  /** Only where the card has its own word for it; else it is the command's. */
  label?: string;
  style?: Button['style'];
}

/** `onlyIf`: whether it makes sense now; it does if nothing is said. */
export type OfferOptions = ButtonOptions & { onlyIf?: boolean };

/** What a button to a command says where its card has no word of its own. @throws Error where no command has this verb */
export const labelOf = (registry: Registry, verb: string): string => commandOf(registry, verb).label;

/** The button of a command that is known to be theirs to press. */
export function buttonOf(command: Pick<Command, 'verb' | 'label'>, to: ButtonOptions = {}): Button {
  const { person, step = 'run', label = command.label, style } = to;
  const input = definedOnly({ person: person && `id:${person.id}`, ...to.input });
  return { label, action: { verb: command.verb, step, ...(Object.keys(input).length > 0 && { input }) }, style };
}

/** The button that leads to a command, in a card that a job makes, or that all see: rights are asked at the press alone. */
export const buttonForAll = (registry: Registry, verb: string, to?: ButtonOptions): Button =>
  buttonOf(commandOf(registry, verb), to);

/** The same for the one who asks, as a list: empty where they may not press it. */
export function buttonTo({ ctx, registry }: Call, verb: string, { onlyIf = true, ...to }: OfferOptions = {}): Button[] {
  const command = commandOf(registry, verb);
  return onlyIf && isAllowed(ctx.actor, command, to.person) ? [buttonOf(command, to)] : [];
}

function isAllowed(actor: Actor, command: Command, person: Person | undefined): boolean {
  if (!person) return mayAtAll(actor, command.may);
  const target = asTarget(person);
  return command.mayTo ? command.mayTo(actor, target) : may(actor, command.may, target);
}

function commandOf(registry: Registry, verb: string): Command {
  const command = registry.get(verb);
  if (!command) throw new Error(`no command is called ${verb}`);
  return command;
}

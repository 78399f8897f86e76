import type { Command, Registry } from '../command.ts';
import type { Inbound } from '../inbound.ts';

/** It was taken before, by whichever copy of the program: nothing is answered to it here. */
export class TakenBefore extends Error {}

/** Keeps what came in, once it is about to change something. @throws TakenBefore */
export async function keepOnce({ keep }: Pick<Inbound, 'keep'>): Promise<void> {
  if (keep && !(await keep())) throw new TakenBefore();
}

/**
 * Begins to keep, while it is still read who sends it, what will have to be kept if nothing stands in its way: a Yes, and a form on which a
 * question follows. Both wait for the commit of that, and so they do not wait for one thing after the other.
 */
export function keepAhead(registry: Registry, { event, keep }: Pick<Inbound, 'event' | 'keep'>): void {
  if (event.type === 'text') return;
  const { verb, step } = event.action;
  const isYes = event.type === 'press' && step === 'confirm';
  const isAskedBack = event.type === 'submit' && step === 'submit' && asksBack(registry.get(verb));
  // Where it can't be kept, whoever waits for it is told.
  if (isYes || isAskedBack) keep?.().catch(() => {});
}

/** Its form has a *Continue*. */
const asksBack = (command: Command | undefined) => command?.preview !== undefined && command.submit === undefined;

import type { Inbound } from '../inbound.ts';

/** It was taken before, by whichever copy of the program: nothing is answered to it here. */
export class TakenBefore extends Error {}

/** Keeps what came in, once it is about to change something. @throws TakenBefore */
export async function keepOnce({ keep }: Pick<Inbound, 'keep'>): Promise<void> {
  if (keep && !(await keep())) throw new TakenBefore();
}

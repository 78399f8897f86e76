import type { Interaction } from '../read/interaction.ts';

/** What an invoke is answered; without a body an open dialog closes. */
export interface Answer {
  body?: object;
  /** What is still to be done after that. */
  rest?: Promise<void>;
}

/** How long an invoke may take, in milliseconds, of the five seconds that Teams waits. */
const invokeMs = 4_000;

/** What is left of it. */
export const leftOf = (interaction: Interaction): number => interaction.at + invokeMs - Date.now();

import type { AdapterContext } from '../context.ts';
import type { Interaction } from '../read/interaction.ts';

/** What an invoke is answered; without a body an open dialog closes. */
export interface Answer {
  body?: object;
  /** What is still to be done after that. */
  rest?: Promise<void>;
}

/** How long the answer to an invoke may still take, in milliseconds; nobody waits for one that is carried out again. */
export const leftOf = ({ pace }: AdapterContext, { at, delivery }: Interaction): number =>
  delivery.again ? 0 : at + pace.invokeMs - Date.now();

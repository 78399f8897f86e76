import type { Rate } from '../../src/service/rate-limit.ts';

const minute = 60_000;

/** Wide enough for a whole staff that shares one address, on the day when everyone sets up. */
export const rates = {
  /** Mails asked for, from one address. */
  forgottenByAddress: { limit: 60, perMs: 15 * minute },
  /** Mails asked for, to one e-mail: its owner must not be flooded. */
  forgottenByEmail: { limit: 5, perMs: 60 * minute },
  /** Links that are none of ours, from one address. Good ones are not counted. */
  unknownLinks: { limit: 30, perMs: 15 * minute },
  /** Passwords offered with one link: a person who tries out many. */
  passwordsByLink: { limit: 30, perMs: 15 * minute },
  /** Checks of strength while someone types, with one link and from one address. */
  strengthByLink: { limit: 300, perMs: 15 * minute },
  strengthByAddress: { limit: 3_000, perMs: 15 * minute },
} satisfies Record<string, Rate>;

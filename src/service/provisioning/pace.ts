/** How quickly a site is asked, in milliseconds; a test has a quicker one. */
export interface Pace {
  /** How many users at once. */
  lanes: number;
  /** How long all that is asked about one user may take. */
  requestMs: number;
  /** For how long after that a site may still carry out a request whose answer was lost. Nothing is sent in that time. */
  lostMs: number;
  /** The first pause after a failure; each is twice as long as the one before… */
  firstMs: number;
  /** …up to this. */
  maxMs: number;
  /** The pause after a refusal that only a person can mend. */
  refusedMs: number;
  /** How long one job goes on before others of the queue have their turn. */
  turnMs: number;
}

export const usualPace: Pace = {
  lanes: 8,
  requestMs: 15_000,
  lostMs: 15_000,
  firstMs: 1_000,
  maxMs: 15 * 60_000,
  refusedMs: 15 * 60_000,
  turnMs: 4_000,
};

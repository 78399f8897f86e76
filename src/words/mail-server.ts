/**
 * What keeps all mails from leaving, whomever they are for: a `setting` (sender, sign-in, reputation) until someone mends it, a
 * `quota` until the next day, too quick a `pace`, too many `connections`, or a server that is `away` or has trouble of its own.
 */
export type Hold = 'setting' | 'quota' | 'pace' | 'connections' | 'away';

/** How quickly mails are sent at most; slower where the server takes no more. */
export interface MailPace {
  connections: number;
  /** Nothing: as many as the server takes. */
  perMinute?: number;
}

/** How many are sent at once where no setting says so: Exchange Online takes three connections of one account. */
export const usualConnections = 3;

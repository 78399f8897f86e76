import type { Hold } from '../../words/mail-server.ts';
import type { MailToSend } from './mail-to-send.ts';

/** What became of a mail. `said` is what the mail server said; `problem` is the same in codes, which name nobody. */
export type Delivery =
  | { taken: true }
  /** About the address, for good: no such mailbox, closed, refused there. */
  | { taken: false; about: 'address'; said: string }
  /** About the address, for now: full, greylisted. */
  | { taken: false; about: 'address-now'; said: string; problem: string; retryAfterMs?: number | undefined }
  /** Not clear: about this mail, or about us, and what it means then. */
  | { taken: false; about: 'unclear'; ifUs: Hold; said: string; problem: string; retryAfterMs?: number | undefined }
  /**
   * About us. `later`: this mail had come so far that it may be the only one; another is to be tried first. `unsure`: all of it was told,
   * and nobody knows whether it was taken.
   */
  | {
      taken: false;
      about: 'us';
      why: Hold;
      problem: string;
      retryAfterMs?: number | undefined;
      later: boolean;
      unsure?: true;
    };

/** How a mail leaves. */
export interface Mailer {
  send(mail: MailToSend): Promise<Delivery>;
}

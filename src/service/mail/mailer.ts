import type { MailToSend } from './mail-to-send.ts';

/** What became of a mail: taken by the mail server, or refused for good with what the server said. */
export type Delivery = { taken: true } | { taken: false; said: string };

/** How a mail leaves. */
export interface Mailer {
  /** Throws where it may help to try again later. */
  send(mail: MailToSend): Promise<Delivery>;
}

/** A mail that was caught instead of sent. */
export interface CaughtMail {
  id: string;
  to: string;
  from: string;
  /** Whom an answer goes to, where that is not the sender. */
  replyTo?: string;
  subject: string;
  html: string;
  text: string;
  at: Date;
}

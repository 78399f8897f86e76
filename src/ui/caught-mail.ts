/** A mail that was caught instead of sent. */
export interface CaughtMail {
  id: string;
  to: string;
  from: string;
  subject: string;
  html: string;
  text: string;
  at: Date;
}

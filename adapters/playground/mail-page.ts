import type { Mail } from './server.ts';
import type { WireMail } from './wire.ts';

export function toWireMail(mail: Mail): WireMail {
  const { id, to, from, subject, text, at } = mail;
  return { id, to, from, subject, text, at: at.toISOString() };
}

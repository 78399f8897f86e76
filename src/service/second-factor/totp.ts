import { Secret, TOTP } from 'otpauth';

/** What every app that shows codes knows (RFC 6238): six digits, another every 30 seconds, by HMAC-SHA-1. */
const how = { algorithm: 'SHA1', digits: 6, period: 30 } as const;

/** A code is taken one step early or late: for a clock that is not quite right, and for who types slowly (RFC 6238, 5.2). */
const window = 1;

/** 160 bits from the system's generator, as base32: 32 letters and digits. */
export const newSecret = (): string => new Secret({ size: 20 }).base32;

/** Whether it is one that {@link newSecret} could have made. */
export const isSecret = (text: string): boolean => /^[A-Z2-7]{32}$/.test(text);

/** What the picture says that an app reads. @param school whose code it is, as the app shows it */
export const appAddress = (secret: string, school: string, email: string): string =>
  new TOTP({ ...how, secret, issuer: school.replaceAll(':', ' '), label: email }).toString();

/**
 * The step of time that a code is of, in constant time.
 *
 * @param code with or without the space that apps show in it
 * @returns nothing for a code that is not good now
 */
export function stepOf(secret: string, code: string, now: Date): number | undefined {
  const token = code.replace(/\s/g, '');
  if (!/^\d{6}$/.test(token)) return undefined;
  const totp = new TOTP({ ...how, secret });
  const timestamp = now.getTime();
  const delta = totp.validate({ token, timestamp, window });
  return delta === null ? undefined : totp.counter({ timestamp }) + delta;
}

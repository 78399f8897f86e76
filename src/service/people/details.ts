import type { Site } from '../../words/sites.ts';
import { Refusal } from '../errors.ts';

/** Longest first or last name, in characters. */
export const maxName = 200;

/**
 * One address, as people write it: nothing that a mail server would have to guess at, no display name, no line breaks.
 * Narrower than the standards: quoted local parts and addresses without a dot in the domain are refused, as every
 * school's own are without them.
 */
const emailForm =
  /^[^\s\p{Cc}\p{Cf}\p{Z}@<>(),;:"\\[\]]{1,64}@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+[\p{L}]{2,63}$/u;

export function checkEmail(email: string): Refusal | undefined {
  if (email === '') return new Refusal('email-missing', {}, 'email');
  if (email.length > 254 || !emailForm.test(email) || /^\.|\.\.|\.@/.test(email))
    return new Refusal('email-malformed', {}, 'email');
}

export function checkName(which: 'first' | 'last', name: string): Refusal | undefined {
  const field = which === 'first' ? 'firstName' : 'lastName';
  if (name === '') return new Refusal('name-missing', { which }, field);
  if ([...name].length > maxName) return new Refusal('name-too-long', { max: maxName }, field);
}

/** @param siteAdminOf must be among the sites that are given */
export function checkSites(given: Site[], siteAdminOf: Site[], eligible: Site[]): Refusal | undefined {
  if (given.length === 0) return new Refusal('no-site', {}, 'sites');
  const not = given.filter((s) => !eligible.includes(s));
  if (not.length > 0) return new Refusal('site-not-eligible', { sites: not }, 'sites');
  const without = siteAdminOf.filter((s) => !given.includes(s));
  if (without.length > 0) return new Refusal('site-admin-without-access', { sites: without }, 'siteAdminOf');
}

/** A name as it is stored: no control or direction characters that would garble a line, one space between words. */
export function sanitizeName(name: string): string {
  return name
    .normalize('NFC')
    .replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

export const sanitizeEmail = (email: string) => email.trim().replace(/^mailto:/i, '');

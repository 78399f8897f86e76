import { oneLine } from '../../lib/text.ts';
import { isEmail } from '../../words/email.ts';
import type { Site } from '../../words/sites.ts';
import { Refusal } from '../errors.ts';

/** Longest first or last name, in characters. */
export const maxName = 200;

export function checkEmail(email: string): Refusal | undefined {
  if (email === '') return new Refusal('email-missing', {}, 'email');
  if (!isEmail(email)) return new Refusal('email-malformed', {}, 'email');
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

/** A name as it is stored. */
export const sanitizeName = (name: string): string => oneLine(name.normalize('NFC'));

export const sanitizeEmail = (email: string) =>
  email
    .normalize('NFC')
    .trim()
    .replace(/^mailto:/i, '');

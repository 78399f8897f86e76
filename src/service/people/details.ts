import { isVisible, oneLine } from '../../lib/text.ts';
import { readEmail } from '../../words/read-email.ts';
import type { Site } from '../../words/sites.ts';
import { Refusal } from '../errors.ts';

/** Longest first or last name, in characters. */
export const maxName = 200;

/** @param field where it was typed */
export function checkEmail(email: string, field = 'email'): Refusal | undefined {
  const { problem } = readEmail(email);
  if (!problem) return undefined;
  switch (problem.why) {
    case 'several':
      return new Refusal('email-several', { emails: problem.emails }, field);
    case 'unseen':
      return new Refusal('email-unseen', { sign: problem.sign }, field);
    case 'look-alike':
      return new Refusal('email-look-alike', { letter: problem.letter }, field);
    default:
      return new Refusal(`email-${problem.why}`, {}, field);
  }
}

/** Signs that no name is written with, and by which chats, mail programs and spreadsheets take it for something else. */
const notInNames = /[@<>;]|:(?=\s)/g;

/** A last name may be '': some people have one name, which is their first name here. @param name as {@link sanitizeName} left it */
export function checkName(which: 'first' | 'last', name: string): Refusal | undefined {
  const field = which === 'first' ? 'firstName' : 'lastName';
  if (name === '') return which === 'first' ? new Refusal('name-missing', {}, field) : undefined;
  if ([...name].length > maxName) return new Refusal('name-too-long', { max: maxName }, field);
  const [sign] = name.match(notInNames) ?? [];
  if (sign) return new Refusal('name-sign', { sign }, field);
}

/** @param siteAdminOf must be among the sites that are given */
export function checkSites(given: Site[], siteAdminOf: Site[], eligible: Site[]): Refusal | undefined {
  if (given.length === 0) return new Refusal('no-site', {}, 'sites');
  const not = given.filter((s) => !eligible.includes(s));
  if (not.length > 0) return new Refusal('site-not-eligible', { sites: not }, 'sites');
  const without = siteAdminOf.filter((s) => !given.includes(s));
  if (without.length > 0) return new Refusal('site-admin-without-access', { sites: without }, 'siteAdminOf');
}

/** Signs that can't be seen and are part of no name; the joiners of Persian and Hindi are. */
const unseen = /[\u00ad\u200b\u200e\u200f\u2060\ufeff]/g;

/** A name as it is stored; '' where there is nothing to see in it. */
export function sanitizeName(name: string): string {
  const sanitized = oneLine(name.normalize('NFC').replace(unseen, ''));
  return isVisible(sanitized) ? sanitized : '';
}

/** Signs that stand around names in lists and sentences; within a name that is written with them they stay. */
const aroundNames = /^(?:[\s,:]|[|•·*_=–—-]+(?=\s|$))+|(?:[\s,:]|(?<=^|\s)[|•·*_=–—-]+)+$/gu;

/** A first or last name as it is stored; '' also for a dot or a hyphen, which people write where a form insists on a name that they have not. */
export function sanitizePersonName(name: string): string {
  const sanitized = sanitizeName(name).replace(aroundNames, '');
  return /[\p{L}\p{N}]/u.test(sanitized) ? sanitized : '';
}

/** Someone's names as they are stored: whoever has one name has it as the first, wherever it was given. */
export function sanitizeNames(given: { firstName: string; lastName: string }): { firstName: string; lastName: string } {
  const [firstName, lastName] = [sanitizePersonName(given.firstName), sanitizePersonName(given.lastName)];
  return firstName === '' ? { firstName: lastName, lastName: '' } : { firstName, lastName };
}

/** A name that a directory sends, which nobody is there to type anew: signs that no name can hold are left out. */
export const sanitizeDirectoryName = (name: string): string => sanitizePersonName(name.replace(notInNames, ' '));

/** An e-mail as it is stored, whatever came along when it was pasted. */
export const sanitizeEmail = (email: string): string => readEmail(email).email;

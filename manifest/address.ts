import { exampleHost } from '../src/program/config/placeholders.ts';
import { anyApp } from './teams.ts';

/**
 * What is wrong with an address that a manifest is to name: a chat would take it, and whoever follows it find nobody there.
 *
 * @returns a sentence; nothing where it will do: https, with no path
 */
export function addressProblem(address: string): string | undefined {
  if (!/^https:\/\/[^/\s]+$/.test(address) || !URL.canParse(address))
    return `this has to be an address such as ${anyApp.publicUrl}.`;
  return exampleHost(new URL(address).hostname);
}

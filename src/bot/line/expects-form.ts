import type { Command, Registry } from '../command.ts';
import { singular } from '../flow/check-inputs.ts';
import type { Event } from '../inbound.ts';
import { calledBy } from './aliases.ts';
import { parseLine } from './parse.ts';

/**
 * Whether this will surely be asked about by a form, unless it is refused: told by the words or the button alone, before
 * anything is looked up. It may say no where a form comes all the same.
 */
export function expectsForm(registry: Registry, event: Event): boolean {
  if (event.type === 'submit') return false;
  if (event.type === 'press') {
    const { verb, step, input = {} } = event.action;
    if (step === 'form') return true;
    return step === 'run' && !('draft' in input) && asksFor(registry.get(verb), Object.keys(input));
  }
  // What a form would ask for came with the words.
  if (event.file) return false;
  const { verb = '', rest = '' } = calledBy(registry, event.text) ?? {};
  const command = registry.get(verb);
  if (!command) return false;
  if (command.fromLine) return rest.trim() === '' && asksFor(command, []);
  const { words, keys } = parseLine(`${verb} ${rest}`, command.lineKeys ?? Object.keys(command.inputs));
  const places = Object.entries(command.inputs).filter(([, i]) => i.line === 'word' || i.line === 'words');
  // Each word fills one place at least; which one matters only where it is required.
  const filled = places.slice(0, words.length).map(([name]) => name);
  return asksFor(command, [...Object.keys(keys), ...filled]);
}

function asksFor(command: Command | undefined, given: string[]): boolean {
  if (!command) return false;
  const isGiven = (name: string) => given.includes(name) || given.includes(singular(command, name));
  if (Object.entries(command.inputs).some(([name, i]) => i.required && !isGiven(name))) return true;
  // With nothing given but whom it is about, a command that asks anyway asks.
  const whom = Object.keys(command.inputs).filter((name) => command.inputs[name]?.resolve);
  const about = given.filter((name) => !whom.some((input) => [input, singular(command, input)].includes(name)));
  return about.length === 0 && (command.askAnyway?.({}, false) ?? false);
}

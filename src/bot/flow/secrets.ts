import type { Card } from '../../ui/card.ts';
import { secretTyped as say } from '../../ui/sentences/bot.ts';
import { buttonTo } from '../buttons.ts';
import type { Call, Inputs, Raw, Registry } from '../command.ts';
import { parseLine } from '../line/parse.ts';

/** Inputs that are secret come by a form alone: what is typed in a chat stays there, for whoever reads it later. */

/** What was given, without what is secret in it. */
export const withoutSecrets = (inputs: Inputs, raw: Raw): Raw =>
  Object.fromEntries(Object.entries(raw).filter(([name]) => !inputs[name]?.secret));

/** The command whose secret input a line names, and gives a value, whatever it begins with; nothing for almost all lines. */
export function secretIn(registry: Registry, text: string): string | undefined {
  // Without a colon nothing is named.
  if (!/[:：]/.test(text)) return undefined;
  return registry.all.find(({ inputs }) => {
    const names = Object.keys(inputs).filter((name) => inputs[name]?.secret);
    return names.length > 0 && Object.values(parseLine(`x ${text}`, names).keys).some((value) => value !== '');
  })?.verb;
}

/** What is said to such a line: it is not carried out, and what it held is no secret any more. */
export const secretTypedCard = (call: Call, verb: string): Card => ({
  title: say.title,
  tone: 'attention',
  text: [say.notUsed, say.next],
  buttons: buttonTo(call, verb, { label: say.open, step: 'form' }),
});

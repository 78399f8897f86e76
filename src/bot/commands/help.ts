import { mayAtAll } from '../../service/policy.ts';
import type { Card } from '../../ui/card.ts';
import { help as say } from '../../ui/sentences/account.ts';
import { here } from '../../ui/speech.ts';
import { buttonOf } from '../buttons.ts';
import { type Call, type Command, command } from '../command.ts';
import { text } from '../inputs.ts';
import { usage } from '../registry.ts';

export default command({
  verb: 'help',
  group: 'school',
  order: 60,
  label: 'Help',
  summary: 'Show what I can do here',
  examples: ['help', 'help suspend'],
  may: 'whoami',
  inputs: { command: text({ label: 'Command', max: 40, line: 'word' }) },
  submit: 'Show',
  run: async (call, { command: verb }) => {
    const offered = call.registry.offered(call.ctx.actor);
    if (!verb) return overview(call, offered, say.hello(call.known.firstName));
    const one = offered.find((c) => c.verb === verb.toLowerCase()) ?? call.registry.get(verb.toLowerCase());
    if (!one) return overview(call, offered, say.no(verb));
    return explained(call, one);
  },
});

function overview(call: Call, offered: Command[], line: string): Card {
  return {
    title: say.title,
    text: [line],
    rows: offered
      .filter((c) => c.verb !== 'help')
      .map((c) => ({
        title: usage(c),
        detail: c.summary,
        buttons: [buttonOf(c)],
      })),
    state: call.known.centre.name,
  };
}

function explained(call: Call, c: Command): Card {
  const may = mayAtAll(call.ctx.actor, c.may);
  return {
    title: usage(c, { keys: true }),
    text: [`${c.summary}.`, ...(may ? [] : [say.notForYou])],
    facts: [{ label: say.examples, value: c.examples.map(here.example).join('\n') }],
    buttons: may ? [buttonOf(c)] : [],
  };
}

import { z } from 'zod';
import { shorten } from '../../lib/text.ts';
import { mayAtAll } from '../../service/policy.ts';
import type { Card } from '../../ui/card.ts';
import { withNames } from '../../ui/mention.ts';
import { help as say } from '../../ui/sentences/account.ts';
import { here } from '../../ui/speech.ts';
import { buttonOf } from '../buttons.ts';
import { type Call, type Command, command, groups } from '../command.ts';
import { guess } from '../flow/did-you-mean.ts';
import { firstRows, groupCard, whatWaits } from '../help-cards.ts';
import { groupNamed } from '../in-sight.ts';
import { hidden, text } from '../inputs.ts';
import { begunBy } from '../line/aliases.ts';
import { tokensOf } from '../line/sentence.ts';
import { usage } from '../registry.ts';

export default command({
  verb: 'help',
  aliases: [
    'commands',
    'menu',
    'what can you do',
    'what can i do',
    'what do you do',
    'what can i say',
    'what can i type',
    'how does this work',
    'help me',
  ],
  about: ['help', 'commands'],
  group: 'school',
  order: 60,
  label: 'Help',
  summary: 'Show what I can do here',
  examples: ['help', 'help suspend', 'help people'],
  may: 'whoami',
  inputs: {
    command: text({ label: 'Command', max: 200, line: 'words' }),
    group: hidden(z.enum([...groups, 'all'])),
    page: hidden(z.number().int().min(0).max(100)),
  },
  submit: 'Show',
  inPlace: ({ group }) => group !== undefined,
  run: async (call, { command: words, group, page }) => {
    const asked = group ?? (words && groupNamed(words));
    if (asked && asked !== 'all') return groupCard(call, asked, page);
    if (!words) return overview(call, say.hello(call.known.firstName));
    const one = called(call, call.registry.offered(call.ctx.actor), words);
    if (one) return explained(call, one);
    return (await guess(call, words)) ?? overview(call, say.no(shorten(withNames(words), 40)));
  },
});

/** The command that the words are the verb of, or an alias. */
function called({ registry, ctx }: Call, offered: Command[], words: string): Command | undefined {
  const tokens = tokensOf(words);
  const begun = begunBy(registry.all, tokens);
  const verb = begun?.count === tokens.length ? begun.command.verb : undefined;
  return (
    offered.find((c) => c.verb === verb) ?? (verb === undefined ? undefined : registry.meant(ctx.actor, verb, false))
  );
}

/** The first sight: what waits, what is done most, and the way to all the rest. */
async function overview(call: Call, line: string): Promise<Card> {
  const waits = await whatWaits(call);
  return {
    title: say.title,
    state: waits.line ?? call.known.centre.name,
    text: [line],
    rows: firstRows(call),
    buttons: waits.buttons,
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

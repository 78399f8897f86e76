import { describe, expect, test } from 'vitest';
import type { Incoming } from '../../../adapters/teams/connect/incoming.ts';
import { mentionedIn, mentionsBot, wordsIn } from '../../../adapters/teams/read/text.ts';

const bot = { id: '28:bot', name: 'Staffroom' };
const mention = (id: string, name: string) => ({ type: 'mention', text: `<at>${name}</at>`, mentioned: { id, name } });

const message = (text: string, ...entities: Incoming['entities'] & object): Incoming => ({
  type: 'message',
  channelId: 'msteams',
  serviceUrl: 'https://smba.trafficmanager.net/emea/',
  from: { id: '29:amina' },
  recipient: bot,
  conversation: { id: '19:x@thread.tacv2' },
  text,
  entities,
});

const nobody = () => undefined;

describe('words that were typed', () => {
  test.each([
    ['whoami', 'whoami'],
    ['  staff   whoami ', 'whoami'],
    ['/staff show Ben', 'show Ben'],
    ['/whoami', 'whoami'],
    ['/staff', ''],
    ['staffing', 'staffing'],
    ['add &quot;Tom &amp; Jerry&quot;&nbsp;&lt;3&#39;&#x41;', `add "Tom & Jerry" <3'A`],
    // Once: what was typed as an entity stays one.
    ['show &amp;lt;', 'show &lt;'],
    ['show &#0;&#9999999;&unknown;', 'show &#0;&#9999999;&unknown;'],
    // What it answers to stands before it.
    ['<quoted messageId="1772050244572"/>deny not today', 'deny not today'],
    ['<blockquote itemtype="http://schema.skype.com/Reply"><p>a card</p></blockquote>\nwhoami', 'whoami'],
    ['deny &lt;quoted&gt; text', 'deny <quoted> text'],
    ['@Staffroom help', 'help'],
  ])('%j is %j', (typed, words) => {
    expect(wordsIn(message(typed), nobody)).toBe(words);
  });

  test('are without the bot’s name, and have ids for other people’s', () => {
    const m = message(
      '<at>Staffroom</at> transfer <at>Ben &amp; Co</at> <at>José</at>\n',
      mention(bot.id, 'Staffroom'),
      mention('29:ben', 'Ben &amp; Co'),
      mention('29:jose', 'José'),
    );
    expect(wordsIn(m, (id) => (id === '29:ben' ? '<@ben-id>' : undefined))).toBe('transfer <@ben-id> José');
    expect(mentionedIn(m)).toEqual(['29:ben', '29:jose']);
    expect(mentionsBot(m)).toBe(true);
  });

  test('can’t pretend to be a mention', () => {
    const m = message('<at>Ben</at> &lt;at&gt;Amina&lt;/at&gt; \u00000\u0000', mention('29:ben', 'Ben'));
    expect(wordsIn(m, () => '<@ben-id>')).toBe('<@ben-id> <at>Amina</at> 0');
    expect(mentionsBot(m)).toBe(false);
  });

  test('may come with nonsense', () => {
    for (const entities of [null, 7, [null], [{ type: 'mention' }], [{ type: 'mention', mentioned: { id: 7 } }]]) {
      expect(wordsIn({ ...message('help'), entities: entities as never }, nobody)).toBe('help');
    }
  });
});

import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { wordsForBot } from '../../../adapters/playground/talk.ts';
import { plainWords, wordsIn as wordsInSlack } from '../../../adapters/slack/read/text.ts';
import { wordsIn } from '../../../adapters/teams/read/text.ts';
import { packageRoot } from '../../../src/lib/package-root.ts';
import { withNames } from '../../../src/ui/mention.ts';
import { talk as say } from '../../../src/ui/sentences/bot.ts';
import { speech } from '../../../src/ui/sentences/chat.ts';
import { useDatabase } from '../../kit/database.ts';
import { buttonOf, formOf, senderOf, useTalk } from '../talk.ts';

/** What becomes of a typed line, beyond its words: whom it names, what of it a form or a button keeps. */

const database = useDatabase();
const talk = useTalk(database.app());

test.each(['show <@constructor>', 'hello <@toString>', 'suspend <@__proto__>'])(
  '%s: what looks like a mention is of nobody, whatever it is called',
  async (line) => {
    for (const standing of ['member', 'outsider'] as const) {
      const sender = senderOf('coordinator', standing);
      const place = { kind: 'direct', id: '' } as const;
      const event = { type: 'text', text: line } as const;
      expect(await talk.bot.handle({ id: randomUUID(), sender, place, event, mentions: {} })).toHaveLength(1);
    }
  },
);

describe('a name before a reason', () => {
  test.each([
    ['suspend ben.okafor@riverside.example left in July'],
    ['suspend Ben Okafor left in July'],
    ['suspend ben okafor “left in July”'],
    ['suspend "Ben Okafor" left in July'],
    ['suspend\u00a0Ben\u00a0Okafor\u00a0left\u202fin\u00a0July'],
    ['/staff suspend “Ben Okafor” left in July'],
    ['suspend reason:“left in July” Ben Okafor'],
    ['suspend <mailto:ben.okafor@riverside.example|ben.okafor@riverside.example> left in July'],
    ['suspend <@teacher|Ben> left in July'],
    ['suspend <@teacher> left in July'],
    ['suspend Ben Okafor: left in July'],
    ['suspend Ben Okafor:left in July'],
  ])('%j', async (line) => {
    const card = await talk.card('coordinator', line);
    expect(card.title).toBe('Suspend Ben Okafor?');
    expect(card.facts).toEqual([{ label: 'Reason', value: 'left in July' }]);
  });
});

describe('what is read as it stands', () => {
  const reasonOf = async (line: string) => (await talk.card('coordinator', line)).facts?.[0]?.value;

  test.each([
    ['suspend ben.okafor@riverside.example said "I quit"\nand left', 'said "I quit"\nand left'],
    ['suspend Ben Okafor said “I quit”  and  left', 'said “I quit”  and  left'],
    ['suspend Ben Okafor reason: said "I quit"\nand left', 'said "I quit"\nand left'],
    ['suspend Ben Okafor reason:"I quit", he said', '"I quit", he said'],
    ['suspend ben.okafor@riverside.example sadly reason: left in July for good', 'left in July for good sadly'],
    ['suspend Ben Okafor “I quit”', 'I quit'],
    ['suspend Ben Okafor for <@admin|Joseph Mensah> in <#C1|staff>', 'for Joseph Mensah in #staff'],
    ['suspend Ben Okafor <@U9|> asked in <#C9|>', 'someone asked in a channel'],
    ['suspend Ben Okafor note: see below', 'note: see below'],
    [
      'suspend Ben Okafor left/moved w/o notice, note:see https://x.example/a/b',
      'left/moved w/o notice, note:see https://x.example/a/b',
    ],
    ['suspend ben.okafor@riverside.example see (x@y.example), or z@y.example.', 'see (x@y.example), or z@y.example.'],
  ])('%j', async (line, reason) => {
    expect(await reasonOf(line)).toBe(reason);
  });

  test.each([
    ['suspend ben from next term', 'from next term'],
    ['suspend ben until 1 June', 'until 1 June'],
    ['suspend ben on leave until 1 June', 'until 1 June'],
    ['suspend ben clara', 'clara'],
    ['suspend ben with clara', 'clara'],
    ['suspend ben left and clara', 'clara'],
    ['suspend ben tomas.dvorak@riverside.example left', undefined],
    ['suspend ben, clera', 'clera'],
    // Of a name and someone else's address neither is taken for the other.
    ['suspend Ben Okafor <jose.alvarez@riverside.example>', 'jose.alvarez@riverside.example'],
    ['suspend Ben Okafor (jose.alvarez@riverside.example)', 'jose.alvarez@riverside.example'],
    ['suspend arjun, ben, nobody', 'nobody'],
    ['suspend ben grace period', 'grace'],
    // Another Ben, of whom nobody here knows.
    ['suspend Ben Jackson left in July', 'Jackson'],
    ['suspend ben jackson', 'jackson'],
    ['suspend tom and Ben Jackson', 'Jackson'],
    ['suspend ben jackson ben.jackson@school.example', 'jackson'],
    ['suspend ada noor ada.noor@school.example', 'noor'],
    ['suspend ben okafor as well as tomas dvorak', 'tomas'],
    ['suspend ben okafor but not clara', 'clara'],
    ['suspend ben okafor und tomas dvorak', 'tomas'],
    ['suspend ben okafor and/or tomas dvorak', 'tomas'],
    ['suspend ben okafor left/clara', 'clara'],
    ['suspend ben okafor left tomas.dvorak@riverside.example left', 'tomas.dvorak@riverside.example'],
    ['suspend ben okafor. reset clara', 'clara'],
    ['suspend ben okafor then delete him', 'then delete him'],
    ['suspend ben okafor from Test Maker', 'from Test Maker'],
    ['suspend ben okafor in June', 'in June'],
    ['suspend ben okafor by Friday', 'by Friday'],
    ['suspend ben okafor for 2 weeks', 'for 2 weeks'],
    ['suspend ben okafor at the end of the month', 'at the end of the month'],
    ['suspend ben okafor from 1 to 5 June', 'from 1 to 5'],
    ['suspend ben okafor from 1 June to 5 June', 'to 5 June'],
    ['access test-maker and Results Analysis for mocks', 'and Results Analysis'],
    ['access test-maker from 1 June', 'from 1 June'],
  ])('%j is asked about, all filled in', async (line, doubtful) => {
    const { errors, values } = await talk.form(line.startsWith('access') ? 'teacher' : 'coordinator', line);
    expect(errors['']).toContain(doubtful ?? '');
    expect(values.reason).toContain(doubtful ?? 'left');
  });

  test.each([
    ['suspend Okafor, Ben', 'Suspend Ben Okafor?'],
    ['suspend B. Okafor', 'Suspend Ben Okafor?'],
    ['Suspend Ben Okafor…', 'Suspend Ben Okafor?'],
    ['suspend—ben okafor', 'Suspend Ben Okafor?'],
    ['ｓｕｓｐｅｎｄ ｂｅｎ ｏｋａｆｏｒ', 'Suspend Ben Okafor?'],
    ['suspend @Ben Okafor', 'Suspend Ben Okafor?'],
    ['suspend Mr Ben Okafor', 'Suspend Ben Okafor?'],
    ['suspend the account of ben okafor', 'Suspend Ben Okafor?'],
    ['suspend Ben Okafor (ben.okafor@riverside.example)', 'Suspend Ben Okafor?'],
    ['suspend mei–ling chen', 'Suspend Mei-Ling Chen?'],
    ['suspend \u200fليلى الخطيب\u200f', 'Suspend ليلى الخطيب?'],
    ['suspend both ben okafor and tom', 'Suspend 2 accounts?'],
    ['suspend • Ben Okafor\n• Tomáš Dvořák', 'Suspend 2 accounts?'],
    ['suspend\n1. Ben Okafor\n2. Tomáš Dvořák', 'Suspend 2 accounts?'],
    ['suspend ben okafor、tomas dvorak', 'Suspend 2 accounts?'],
    ['suspend ben okafor/tomas dvorak', 'Suspend 2 accounts?'],
    ['suspend ben okafor / tomas dvorak', 'Suspend 2 accounts?'],
    ['suspend ben.okafor@riverside.example/jose.alvarez@riverside.example', 'Suspend 2 accounts?'],
    ['suspend ben from 1/6', 'Suspend Ben Okafor on 1 Jun 2027?'],
    ['suspend 李伟', 'Suspend 李伟?'],
    ['suspend 李 伟', 'Suspend 李伟?'],
    ['suspend 김민준, 田中さくら', 'Suspend 2 accounts?'],
    ['show 민준', '김민준'],
    ['show 田中さくら', '田中 さくら'],
    // *The* is in Smythe, *of* in Zofia, *me* in Mehta.
    ['suspend the', 'I found nobody for “the”'],
    ['groups of ben okafor', 'Learner groups of Ben Okafor'],
    ['results of ben okafor', 'Tests of Ben Okafor'],
    ['show the profile of ben okafor', 'Ben Okafor'],
    ['suspend for misconduct ben okafor', 'I found nobody for “misconduct”'],
    ['suspend me', 'I found nobody for “me”'],
    ['transfer ben okafor’s data to fatima', 'Transfer Ben Okafor’s data to Fatima Al-Zahra?'],
    ['transfer ben okafor to fatima on primary', 'Transfer Ben Okafor’s data to Fatima Al-Zahra?'],
    [
      'suspend Okafor, Ben <ben.okafor@riverside.example>; Dvořák, Tomáš <tomas.dvorak@riverside.example>;',
      'Suspend 2 accounts?',
    ],
    ['suspend Wojcik, Lukasz <lukasz.wojcik@riverside.example>', 'Suspend Łukasz Wójcik?'],
    ['suspend Ben Okafor ben.okafor@riverside.example', 'Suspend Ben Okafor?'],
    ['suspend Ben Okafor (ben.okafor@riverside.example)', 'Suspend Ben Okafor?'],
    ['suspend Benny O <ben.okafor@riverside.example>', 'Suspend Ben Okafor?'],
    ['suspend ben.okafor＠riverside.example، jose.alvarez@riverside.example،', 'Suspend 2 accounts?'],
    [
      'suspend [ben.okafor@riverside.example](mailto:jose.alvarez@riverside.example)',
      'I found nobody for “[ben.okafor@riverside.example](mailto:jose.alvarez@riverside.example)”',
    ],
    ['suspend arjun, ben', 'Suspend Ben Okafor?'],
    ['suspend ben and clera', 'I found nobody for “clera”'],
    ['suspend okafor and tom', '2 people match “okafor”'],
    ['suspend amina and margaret', 'That can’t be done'],
    ['show ben\nshow tom', 'This is done for one person at a time'],
    ['reset ben, tom', 'Send a reset link to 2 people?'],
    ['transfer ben, maria clara', 'Transfer Ben Okafor’s data to Maria Clara Dela Cruz?'],
    ['transfer ben and ngozi to maria clara grant:yes', 'Transfer the data of 2 people to Maria Clara Dela Cruz?'],
    ['audit ben and tom', 'This is done for one person at a time'],
    ['leaver ben to fatima', 'Leaver: Ben Okafor → Fatima Al-Zahra'],
    ['leaver ben okafor to fatima on 1 June', 'Leaver: Ben Okafor → Fatima Al-Zahra on 1 Jun 2027'],
    ['leaver ben → fatima from 1/6', 'Leaver: Ben Okafor → Fatima Al-Zahra on 1 Jun 2027'],
    ['whoami now', 'That can’t be done'],
  ])('%j names whom it names', async (line, title) => {
    expect((await talk.card('coordinator', line)).title).toBe(title);
  });

  test.each([
    ['show okafor xyzzy', 'xyzzy'],
    ['transfer ben okafor to fatima and suspend him', 'suspend him'],
  ])('what is not understood of %j is said after it was chosen who is meant, too', async (line, left) => {
    const choose = await talk.card('coordinator', line);
    const [row] = choose.rows ?? [];
    const form = formOf(await talk.press('coordinator', row?.buttons?.[0]?.action ?? { verb: '', step: 'run' }));
    expect(form.errors['']).toContain(left);
  });

  test.each([
    ['edit ben okafor lastName:', 'lastName:', { lastName: 'Okafor' }],
    ['edit ben okafor programmes:,', 'programmes:', { programmes: ['primary', 'global-perspectives'] }],
    ['settings replyTo:', 'replyTo:', {}],
    ['list role:', 'role:', {}],
  ])('of %j nothing is emptied', async (line, left, values) => {
    const form = await talk.form('coordinator', line);
    expect(form.errors['']).toContain(left);
    expect(form.values).toMatchObject(values);
  });

  test('what is neither yes nor no is asked about', async () => {
    const form = await talk.form('coordinator', 'settings approveResets:maybe');
    expect(form.errors.approveResets).toBe('“maybe” is not known here. Use yes or no.');
  });

  test('options are read in whichever order they are said', async () => {
    const card = await talk.card('coordinator', 'admin mei-ling chen test-maker off');
    expect(card.title).toBe('Take from Mei-Ling Chen the rights of a site admin of Test Maker?');
  });

  test.each([
    'admin of Cambridge Primary support site',
    'a site admin of primary',
    'primary admin',
    'admin rights on the primary',
  ])('an %s is that of the site', async (typed) => {
    const card = await talk.card('coordinator', `admin ben ${typed}`);
    expect(card.title).toBe('Make Ben Okafor a site admin of Cambridge Primary support site?');
  });

  test.each(['list igcse teachers', 'list a level', 'export igcse'])(
    'in %j the programme is asked about',
    async (line) => {
      const form = await talk.form('coordinator', line);
      expect(form.errors['']).toMatch(/: (?:igcse|a level)$/);
      expect(form.values.words).toBeUndefined();
    },
  );

  test('of filters beside a name, which nobody matches, the name is looked for by itself', async () => {
    const nobody = await talk.card('coordinator', 'list admin ben okafor');
    expect(nobody.rows).toEqual([]);
    const found = await talk.follow('coordinator', nobody, 'Look for the words alone');
    expect(found.rows?.map(({ title }) => title)).toEqual(['Ben Okafor']);
  });

  test.each(['thanks a lot', 'thank you very much', 'thx 🙏', '🙏', 'please!'])('%j is no reason', async (polite) => {
    const card = await talk.card('coordinator', `suspend Ben Okafor ${polite}`);
    expect([card.title, card.facts]).toEqual(['Suspend Ben Okafor?', []]);
  });

  const multiline = talk.registry.all.filter(({ inputs }) => inputs.reason?.line === 'words').map(({ verb }) => verb);
  const before: Record<string, string[]> = {
    access: [
      'test-maker',
      'Cambridge Primary support site',
      '"Cambridge Primary support site"',
      'Cambridge Lower Secondary support site',
    ],
    'ask-reset': [''],
    deny: ['Ben Okafor'],
    suspend: ['Ben Okafor', 'ben.okafor@riverside.example'],
  };

  test('every command that takes a reason is among these', () => {
    expect(multiline.sort()).toEqual(Object.keys(before));
  });

  // One that is too long comes back in the form, and nothing is done.
  test.each(Object.entries(before).flatMap(([verb, whiches]) => whiches.map((which) => `${verb} ${which}`)))(
    'a reason that is typed after %j, and by its key',
    async (line) => {
      const reason = `for "mock" exams\nand “more”  ${'x'.repeat(500)}`;
      const who = /^a/.test(line) ? 'teacher' : 'coordinator';
      for (const typed of [`${line} ${reason}`, `${line} reason: ${reason}`])
        expect(await talk.form(who, typed)).toMatchObject({
          values: { reason },
          errors: { reason: expect.any(String) },
        });
    },
  );

  test('what Slack writes for people, links and groups is read as people do', () => {
    const typed =
      '<@U01|ben> and <@U02> of <#C01|general>, <#C02>: <!here> <!subteam^S1|@teachers> <!subteam^S2> ' +
      '<mailto:a@b.example|a@b.example> <https://x.example/a?b=1&amp;c> <https://x.example|x.example> <tel:+4412|+44 12> ' +
      '&lt;!here&gt; &amp;lt; <unknown>';
    const nameOf = (id: string) => (id === 'U01' ? 'Ben <Okafor>|x' : undefined);
    expect(withNames(plainWords(typed, nameOf))).toBe(
      'Ben Okaforx and someone of #general, a channel: @here @teachers a group ' +
        'a@b.example https://x.example/a?b=1&c x.example +44 12 <!here> &lt; <unknown>',
    );
    // People and channels may be asked for by their ids.
    expect(plainWords('<@U01> <#C01|general>', nameOf)).toBe('<@U01|Ben Okaforx> <#C01|general>');
  });

  test('by whatever of it there is no one, nothing but the name is said', async () => {
    const words = await talk.words('coordinator', 'suspend <@U9|Nora Nobody> left');
    expect(words).toContain('I found nobody for “Nora Nobody”');
    expect(words).not.toContain('<@');
    const settings = await talk.words('coordinator', 'settings supportContact:“<@admin|Joseph>, room 14”');
    expect(settings).toContain('Joseph, room 14');
    expect(settings).not.toContain('<@');
  });
});

describe('what was typed is kept', () => {
  test('by a form: options that were typed by key or name are ticked', async () => {
    const line = 'add Ada Lovelace no-address programmes:primary,"x" sites:hub, test–maker role:Admin';
    const form = await talk.form('coordinator', line);
    expect(Object.keys(form.errors)).toEqual(['people.0.programmes']);
    expect(form.values.people).toEqual([
      expect.objectContaining({
        firstName: 'Ada Lovelace',
        programmes: ['primary'],
        sites: ['hub', 'test-maker'],
        role: 'admin',
      }),
    ]);
  });

  test('by a button: more than a button can carry, when it has to be asked who is meant', async () => {
    const reason = 'left '.repeat(400).trim();
    const card = await talk.card('coordinator', `suspend Okafor ${reason}`);
    const choose = buttonOf(card, 'Choose').action;
    expect(JSON.stringify(choose).length).toBeLessThan(2_000);
    const form = formOf(await talk.press('coordinator', choose));
    expect(form.values.reason).toBe(reason);
    expect(Object.keys(form.errors)).toEqual(['reason']);
  });

  test('by nobody else: a draft is its owner’s', async () => {
    const card = await talk.card('coordinator', `suspend Okafor ${'left '.repeat(400)}`);
    const refused = await talk.follow('admin', card, 'Choose');
    expect(refused.buttons).toEqual([]);
    expect(refused.text).toHaveLength(1);
  });
});

test.each(['％', '＿', '＼', '%', '_', '\\'])(
  'ASVS 1.2.4: %s is a sign to look for, not one that stands for any',
  async (sign) => {
    const [reply] = await talk.say('coordinator', `list ${sign}`);
    expect(reply?.kind === 'card' && reply.card.rows).toEqual([]);
    expect(await talk.bot.search(senderOf('coordinator'), sign)).toEqual([]);
  },
);

describe('what sentences tell people to type', () => {
  const folder = new URL('src/ui/sentences/', packageRoot);
  const catalogue = readdirSync(folder)
    .map((file) => readFileSync(new URL(file, folder), 'utf8'))
    .join('\n');
  const named = [...catalogue.matchAll(/here\.(?:command|inChannel|example)\((?:'([^']*)'|`([^`]*)`)\)/g)].map(
    ([, plain, made]) => plain ?? (made ?? '').replace(/\$\{site\}/g, 'hub'),
  );
  const lines = [...new Set(named)];
  const authorizations = [{ is_bot: true, user_id: 'UBOT' }];
  const inSlack = (text: string) => plainWords(wordsInSlack({ event: { text }, authorizations } as never));
  const bot = '28:bot';
  const inTeams = (text: string, more = {}) =>
    wordsIn({ text, recipient: { id: bot }, ...more } as Parameters<typeof wordsIn>[0], () => undefined);
  const entities = [{ type: 'mention', text: '<at>Staffroom</at>', mentioned: { id: bot, name: 'Staffroom' } }];

  test('is said by no other way', () => {
    expect(lines.length).toBeGreaterThan(6);
    const byHand = catalogue.split('\n').filter((line) => /\/staff|@Staffroom |[Tt]ype “|“\//.test(line));
    // How each chat says it, and what Slack’s page says once Staffroom is installed there.
    expect(byHand.filter((line) => !/typed(InChannel)?: \(line|invite: 'type|One step is left/.test(line))).toEqual([]);
  });

  test.each(lines)('“%s” is understood, as each chat has it typed', async (line) => {
    const { slack, slackThread, teams, teamsChannel, teamsDialog, playground, outside } = speech;
    const slash = slack.typed(line).replace(/^\/staff /, '');
    expect([
      plainWords(slash),
      plainWords(slack.typedInChannel(line)).replace(/^\/staff /, ''),
      inSlack(slackThread.typed(line).replace('@Staffroom', '<@UBOT>')),
      inTeams(teams.typed(line)),
      inTeams(teamsDialog.typed(line)),
      // As people type it in their own chat, and picked from Teams’ list in a channel.
      inTeams(teamsChannel.typed(line)),
      inTeams(teamsChannel.typed(line).replace('@Staffroom', '<at>Staffroom</at>'), { entities }),
      inTeams(teams.typedInChannel(line).replace('@Staffroom', '<at>Staffroom</at>'), { entities }),
      wordsForBot(playground.typed(line), 'approvals'),
      wordsForBot(playground.typed(line), 'direct'),
      wordsForBot(outside.typed(line), 'direct'),
      plainWords(outside.typed(line)),
      inTeams(outside.typed(line)),
    ]).toEqual(Array(13).fill(line));
    for (const place of [undefined, { kind: 'channel', id: 'approvals' } as const]) {
      // The slash command’s own words come by themselves where they are typed in one’s own chat.
      const replies = await talk.say('coordinator', `/staff ${line}`, place);
      const [verb = ''] = line.split(' ');
      expect(JSON.stringify(replies)).not.toContain(say.unknownCommand(verb));
      expect(replies).not.toEqual([]);
      expect(talk.registry.get(verb)).toBeDefined();
    }
  });
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { auditEvents, requests, users } from '../../db/schema/index.ts';
import { calledBy } from '../../src/bot/line/aliases.ts';
import { registryOf } from '../../src/bot/registry.ts';
import type { Card } from '../../src/ui/card.ts';
import { talk as say } from '../../src/ui/sentences/bot.ts';
import { useDatabase } from '../kit/database.ts';
import { runs } from '../kit/fuzz.ts';
import { senderOf, useTalk, type Who, wordsOf } from './talk.ts';

/** What people say in place of a verb, and sentences that are no command: a question, and never an act. */

const database = useDatabase();
const talk = useTalk(database.app());

/** What its buttons are, each with what it carries. */
async function offered(card: Card) {
  const ids = (await database.db.select({ id: users.id, name: users.firstName }).from(users)).map(
    ({ id, name }) => [`id:${id}`, name] as const,
  );
  const named = (input: unknown) =>
    ids.reduce((json, [id, name]) => json.replaceAll(id, String(name)), JSON.stringify(input ?? {}));
  return (card.buttons ?? []).map(({ label, action }) => `${label} ${named(action.input)}`);
}

test.each<[Who, string, string, ...string[]]>([
  ['coordinator', 'deactivate ben', 'Suspend {"people":["ben"]}', 'Show profile {"person":"Ben"}', 'Help {}'],
  ['coordinator', 'remove ben', 'Suspend {"people":["ben"]}', 'Delete {"people":"Ben"}'],
  ['admin', 'remove ben', 'Suspend {"people":["ben"]}', 'Show profile {"person":"Ben"}'],
  ['coordinator', 'Disable the account of Ben', 'Suspend {"people":["Ben"]}'],
  [
    'coordinator',
    'remove ben from test maker',
    'Edit {"people":"Ben"}',
    'Suspend {"people":["ben"],"reason":"from test maker","doubtful":"from test maker"}',
  ],
  ['site-admin', 'remove rohan from test maker', 'Edit {"people":"Rohan"}'],
  ['coordinator', 'make ben admin of test maker', 'Change rights {"people":["ben"],"of":"test-maker"}'],
  ['coordinator', 'don’t suspend ben', 'Show profile {"person":"Ben"}', 'Help {}'],
  ['coordinator', 'please do not delete or suspend ben', 'Show profile {"person":"Ben"}', 'Help {}'],
  ['coordinator', 'I didn’t mean to suspend Ben', 'Show profile {"person":"Ben"}', 'Help {}'],
  ['coordinator', 'Ben should not be suspended', 'Show profile {"person":"Ben"}', 'Help {}'],
  ['coordinator', 'can you take ben off test maker please', 'Edit {"people":"Ben"}', 'Show profile {"person":"Ben"}'],
  [
    'coordinator',
    'don’t delete ben, suspend him',
    'Suspend {"people":"Ben"}',
    'Show profile {"person":"Ben"}',
    'Help {}',
  ],
  ['coordinator', 'results analysis', 'List people {"site":"results-analysis"}', 'Show results {}'],
  ['teacher', 'forums', 'My account {}', 'Help {}'],
  ['teacher', 'what is cambridge primary', 'My account {}', 'Help {}'],
  ['teacher', 'results analysis', 'Ask for access {"site":"results-analysis"}', 'Show results {}'],
  ['teacher', 'I don’t have access to test maker', 'Ask for access {"site":"test-maker"}', 'Help {}'],
  ['teacher', 'I don’t remember my password', 'Ask for a reset {}', 'Help {}'],
  ['coordinator', 'block ben', 'Suspend {"people":["ben"]}'],
  ['coordinator', 'deactivte ben', 'Suspend {"people":["ben"]}', 'Reactivate {"people":"Ben"}'],
  ['coordinator', 'unblock arjun', 'Reactivate {"people":"Arjun"}'],
  ['coordinator', 'make ben admin', 'Change rights {"people":["ben"],"of":"admin"}'],
  ['coordinator', 'How do I make Ben a coordinator?', 'Change rights {"people":["Ben"],"of":"coordinator"}'],
  ['coordinator', 'demote joseph', 'Change rights {"people":["joseph"],"do":"off"}'],
  ['coordinator', 'new', 'Add people {}'],
  ['coordinator', 'new teacher starting Monday', 'Add people {}'],
  [
    'coordinator',
    'please add ben@school.example',
    'Add people {"people":[{"firstName":"","lastName":"","email":"ben@school.example"}]}',
  ],
  ['coordinator', 'search okafor', 'List people {"words":"okafor"}'],
  ['coordinator', 'users', 'List people {}'],
  ['coordinator', 'suspended teachers', 'List people {"status":"suspended","role":"teacher"}'],
  ['coordinator', 'show me the teachers on test maker', 'List people {"role":"teacher","site":"test-maker"}'],
  ['coordinator', 'profile ben', 'Show profile {"person":"Ben"}'],
  ['coordinator', 'Ben', 'Show profile {"person":"Ben"}'],
  ['coordinator', 'show groups', 'Show groups {}'],
  ['coordinator', 'Ben can’t log in', 'Send reset link {"people":"Ben"}', 'Show profile {"person":"Ben"}'],
  [
    'coordinator',
    'Ben has left',
    'Leaver {"person":"Ben"}',
    'Suspend {"people":"Ben"}',
    'Show profile {"person":"Ben"}',
  ],
  ['coordinator', 'can you suspend ben', 'Suspend {"people":["ben"]}'],
  ['coordinator', 'give ben access to test maker', 'Edit {"people":"Ben"}'],
  ['coordinator', 'Adam can’t log in', 'Send reset link {}'],
  ['admin', 'I forgot my password', 'Ask for a reset {}', 'Send reset link {}'],
  ['admin', 'Ben forgot his password', 'Send reset link {"people":"Ben"}', 'Show profile {"person":"Ben"}', 'Help {}'],
  ['teacher', 'I forgot my password', 'Ask for a reset {}', 'Help {}'],
  ['teacher', 'password', 'Ask for a reset {}', 'Help {}'],
  ['teacher', 'pasword', 'Ask for a reset {}', 'Help {}'],
  ['teacher', 'can’t log in', 'Ask for a reset {}', 'Help {}'],
  ['teacher', 'please reset my password', 'Ask for a reset {}', 'Help {}'],
  ['teacher', 'I lost my phone', 'Ask for a reset {}', 'Help {}'],
  ['teacher', 'I need Test Maker', 'Ask for access {"site":"test-maker"}', 'Help {}'],
  ['teacher', 'help I can’t log in', 'Ask for a reset {}', 'Help {}'],
])('%s: “%s”', async (who, line, ...buttons) => {
  const card = await talk.card(who, line);
  expect(card.title).toBe(say.didYouMean);
  expect((await offered(card)).slice(0, buttons.length)).toEqual(buttons);
});

test.each<[Who, string, string]>([
  ['coordinator', 'reset password ben okafor', 'Send a reset link to Ben Okafor?'],
  ['coordinator', 'Reset Ben’s password', 'Send a reset link to Ben Okafor?'],
  ['coordinator', 'show ben’s profile', 'Ben Okafor'],
  ['teacher', 'who am I?', 'Ben Okafor'],
  ['coordinator', 'audit ben okafor since 3 Sep', 'Audit trail of Ben Okafor'],
  ['coordinator', 'hello', 'What you can do here'],
  ['teacher', 'thanks', 'What you can do here'],
  ['teacher', 'what can you do?', 'What you can do here'],
  ['coordinator', 'help deactivate', 'suspend <people> [on <day>] [reason]'],
  ['coordinator', 'help password', 'reset <people>'],
  ['teacher', 'help password', 'reset [reason]'],
  ['coordinator', 'list "groups"', 'People matching “groups”'],
  ['coordinator', 'what is the weather like', say.notUnderstood],
  ['teacher', 'i', say.notUnderstood],
  ['coordinator', 'zzzz', 'I don’t know “zzzz”'],
  ['teacher', 'deactivate kavya', say.forCoordinatorsTitle],
  ['teacher', 'new teacher starting Monday', say.forCoordinatorsTitle],
])('%s: “%s” is “%s”', async (who, line, title) => {
  expect((await talk.card(who, line)).title).toBe(title);
});

test('whoever may not do it is told whom to ask', async () => {
  expect(await talk.words('teacher', 'I am leaving')).toContain('Ask the IT help desk, helpdesk@riverside.example');
});

test('the button goes on with what was typed', async () => {
  const question = await talk.follow(
    'coordinator',
    await talk.card('coordinator', 'deactivate ben left in July'),
    'Suspend',
  );
  expect(question.title).toBe('Suspend Ben Okafor?');
  expect(wordsOf(question)).toContain('left in July');
});

test('whom a sentence names is whom the button is about', async () => {
  const question = await talk.follow('coordinator', await talk.card('coordinator', 'Ben has left'), 'Suspend');
  expect(question.title).toBe('Suspend Ben Okafor?');
});

test('no command has another’s verb or alias, and none of its own twice', () => {
  const [suspend, reset] = ['suspend', 'reset'].map((verb) => talk.registry.get(verb));
  if (!suspend || !reset) throw new Error('a command is missing');
  expect(() => registryOf([suspend, { ...reset, aliases: ['block'] }])).toThrow('two commands are called block');
  expect(() => registryOf([suspend, { ...reset, aliases: ['suspend'] }])).toThrow('two commands are called suspend');
});

test('an alias completes to its command, where no verb begins so', async () => {
  const completed = async (who: Who, text: string) => (await talk.bot.complete(senderOf(who), text)).map((c) => c.text);
  expect(await completed('coordinator', 'deact')).toEqual(['suspend ']);
  expect(await completed('coordinator', 'sus')).toEqual(['suspend ']);
  expect(await completed('teacher', 'deact')).toEqual([]);
});

const names = [
  'ben',
  'okafor',
  'jose',
  'amina',
  'mei-ling',
  'ben.okafor@riverside.example',
  'x@y.example',
  '<@teacher|Ben>',
];
const common =
  'i my can you please suspend ed remove from has left password forgot reset make admin off all everyone delete now yes ok new teacher to on at the and not test maker primary site invite transfer approve access need a help list show'.split(
    ' ',
  );
const sentence = fc
  .array(fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...common) }, fc.constantFrom(...names)), {
    minLength: 1,
    maxLength: 9,
  })
  .map((words) => words.join(' '));

test('whatever the sentence, it is answered, and nothing is done', async () => {
  const done = async () => [
    (await database.db.select().from(auditEvents)).filter(({ outcome }) => outcome === 'done').length,
    (await database.db.select().from(requests)).length,
  ];
  const before = await done();
  await fc.assert(
    fc.asyncProperty(
      sentence,
      fc.constantFrom<Who>('coordinator', 'admin', 'site-admin', 'teacher'),
      async (line, who) => {
        // Two verbs ask for something of one's own at once, where that is what was typed.
        const verb = calledBy(talk.registry, line)?.verb;
        fc.pre(verb !== 'access' && (verb !== 'reset' || who === 'coordinator'));
        expect(await talk.say(who, line)).toHaveLength(1);
      },
    ),
    runs(180),
  );
  expect(await done()).toEqual(before);
}, 60_000);

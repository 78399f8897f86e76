import type { RequestListener } from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import { listen } from '../../../kit/listen.ts';
import { checkActivity } from './check-activity.ts';
import { cardType, checkCard } from './check-card.ts';
import { answers } from './client/answers.ts';
import { checkValue } from './client/inputs.ts';
import { connector } from './connector.ts';
import { slot, upload } from './files.ts';
import { bodyOf, ConnectorError } from './http.ts';
import { fakeTeams } from './index.ts';
import { addChannel, addPerson, direct } from './places.ts';
import type { Delivery, Json } from './types.ts';
import { newWorld } from './world.ts';

/** What a bot must not do. That the fake lets pass what is good, the adapter's tests show. */

const world = newWorld({});
const ben = addPerson(world, { name: 'Ben Okafor' });
addPerson(world, { name: '**Eve** [x](http://evil.example)' });
const chat = direct(world, ben.id);
const channel = addChannel(world, { name: 'Staff', members: [ben.id] });

const noted = () => world.violations.splice(0).join('\n');

/** The status and code of the refusal, if it is refused. */
function refusal(act: () => unknown): [number, string] | undefined {
  try {
    act();
  } catch (error) {
    if (error instanceof ConnectorError) return [error.status, error.code];
    throw error;
  }
}

const submit = { type: 'Action.Submit', title: 'Add', data: {} };
const execute = { type: 'Action.Execute', title: 'Go', verb: 'staffroom', data: {} };
const input = { type: 'Input.Text', id: 'name', label: 'Name', maxLength: 5 };
const card = (more: Json = {}) => ({ type: 'AdaptiveCard', version: '1.5', fallbackText: 'A card', body: [], ...more });
const says = (text: string) => card({ body: [{ type: 'RichTextBlock', inlines: [{ type: 'TextRun', text }] }] });
const message = (content: Json, more: Json = {}) => ({
  type: 'message',
  summary: 'A card',
  attachments: [{ contentType: cardType, content }],
  ...more,
});
const refreshedFor = (userIds: string[]) => card({ refresh: { action: execute, userIds } });

it.each<[string, Json, string]>([
  ['nothing wrong', message(says('Hello')), ''],
  ['what Microsoft’s parser does not know', message(card({ body: [{ type: 'Nonsense' }] })), 'adaptivecards:'],
  ['two inputs of one id', message(card({ body: [input, input] })), 'adaptivecards:'],
  ['an execute without a verb', message(card({ actions: [{ ...execute, verb: '' }] })), 'without a verb'],
  ['seven buttons', message(card({ actions: Array(7).fill(submit) })), '7 primary actions'],
  ['a picture in its card', message(card({ body: [{ type: 'Image', url: 'data:image/png;base64,x' }] })), 'data:'],
  ['a card that pings', message(card({ msteams: { entities: [{ type: 'mention' }] } })), 'pings'],
  [
    'mark-up',
    message(card({ body: [{ type: 'TextBlock', text: 'Hi **Eve** [x](http://evil.example)' }] })),
    'Markdown',
  ],
  ['61 to refresh for', message(refreshedFor(Array(61).fill('29:x'))), '61 refresh.userIds'],
  ['Entra ids to refresh for', message(refreshedFor([ben.id])), 'must be ids of Teams'],
  ['text and a card', message(card(), { text: 'and text' }), 'text and attachments together'],
  ['no summary', message(card(), { summary: undefined }), 'without a summary'],
  ['more than 40 KB', message(says('x'.repeat(21_000))), 'the budget is'],
])('a message with %s', (_, activity, complaint) => {
  checkActivity(world, activity, chat);
  const said = noted();
  if (complaint) expect(said).toContain(complaint);
  else expect(said).toBe('');
});

it('a dialog has no executes, and opens no other', () => {
  const opens = { ...submit, data: { msteams: { type: 'task/fetch' } } };
  checkCard(world, card({ actions: [execute, opens] }), 'dialog', (words) => world.violations.push(words));
  expect(noted()).toMatch(/Action.Execute “Go” in a dialog[\s\S]*can’t open a dialog/);
});

it('a button that opens a dialog is answered with one', () => {
  const screen = { toast: [], dialog: undefined };
  const delivery = { activity: { name: 'task/fetch' }, status: 200, body: undefined } as unknown as Delivery;
  expect(answers(world, ben.id, screen).tasked(delivery, {}, false).problem).toBe('no dialog');
  expect(screen.toast).toEqual(['Unable to reach app. Please try again.']);
  expect(noted()).toContain('no dialog');
});

it.each<[string, Json, string, string]>([
  ['too much', input, 'too long', '5 characters'],
  ['a choice that is not there', { type: 'Input.ChoiceSet', choices: [{ value: 'hub' }] }, 'nowhere', 'there is: hub'],
  ['who was not found by a search', { type: 'Input.ChoiceSet' }, 'id:1', 'nothing, search'],
])('a person can’t put %s into an input', (_, field, value, problem) => {
  expect(() => checkValue({ id: 'x', type: '', ...field }, value, [])).toThrow(problem);
});

const bot = { id: world.botId };
/** What every activity carries: `from` and where it goes. */
const from = { channelId: 'msteams', from: bot };
const say = { type: 'message', text: 'x', ...from };
const to = (id: string, activity: Json = say) => ({ ...activity, conversation: { id } });
const person = (id: string) => ({
  bot,
  isGroup: false,
  members: [{ id }],
  tenantId: world.tenantId,
  channelData: { tenant: { id: world.tenantId } },
});
const ask = (method: string, path: string, body?: Json, at = world) =>
  connector(at, method, path.split('/'), body, new URLSearchParams());

it('the connector refuses what is not there, or not the bot’s', () => {
  const guest = addPerson(world, { name: 'Gil', installed: false });
  const gone = addPerson(world, { name: 'Dee', deactivated: true });
  const chats = `conversations/${chat.id}`;
  const other = addChannel(world, { name: 'Other', members: [ben.id, gone.id], botIn: false }).id;
  world.conversations.get(channel.id)?.members.push(gone.id);
  const offer = { contentType: 'application/vnd.microsoft.teams.card.file.consent', name: 'staff.csv' };
  const content = { sizeInBytes: 5, acceptContext: {} };
  const consent = { type: 'message', attachments: [{ ...offer, content }], ...from };
  expect(ask('POST', 'conversations', person(ben.id)).status).toBe(201);
  expect(ask('POST', `${chats}/activities`, to(chat.id, consent)).status).toBe(201);
  const refusals = [
    () => ask('POST', 'conversations', person('29:nobody')),
    () => ask('POST', 'conversations', person(guest.id)),
    () => ask('POST', 'conversations/a:none/activities', to('a:none')),
    () => ask('POST', `conversations/${other}/activities`, to(other)),
    () => ask('POST', `conversations/${channel.id}/activities`, to(channel.id, consent)),
    () => ask('POST', `${chats}/activities`, to(chat.id, message(says('x'.repeat(60_000)), from))),
    () => ask('PUT', `${chats}/activities/1`, { ...to(chat.id), id: '1' }),
    () => ask('GET', `conversations/${channel.id}/members/${gone.id}`),
    () => ask('GET', 'conversations'),
  ];
  expect(refusals.map(refusal)).toEqual([
    [400, 'BadArgument'],
    [403, 'BotNotInConversationRoster'],
    [404, 'ConversationNotFound'],
    [403, 'BotNotInConversationRoster'],
    [400, 'BadSyntax'],
    [413, 'MessageSizeTooBig'],
    [404, 'ActivityNotFoundInConversation'],
    [404, 'MemberNotFoundInConversation'],
    [404, 'NotFound'],
  ]);
  ben.installed = false;
  expect(refusal(() => ask('POST', `${chats}/activities`, to(chat.id)))).toEqual([403, 'MessageWritesBlocked']);
  ben.installed = true;
});

it.each<[string, Json]>([
  ['Activity.Type field required', { type: undefined }],
  ['Activity.Type is none of', { type: 'trace' }],
  ['Activity.From field required', { from: undefined }],
  ['Activity.From.Id field required', { from: {} }],
  ['Activity.From', { from: { id: ben.userId } }],
  ['Activity.From', { from: { id: world.appId } }],
  ['Activity.ChannelId field required', { channelId: undefined }],
  ['Activity.ChannelId', { channelId: 'webchat' }],
  ['Activity.ServiceUrl', { serviceUrl: 'https://smba.trafficmanager.net/teams/' }],
  ['Activity.Conversation', { conversation: { id: channel.id } }],
  ['Activity.Conversation has no isGroup', { conversation: { id: chat.id, isGroup: false } }],
  ['Activity.Id', { id: '7' }],
  ['Activity.Recipient.Id field required', { recipient: { name: 'Ben' } }],
  ['Activity.Text is no text', { text: 7 }],
  ['Activity.TextFormat is none of', { textFormat: 'html' }],
  ['Activity.Attachments is no list', { attachments: {} }],
  ['Activity.Attachments[0].ContentType field required', { attachments: [{ content: {} }] }],
  ['Activity.Attachments[0].Content is no object', { attachments: [{ contentType: cardType, content: '{}' }] }],
  ['Activity has no markdown', { markdown: true }],
])('the connector refuses: %s, when it is sent, changed, or begins a conversation', (problem, wrong) => {
  const channelData = { channel: { id: channel.id } };
  const { id } = ask('POST', `conversations/${chat.id}/activities`, to(chat.id)).body as { id: string };
  const begins = { conversation: undefined, ...say, ...wrong };
  const acts = [
    () => ask('POST', `conversations/${chat.id}/activities`, { ...to(chat.id), ...wrong }),
    () => ask('PUT', `conversations/${chat.id}/activities/${id}`, { ...to(chat.id), id, ...wrong }),
    () => ask('POST', 'conversations', { bot, isGroup: true, channelData, activity: begins }),
    () => ask('POST', 'conversations', { ...person(ben.id), activity: begins }),
  ];
  for (const act of acts) {
    expect(act).toThrow(problem);
    expect(refusal(act)).toEqual([400, 'BadSyntax']);
  }
});

it.each<[string, Json]>([
  ['ConversationParameters.Bot field required', { bot: undefined }],
  ['ConversationParameters.Bot', { bot: { id: '28:another' } }],
  ['ConversationParameters.IsGroup is neither', { isGroup: 'no' }],
  ['ConversationParameters.Members is no list', { members: { id: ben.id } }],
  ['ConversationParameters.Members[0].Id field required', { members: [{ name: 'Ben' }] }],
  ['ConversationParameters.TenantId', { tenantId: 'riverside' }],
  ['ConversationParameters.ChannelData field required', { channelData: undefined }],
  ['ConversationParameters has no topic', { topic: 'Hello' }],
])('the connector makes no conversation: %s', (problem, wrong) => {
  const act = () => ask('POST', 'conversations', { ...person(ben.id), ...wrong });
  expect(act).toThrow(problem);
  expect(refusal(act)).toEqual([400, 'BadSyntax']);
});

it('takes no more messages than Teams does, where that is asked for', () => {
  const busy = newWorld({ rateLimits: true });
  const { id } = direct(busy, addPerson(busy, { name: 'Ben' }).id);
  const eight = Array.from({ length: 8 }, () =>
    refusal(() => ask('POST', `conversations/${id}/activities`, { ...to(id), from: { id: busy.botId } }, busy)),
  );
  expect(eight).toEqual([...Array(7).fill(undefined), [429, 'Throttled']]);
});

/** A server for one test, and its address. */
async function serve(handle: RequestListener): Promise<string> {
  const { url, close } = await listen(handle);
  onTestFinished(close);
  return url;
}

it('a file is uploaded in parts that fit, and as long as was said', async () => {
  world.url = await serve(async (req, res) => upload(world, req, res, await bodyOf(req)));
  const { uploadUrl } = slot(world, ben.id, 'staff.csv', 5) as { uploadUrl: string };
  const put = async (range: string) =>
    (await fetch(uploadUrl, { method: 'PUT', headers: { 'content-range': range }, body: 'a,b,c' })).status;
  expect([await put('bytes 0-9/10'), await put('5 bytes'), await put('bytes 0-4/5')]).toEqual([416, 400, 201]);
  expect(noted().split('\n')).toHaveLength(2);
});

it('a message comes again, the same, where nothing was heard in time; an invoke does not', async () => {
  const fake = await fakeTeams({ messageMs: 50, invokeMs: 50 });
  onTestFinished(fake.close);
  const got: string[] = [];
  fake.connect(
    await serve(async (req, res) => {
      got.push(JSON.parse(String(await bodyOf(req))).id);
      setTimeout(() => res.end(), 200);
    }),
  );
  const { id } = fake.addPerson({ name: 'Ben' });
  const { activity, problem } = await fake.as(id).type('help', fake.direct(id));
  expect(problem).toBe('too slow');
  expect(got).toEqual([activity.id, activity.id]);
  expect(await fake.as(id).action('staff-add', { context: 'compose' })).toMatchObject({ problem: 'too slow' });
  expect(got).toHaveLength(3);
  expect(fake.violations).toHaveLength(2);
});

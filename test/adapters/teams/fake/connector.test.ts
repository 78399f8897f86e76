import { TeamsInfo } from 'botbuilder';
import { describe, expect, it } from 'vitest';
import { cardOf, withCard } from './tiny-bot.ts';
import { tinySchool } from './tiny-school.ts';
import type { Json } from './types.ts';

const t = tinySchool();

describe('the connector', () => {
  it('makes personal chats where the app is installed, and threads in channels', async () => {
    const { createConversationAsync } = t.bot.adapter;
    const create = (params: Json) =>
      createConversationAsync.call(
        t.bot.adapter,
        t.fake.appId,
        'msteams',
        t.fake.serviceUrl,
        '',
        params as never,
        async () => {},
      );
    const person = (id: string) => ({ members: [{ id }], tenantId: t.fake.tenantId, bot: { id: t.fake.botId } });
    await create(person(t.ben.userId));
    await create(person(t.ben.id));
    expect(t.fake.calls.map(({ status }) => status)).toEqual([201, 201]);
    const guest = t.fake.addPerson({ name: 'Gil', installed: false });
    await expect(create(person(guest.id))).rejects.toMatchObject({
      statusCode: 403,
      code: 'BotNotInConversationRoster',
    });
    await expect(create(person('29:nobody'))).rejects.toMatchObject({ statusCode: 400 });

    const channel = t.channelOf(t.ben);
    await create({ isGroup: true, channelData: { channel: { id: channel } }, activity: withCard(cardOf('New')) });
    expect(t.fake.as(t.ben.id).last(channel)).toMatchObject({ words: ['New'] });
    t.fake.violationsMustBeNone();
  });

  it('answers with its own words where something is missing', async () => {
    const chat = t.fake.direct(t.ben.id);
    const say = () => t.bot.later(chat, (context) => context.sendActivity('x'));
    await say();
    await t.fake.as(t.ben.id).uninstall();
    expect(t.bot.got.at(-1)).toMatchObject({ type: 'installationUpdate', action: 'remove' });
    await expect(say()).rejects.toMatchObject({ statusCode: 403, code: 'MessageWritesBlocked' });
    await t.fake.as(t.ben.id).install();
    await say();
    const lost = t.bot.later(chat, (context) => context.updateActivity({ type: 'message', text: 'x', id: '1' }));
    await expect(lost).rejects.toMatchObject({ statusCode: 404 });
    await expect(t.bot.later('a:none', (context) => context.sendActivity('x'))).rejects.toMatchObject({
      statusCode: 404,
    });
    t.fake.fail('POST /emea/v3/conversations', { status: 429, retryAfter: 0 });
    await say();
    expect(t.fake.calls.map(({ status }) => status).slice(-2)).toEqual([429, 201]);
  });

  it('knows who is in a conversation, and the team', async () => {
    const guest = t.fake.addPerson({ name: 'Gil Guest', guest: true });
    const gone = t.fake.addPerson({ name: 'Dee', deactivated: true });
    const outside = t.fake.addPerson({ name: 'Otto', otherTenant: true });
    const many = Array.from({ length: 60 }, (_, index) => t.fake.addPerson({ name: `Many ${index}` }));
    const shared = t.fake.addChannel({
      name: 'With others',
      members: [t.ben, guest, gone, outside, ...many].map((p) => p.id),
      shared: true,
    });
    const found: Json = {};
    t.handle = async (context) => {
      found.ben = await TeamsInfo.getMember(context, t.ben.id);
      found.guest = await TeamsInfo.getMember(context, guest.userId);
      // The SDK asks the team, which those of other organisations are not in.
      found.stranger = await TeamsInfo.getMember(context, outside.userId).catch((error) => error.statusCode);
      const { channel } = context.activity.channelData;
      const roster = `${t.fake.serviceUrl}v3/conversations/${encodeURIComponent(channel.id)}/members/`;
      found.outside = await (await fetch(`${roster}${outside.id}`)).json();
      found.gone = await TeamsInfo.getMember(context, gone.id).catch((error) => error.statusCode);
      found.page = await TeamsInfo.getPagedMembers(context, 50);
      found.team = await TeamsInfo.getTeamDetails(context);
      found.channels = await TeamsInfo.getTeamChannels(context);
    };
    await t.fake.as(t.ben.id).type('who', shared.id);
    expect(found).toMatchObject({
      ben: { email: 'ben@riverside.example', tenantId: t.fake.tenantId, userRole: 'user' },
      guest: { userRole: 'guest', tenantId: t.fake.tenantId },
      stranger: 404,
      outside: { tenantId: outside.tenantId, objectId: outside.id },
      gone: 404,
      page: { continuationToken: '50' },
      team: { name: 'Riverside' },
      channels: [{ id: shared.teamId }, { id: shared.id, name: 'With others' }],
    });
    expect(t.bot.got[0]?.channelData.channel).toEqual({ id: shared.id, type: 'shared' });
    t.fake.violationsMustBeNone();
  });

  it('takes no more messages than Teams does, where that is asked for', async () => {
    await t.anew({ rateLimits: true });
    const path = `${t.fake.serviceUrl}v3/conversations/${encodeURIComponent(t.fake.direct(t.ben.id))}/activities`;
    const say = () => fetch(path, { method: 'POST', body: JSON.stringify({ type: 'message', text: 'x' }) });
    const answers: Response[] = [];
    for (let count = 0; count < 8; count += 1) answers.push(await say());
    expect(answers.map(({ status }) => status)).toEqual([...Array(7).fill(201), 429]);
    expect(answers.at(-1)?.headers.get('retry-after')).toBe('1');
  });

  it('tells of the app coming into a team and leaving it', async () => {
    const { id, teamId } = t.fake.addChannel({ name: 'Staff', members: [t.ben.id] });
    await t.fake.uninstall(id, t.ben.id);
    expect(await t.fake.as(t.ben.id).type('help', id)).toMatchObject({ sent: false });
    await t.fake.install(id, t.ben.id);
    expect(t.bot.got.map(({ type, action, channelData }) => [type, action, channelData.eventType])).toEqual([
      ['conversationUpdate', undefined, 'teamMemberRemoved'],
      ['installationUpdate', 'remove', undefined],
      ['conversationUpdate', undefined, 'teamMemberAdded'],
      ['installationUpdate', 'add', undefined],
    ]);
    expect(t.bot.got[2]).toMatchObject({ conversation: { id: teamId }, membersAdded: [{ id: t.fake.botId }] });
  });
});

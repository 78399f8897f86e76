import { describe, expect, it } from 'vitest';
import { tinySchool } from './fake/tiny-school.ts';

const t = tinySchool();

describe('what is typed', () => {
  it('reaches the bot from the personal chat, and its answer the person', async () => {
    t.handle = (context) => context.sendActivity(`You said ${context.activity.text}`);
    const chat = t.fake.direct(t.ben.id);
    const delivery = await t.fake.as(t.ben.id).type('help', chat);
    expect(delivery).toMatchObject({ sent: true, status: 200 });
    expect(t.bot.got[0]).toMatchObject({
      channelId: 'msteams',
      from: { id: t.ben.userId, aadObjectId: t.ben.id, name: 'Ben Okafor' },
      conversation: { id: chat, conversationType: 'personal', tenantId: t.fake.tenantId },
      recipient: { id: t.fake.botId, name: 'Staffroom' },
      channelData: { tenant: { id: t.fake.tenantId } },
      serviceUrl: t.fake.serviceUrl,
      text: 'help',
    });
    expect(t.fake.as(t.ben.id).last(chat)).toMatchObject({ text: 'You said help', fromBot: true });
    expect(t.fake.as(t.amina.id).sees(chat)).toEqual([]);
    await t.fake.as(t.ben.id).redeliver(delivery);
    expect(t.bot.got.map(({ id }) => id)).toEqual([delivery.activity.id, delivery.activity.id]);
    t.fake.violationsMustBeNone();
  });

  it('is sent on from a channel only where the bot is mentioned and there', async () => {
    const channel = t.channelOf(t.ben, t.amina);
    t.handle = (context) => context.sendActivity('Yes');
    const client = t.fake.as(t.ben.id);
    expect(await client.type('hello all', channel, { mentionBot: false })).toMatchObject({ sent: false });
    await client.type('show @Amina Rahman & <you>', channel, { mentions: [t.amina.id] });
    const [activity] = t.bot.got;
    expect(t.bot.got).toHaveLength(1);
    expect(activity?.text).toBe('<at>Staffroom</at> show <at>Amina Rahman</at> &amp; &lt;you&gt;\n');
    expect(activity?.entities?.filter(({ type }) => type === 'mention')).toEqual([
      { type: 'mention', text: '<at>Staffroom</at>', mentioned: { id: t.fake.botId, name: 'Staffroom' } },
      { type: 'mention', text: '<at>Amina Rahman</at>', mentioned: { id: t.amina.userId, name: 'Amina Rahman' } },
    ]);
    const [first, second, answer] = client.sees(channel);
    expect(first?.conversationId).not.toBe(second?.conversationId);
    // The answer stays in its thread, and everyone there sees it.
    expect(answer).toMatchObject({ text: 'Yes', conversationId: second?.conversationId });
    expect(t.fake.as(t.amina.id).sees(second?.conversationId ?? '')).toHaveLength(2);
    expect(activity?.channelData).toMatchObject({ channel: { id: channel }, teamsChannelId: channel });

    const elsewhere = t.fake.addChannel({ name: 'Other', members: [t.ben.id], botIn: false }).id;
    expect(await client.type('@Staffroom help', elsewhere)).toMatchObject({ sent: false });
    t.fake.violationsMustBeNone();
  });

  it('carries files in the personal chat, to be fetched', async () => {
    let content = '';
    t.handle = async (context) => {
      const [file] = context.activity.attachments ?? [];
      content = await (await fetch(file?.content.downloadUrl)).text();
    };
    await t.fake
      .as(t.ben.id)
      .type('import', t.fake.direct(t.ben.id), { files: [{ name: 'staff.csv', content: 'a,b' }] });
    expect(content).toBe('a,b');
    expect(t.bot.got[0]?.attachments?.map(({ contentType }) => contentType)).toEqual([
      'application/vnd.microsoft.teams.file.download.info',
      'text/html',
    ]);
  });

  it('comes again, the same, where nothing was heard', async () => {
    await t.anew({ messageMs: 50, invokeMs: 50 });
    t.handle = () => new Promise((resolve) => setTimeout(resolve, 200));
    const delivery = await t.fake.as(t.ben.id).type('help', t.fake.direct(t.ben.id));
    expect(delivery.problem).toBe('too slow');
    await expect.poll(() => t.bot.got.length).toBe(2);
    expect(t.bot.got.map(({ id }) => id)).toEqual([delivery.activity.id, delivery.activity.id]);
    expect(t.fake.violations.join()).toContain('too slow');
  });
});

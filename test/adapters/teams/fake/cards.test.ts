import { describe, expect, it } from 'vitest';
import { cardOf, execute, submit, withCard } from './tiny-bot.ts';
import { tinySchool } from './tiny-school.ts';
import type { Json } from './types.ts';

const t = tinySchool();

describe('cards', () => {
  const person: Json = { type: 'Input.Text', id: 'name', label: 'Name', maxLength: 5 };

  it('send a submit as a message, an execute as an invoke, with what was typed', async () => {
    const chat = t.fake.direct(t.ben.id);
    const client = t.fake.as(t.ben.id);
    const card = cardOf('Ben', [
      submit('Done', { a: 1 }),
      execute('Go', { b: 2 }),
      { ...submit('More'), mode: 'secondary' },
    ]);
    (card.body as Json[]).push(person);
    await t.bot.later(chat, (context) => context.sendActivity(withCard(card)));
    const message = client.last(chat);
    expect(message).toMatchObject({ words: ['Ben', 'Name'], labels: ['Done', 'Go', 'More'], summary: 'A card' });

    await client.press(message, 'Done', { values: { name: 'Li' } });
    expect(t.bot.got.at(-1)).toMatchObject({ type: 'message', value: { a: 1, name: 'Li' }, replyToId: message.id });
    expect(t.bot.got.at(-1)?.text).toBeUndefined();
    await client.press(message, 'More');
    expect(t.bot.got.at(-1)?.value).toEqual({});

    t.handle = async () => ({
      statusCode: 200,
      type: 'application/vnd.microsoft.activity.message',
      value: 'Not yours',
    });
    await client.press(message, 'Go');
    expect(t.bot.got.at(-1)).toMatchObject({
      name: 'adaptiveCard/action',
      replyToId: message.id,
      value: { action: { type: 'Action.Execute', verb: 'staffroom', data: { b: 2 } }, trigger: 'manual' },
    });
    expect(client.toast).toEqual(['Not yours']);
    await expect(client.press(message, 'Nothing')).rejects.toThrow('there is: Done | Go | More');
    await expect(client.press(message, 'Done', { values: { name: 'too long' } })).rejects.toThrow('5 characters');
    t.fake.violationsMustBeNone();
  });

  it('become one person’s own view, until the bot writes them anew', async () => {
    const channel = t.channelOf(t.ben, t.amina);
    const root = cardOf('For all', [], { refresh: { action: execute('Refresh', { q: 1 }), userIds: [t.ben.userId] } });
    const id = await t.bot.later(channel, async (context) => (await context.sendActivity(withCard(root)))?.id ?? '');
    t.handle = async () => ({
      statusCode: 200,
      type: 'application/vnd.microsoft.card.adaptive',
      value: cardOf('For Ben', [execute('Approve')]),
    });
    expect(await t.fake.as(t.amina.id).look(channel)).toEqual([]);
    expect(await t.fake.as(t.ben.id).look(channel)).toHaveLength(1);
    expect(t.bot.got[0]?.value).toMatchObject({ trigger: 'automatic', action: { verb: 'staffroom', data: { q: 1 } } });
    expect(t.fake.as(t.ben.id).last(channel)).toMatchObject({ own: true, words: ['For Ben'] });
    expect(t.fake.as(t.amina.id).last(channel)).toMatchObject({ own: false, words: ['For all'] });
    // His own view asks for no more.
    expect(await t.fake.as(t.ben.id).look(channel)).toEqual([]);

    await t.bot.later(channel, (context) => context.updateActivity({ ...withCard(root), id }));
    expect(t.fake.as(t.ben.id).last(channel)).toMatchObject({ own: false, words: ['For all'], edited: true });
    expect(await t.fake.as(t.ben.id).look(channel)).toHaveLength(1);
    t.fake.violationsMustBeNone();
  });

  it('tell what Teams would not take', async () => {
    const send = (card: Json, more: Json = {}) =>
      t.bot.later(t.fake.direct(t.ben.id), (context) => context.sendActivity(withCard(card, more)));
    const noted = async (card: Json, more: Json = {}) => {
      t.fake.violations.length = 0;
      await send(card, more);
      return t.fake.violations.join('\n');
    };
    t.fake.addPerson({ name: '**Eve** [x](http://evil.example)' });
    const named = { type: 'TextBlock', text: 'Hello **Eve** [x](http://evil.example)' };
    expect(await noted(cardOf('fine'))).toBe('');
    expect(await noted(cardOf('x', [], { body: [{ type: 'Nonsense' }] }))).toContain('adaptivecards:');
    expect(await noted(cardOf('x', [], { body: [person, person] }))).toContain('adaptivecards:');
    expect(await noted(cardOf('x', [{ type: 'Action.Execute', title: 'Go' }]))).toContain('without a verb');
    expect(await noted(cardOf('x', Array(7).fill(submit('A'))))).toContain('7 primary actions');
    expect(await noted(cardOf('x', [], { body: [{ type: 'Image', url: 'data:image/png;base64,x' }] }))).toContain(
      'data:',
    );
    expect(await noted(cardOf('x', [], { msteams: { entities: [{ type: 'mention' }] } }))).toContain('pings');
    expect(await noted(cardOf('x', [], { body: [named] }))).toContain('read as Markdown');
    expect(await noted(cardOf('x'), { text: 'and text' })).toContain('text and attachments together');
    expect(await noted(cardOf('x'), { summary: undefined })).toContain('without a summary');
    expect(await noted(cardOf('x'.repeat(21_000)))).toContain('the budget is');
    const crowd = Array.from({ length: 61 }, (_, index) => `29:${index}`);
    const refresh = { action: execute('R'), userIds: crowd };
    expect(await noted(cardOf('x', [], { refresh }))).toContain('61 refresh.userIds');
    await expect(send(cardOf('x'.repeat(60_000)))).rejects.toMatchObject({ statusCode: 413 });
  });
});

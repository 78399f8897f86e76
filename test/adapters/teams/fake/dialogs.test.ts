import { describe, expect, it } from 'vitest';
import { cardOf, dialog, execute, opens, submit, withCard } from './tiny-bot.ts';
import { tinySchool } from './tiny-school.ts';
import type { Json } from './types.ts';

const t = tinySchool();

describe('dialogs', () => {
  const fields: Json[] = [
    { type: 'Input.Text', id: 'name', label: 'Name', maxLength: 20, value: 'Ben' },
    { type: 'Input.Text', id: 'note', label: 'Note', maxLength: 20 },
    { type: 'Input.Toggle', id: 'admin', title: 'Admin' },
    {
      type: 'Input.ChoiceSet',
      id: 'sites',
      label: 'Sites',
      isMultiSelect: true,
      choices: ['hub', 'forums'].map((value) => ({ title: value, value })),
    },
    {
      type: 'Input.ChoiceSet',
      id: 'like',
      label: 'Like',
      style: 'filtered',
      choices: [],
      'choices.data': { type: 'Data.Query', dataset: 'people' },
    },
  ];
  const form = (more: Json[] = []) =>
    cardOf('Fill it', [submit('Add', { form: true })], { body: [...fields, ...more] });

  it('open from a button, keep what is typed, show errors, and close', async () => {
    const chat = t.fake.direct(t.ben.id);
    const client = t.fake.as(t.ben.id);
    await t.bot.later(chat, (context) => context.sendActivity(withCard(cardOf('x', [opens('Add someone', { k: 1 })]))));
    t.handle = async () => dialog(form());
    await client.press(client.last(chat), 'Add someone');
    expect(t.bot.got.at(-1)).toMatchObject({
      name: 'task/fetch',
      value: { data: { k: 1, msteams: { type: 'task/fetch' } } },
    });
    expect(client.dialog()).toMatchObject({
      title: 'A form',
      values: { name: 'Ben', admin: 'false' },
      labels: ['Add'],
    });

    t.handle = async () => ({
      statusCode: 200,
      type: 'application/vnd.microsoft.search.searchResponse',
      value: { results: [{ title: 'Amina', value: 'id:1' }] },
    });
    expect(() => client.fill({ like: 'id:1' })).toThrow('search');
    expect(await client.suggest('like', 'ami')).toEqual([{ title: 'Amina', value: 'id:1' }]);
    expect(t.bot.got.at(-1)?.value).toMatchObject({ queryText: 'ami', dataset: 'people' });

    client.fill({ like: 'id:1', sites: 'hub,forums', admin: 'true', name: 'Li' });
    expect(() => client.fill({ sites: 'nowhere' })).toThrow('hub | forums');
    t.handle = async () => dialog(form([{ type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: 'Wrong' }] }]));
    await client.submit();
    expect(t.bot.got.at(-1)).toMatchObject({ name: 'task/submit' });
    expect(t.bot.got.at(-1)?.value.data).toEqual({
      form: true,
      name: 'Li',
      admin: 'true',
      sites: 'hub,forums',
      like: 'id:1',
    });
    expect(client.dialog()?.words).toContain('Wrong');

    t.handle = async () => ({ task: { type: 'message', value: 'It is in your chat' } });
    await client.submit('Add');
    expect(client.dialog()).toMatchObject({ message: 'It is in your chat' });
    client.closeDialog();
    t.handle = async () => dialog(form());
    await client.press(client.last(chat), 'Add someone');
    t.handle = async () => undefined;
    await client.submit();
    expect(client.dialog()).toBeUndefined();
    t.fake.violationsMustBeNone();
  });

  it('open from actions of the message extension, with the message', async () => {
    const channel = t.channelOf(t.ben, t.amina);
    await t.fake.as(t.amina.id).type('I forgot my password', channel, { mentionBot: false });
    t.handle = async () => dialog(form());
    const client = t.fake.as(t.ben.id);
    await client.action('staff-reset', { context: 'message', message: client.last(channel) });
    expect(t.bot.got.at(-1)).toMatchObject({
      name: 'composeExtension/fetchTask',
      value: {
        commandId: 'staff-reset',
        commandContext: 'message',
        messagePayload: { from: { user: { id: t.amina.id } } },
      },
    });
    t.handle = async () => undefined;
    await client.submit();
    expect(t.bot.got.at(-1)).toMatchObject({
      name: 'composeExtension/submitAction',
      value: { commandId: 'staff-reset', data: { form: true, name: 'Ben' } },
    });
    expect(client.dialog()).toBeUndefined();
    await client.action('staff-add', { context: 'compose' });
    expect(client.toast).toHaveLength(1);
    expect(t.fake.violations.join()).toContain('no dialog');
  });

  it('don’t wait for long', async () => {
    await t.anew({ messageMs: 50, invokeMs: 50 });
    t.handle = () => new Promise((resolve) => setTimeout(resolve, 200));
    const client = t.fake.as(t.ben.id);
    expect(await client.action('staff-add', { context: 'compose' })).toMatchObject({ problem: 'too slow' });
    expect(client.toast).toHaveLength(1);
    // An invoke comes but once.
    expect(t.bot.got).toHaveLength(1);
  });

  it('don’t take what does nothing there', async () => {
    const client = t.fake.as(t.ben.id);
    t.handle = async () => dialog(cardOf('x', [execute('Go'), opens('Open')]));
    await client.action('staff-add', { context: 'compose' });
    expect(t.fake.violations.join('\n')).toMatch(/Action.Execute “Go” in a dialog[\s\S]*can’t open a dialog/);
    t.handle = async () => {
      throw new Error('broken');
    };
    expect(await client.submitData({}, t.fake.direct(t.ben.id))).toMatchObject({ status: 500 });
    expect(client.toast).toEqual(['Unable to reach app. Please try again.']);
  });
});

import { appendFileSync, mkdtempSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openHistory } from '../../../adapters/playground/history.ts';
import type { WireAnswer, WireEvent, WireMessage, WireSuggestion } from '../../../adapters/playground/wire.ts';
import { fileOf } from '../../kit/file.ts';
import { until } from '../../kit/until.ts';
import { request } from '../kit/fake-bot.ts';
import { fakeSchool } from '../kit/fake-school.ts';

let school: Awaited<ReturnType<typeof fakeSchool>>;
beforeEach(async () => {
  school = await fakeSchool();
});
afterEach(() => school.stop());

const api = (path: string) => `${school.origin}/playground/api/${path}`;

async function send(path: string, body: Record<string, unknown>, headers: Record<string, string> = {}) {
  return await fetch(api(path), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify({ id: crypto.randomUUID(), ...body }),
  });
}

async function say(as: string, text: string, place = 'direct'): Promise<WireAnswer> {
  const response = await send('say', { as, place, text });
  expect(response.status).toBe(200);
  return (await response.json()) as WireAnswer;
}

/** What one person's page would show: the first event of a fresh stream. */
async function seen(as: string): Promise<WireMessage[]> {
  const stop = new AbortController();
  const response = await fetch(api(`events?as=${as}`), { signal: stop.signal });
  const reader = response.body?.getReader();
  let text = '';
  while (!/data: .*\n\n/.test(text)) text += new TextDecoder().decode((await reader?.read())?.value);
  stop.abort();
  const event = JSON.parse(/data: (.*)\n\n/.exec(text)?.[1] ?? '') as WireEvent;
  return event.type === 'snapshot' ? event.messages : [];
}

it('lets no script run but its own', async () => {
  const response = await fetch(`${school.origin}/playground/`);
  const policy = response.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("script-src 'self'");
  expect(policy).toContain("frame-ancestors 'none'");
  const html = await response.text();
  expect(html).not.toMatch(/<script(?![^>]* src=)|\son\w+=/);
  expect(html).toContain('Riverside International School');
});

it('shows what waits before anything is said; its buttons stand on no message', async () => {
  const response = await fetch(api('waiting?as=amina'));
  const [card] = (await response.json()) as unknown[];
  expect(JSON.stringify(card)).toContain('1 request waits');
  const staffroom = { verb: 'requests', step: 'run' };
  expect((await send('press', { as: 'amina', data: { staffroom } })).status).toBe(200);
  expect(school.bot.inbound.at(-1)).toMatchObject({
    event: { type: 'press', action: staffroom },
    place: { kind: 'direct' },
  });
  expect((await send('press', { as: 'amina', message: 'none', data: { staffroom } })).status).toBe(400);
  expect((await fetch(api('waiting?as=nobody'))).status).toBe(404);
});

describe('a line', () => {
  it('goes to the bot with or without its name, as who one is', async () => {
    for (const line of [
      '/staff show ben',
      'staff show ben',
      'show ben',
      '@Staffroom show ben',
      ' /STAFF   show ben ',
    ]) {
      await say('amina', line);
    }
    await say('amina', '/staff');
    await say('stranger', 'staffing help');
    expect(school.bot.inbound.map(({ event }) => event)).toEqual([
      ...Array(5).fill({ type: 'text', text: 'show ben' }),
      { type: 'text', text: '' },
      { type: 'text', text: 'staffing help' },
    ]);
    expect(school.bot.inbound.at(-1)).toMatchObject({
      sender: { platform: 'playground', workspace: 'riverside', person: 'stranger', email: 'sam@elsewhere.example' },
      place: { kind: 'direct', id: 'direct:stranger' },
    });
  });

  it('whose page went away before the answer is answered all the same, once, and read on the next', async () => {
    const gone = new AbortController();
    const body = JSON.stringify({ id: 'lost', as: 'amina', place: 'direct', text: 'show ben' });
    const post = (signal?: AbortSignal) =>
      fetch(api('say'), {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body,
        ...(signal && { signal }),
      });
    const sent = post(gone.signal).catch(() => undefined);
    await until(() => school.bot.inbound.length === 1);
    gone.abort();
    await sent;
    const answers = async () => (await seen('amina')).filter(({ from }) => from === 'staffroom');
    await until(async () => (await answers()).length > 0);
    // The page sends it again, as it does where it lost the answer.
    expect((await post()).status).toBe(200);
    expect(school.bot.inbound).toHaveLength(1);
    expect(await answers()).toHaveLength(1);
  });

  it('is talk in the channel unless it names the bot, whose private answers others don’t see', async () => {
    await say('amina', 'good morning', 'approvals');
    expect(school.bot.inbound).toEqual([]);
    await say('amina', '/staff show ben', 'approvals');
    await say('ben', '/staff ask', 'approvals');
    expect(
      (await seen('amina')).map(({ from, text, summary, ...more }) => [from, text ?? summary, more.private]),
    ).toEqual([
      ['amina', 'good morning', false],
      ['amina', '/staff show ben', true],
      ['staffroom', 'Ben Okafor, Active · Teacher', true],
      ['staffroom', 'Password reset, 10 minutes ago', false],
    ]);
    expect((await seen('priya')).map(({ text, summary }) => text ?? summary)).toEqual([
      'good morning',
      'Password reset, 10 minutes ago',
    ]);
  });

  it('has one effect when it is sent again', async () => {
    const body = { id: 'same', as: 'amina', place: 'direct', text: 'add' };
    const [first, second] = await Promise.all([send('say', body), send('say', body)]);
    expect(await first.json()).toEqual(await second.json());
    expect(school.bot.inbound).toHaveLength(1);
    expect(await seen('amina')).toHaveLength(1);
  });

  it('is refused from nobody, to nowhere, or too long', async () => {
    expect((await send('say', { as: 'nobody', place: 'direct', text: 'x' })).status).toBe(404);
    expect((await send('say', { as: 'amina', place: 'direct:ben', text: 'x' })).status).toBe(400);
    expect((await send('say', { as: 'amina', place: 'direct', text: 'x'.repeat(100_001) })).status).toBe(400);
  });
});

describe('a press', () => {
  const approve = { staffroom: { verb: 'approve', step: 'run' } };

  it('replaces the card where it stands, for everyone', async () => {
    await school.chat.post({ workspace: 'riverside', channel: 'approvals' }, request);
    const [before] = await seen('priya');
    expect((await send('press', { as: 'amina', message: before?.id, data: approve })).status).toBe(200);
    const after = await seen('priya');
    expect(after).toHaveLength(1);
    expect(after[0]).toMatchObject({ id: before?.id, tone: 'good' });
    expect(after[0]?.card?.actions).toBeUndefined();
  });

  it('never puts a private answer where all can see it', async () => {
    await school.chat.post({ workspace: 'riverside', channel: 'approvals' }, request);
    const [shown] = await seen('amina');
    await send('press', { as: 'amina', message: shown?.id, data: { staffroom: { verb: 'deny', step: 'run' } } });
    expect((await seen('priya')).map(({ summary }) => summary)).toEqual(['Password reset, 10 minutes ago']);
    expect((await seen('amina')).map(({ summary }) => summary)).toEqual([
      'Password reset, 10 minutes ago',
      'deny done',
    ]);
  });

  it('is refused on a message that one can’t see, or with something else than an action', async () => {
    await say('amina', 'show ben');
    const message = (await seen('amina')).at(-1)?.id;
    expect((await send('press', { as: 'ben', message, data: approve })).status).toBe(400);
    expect((await send('press', { as: 'amina', message, data: { staffroom: 'x' } })).status).toBe(400);
  });
});

describe('a form', () => {
  it('comes back as nested values, with its file', async () => {
    const { form } = await say('amina', 'add');
    const carried = form?.card.actions?.[0]?.data as Record<string, unknown>;
    const data = {
      'people.0.email': 'a@b.example',
      'people.0.sites': 'hub,forums',
      'people.0.admin': 'true',
      ...carried,
    };
    const file = fileOf('name;e-mail', 'staff.csv');
    await send('submit', { as: 'amina', place: 'direct', data, files: { file } });
    expect(school.bot.inbound.at(-1)?.event).toEqual({
      type: 'submit',
      action: { verb: 'add', step: 'submit' },
      values: { people: [{ email: 'a@b.example', sites: ['hub', 'forums'], programmes: [], admin: true }], file },
    });
  });
});

describe('a form with half a file', () => {
  it.each([null, 'x', {}, { name: 'staff.csv' }])('is refused: %j', async (file) => {
    const data = { staffroom: { verb: 'add', step: 'submit' } };
    expect((await send('submit', { as: 'amina', place: 'direct', data, files: { file } })).status).toBe(400);
  });
});

describe('messages of jobs', () => {
  it('reach a person or the channel, and change where they stand', async () => {
    const ref = await school.chat.post({ workspace: 'riverside', person: 'ben' }, { title: 'Approved' });
    await school.chat.update(ref, { title: 'Approved, and done' });
    expect((await seen('ben')).map(({ summary }) => summary)).toEqual(['Approved, and done']);
    expect(await seen('amina')).toEqual([]);
    await school.chat.update('long gone', { title: 'x' });
    await expect(school.chat.post({ workspace: 'other', person: 'ben' }, { title: 'x' })).rejects.toThrow();
    await expect(school.chat.post({ workspace: 'riverside', person: 'zoe' }, { title: 'x' })).rejects.toThrow();
    await expect(school.chat.post({ workspace: 'riverside', channel: 'x' }, { title: 'x' })).rejects.toThrow();
  });
});

describe('a file', () => {
  it('ASVS 3.2.1, 5.4.1: is for the person it was sent to', async () => {
    await say('amina', 'csv');
    const message = (await seen('amina')).at(-1);
    expect(message?.files).toEqual([{ name: 'staff-refused.csv', bytes: 20 }]);
    const response = await fetch(api(`file/${message?.id}/0?as=amina`));
    expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="?staff-refused.csv"?$/);
    expect(await response.text()).toBe('row,why\r\n17,in use\r\n');
    expect((await fetch(api(`file/${message?.id}/0?as=priya`))).status).toBe(404);
    expect((await fetch(api(`file/${message?.id}/1?as=amina`))).status).toBe(404);
  });
});

describe('suggestions', () => {
  const suggested = async (text: string, place = 'direct') => {
    const query = new URLSearchParams({ as: 'amina', place, text });
    const found = (await (await fetch(api(`suggest?${query}`))).json()) as WireSuggestion[];
    return found.map(({ kind, line }) => `${kind}: ${line}`);
  };

  it('complete a command and keep how it was begun', async () => {
    expect(await suggested('/staff su')).toEqual(['command: /staff suspend ']);
    expect(await suggested('su')).toEqual(['command: suspend ']);
    expect(await suggested('/')).toContain('command: /staff suspend ');
    expect(await suggested('su', 'approvals')).toEqual([]);
  });

  it('put in a person by e-mail, where a person is wanted or mentioned', async () => {
    expect(await suggested('/staff show jos')).toEqual([
      'person: /staff show jose@riverside.example ',
      'usage: /staff show ',
    ]);
    expect(await suggested('list jos')).toEqual(['usage: list ']);
    expect(await suggested('show  ben ok')).toEqual(['person: show  ben.okafor@riverside.example ', 'usage: show ']);
    expect(await suggested('show ben@x.example jos')).toEqual([
      'person: show ben@x.example jose@riverside.example ',
      'usage: show ',
    ]);
    expect(await suggested('list @jos')).toEqual(['person: list jose@riverside.example ', 'usage: list ']);
  });
});

describe('a mail', () => {
  it('is shown without scripts, its links in tabs of their own', async () => {
    const html = '<!doctype html><p>hello';
    school.mail({ id: 'm 1', to: 'a@b', from: 'c@d', subject: 'Hi', html, text: 'hello', at: new Date() });
    const response = await fetch(api('mail/m%201'));
    expect(response.headers.get('content-security-policy')).toContain('sandbox allow-popups');
    expect(await response.text()).toBe('<!doctype html><meta charset="utf-8"><base target="_blank"><p>hello');
    expect((await fetch(api('mail/none'))).status).toBe(404);
  });
});

describe('the history', () => {
  it('is there after a restart, whatever its last line', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'playground-')), 'history.jsonl');
    await school.stop();
    school = await fakeSchool(file);
    await say('amina', 'show ben');
    const before = await seen('amina');
    await school.stop();
    appendFileSync(file, '{"put":{"id":"torn","place":"direct:am');
    school = await fakeSchool(file);
    expect(await seen('amina')).toEqual(before);
    await say('amina', 'list');
    const lines = readFileSync(file, 'utf8').trim().split('\n');
    expect(lines.map((line) => line.endsWith('}'))).toEqual([true, true, false, true, true]);
  });

  it('is for its owner alone to read', () => {
    const folder = mkdtempSync(join(tmpdir(), 'playground-'));
    const file = join(folder, 'history.jsonl');
    writeFileSync(file, '', { mode: 0o644 });
    for (const each of [file, join(folder, 'new.jsonl')]) {
      openHistory(each);
      expect(statSync(each).mode & 0o777).toBe(0o600);
    }
  });

  it('lacks nothing after a while in which it could not be written', () => {
    const folder = join(mkdtempSync(join(tmpdir(), 'playground-')), 'kept');
    const file = join(folder, 'history.jsonl');
    const history = openHistory(file);
    const message = { place: 'approvals', from: 'staffroom', at: '2026-09-01T08:00:00.000Z', text: 'x' };
    history.put({ ...message, id: 'first' });
    renameSync(folder, `${folder}.away`);
    history.put({ ...message, id: 'second' });
    renameSync(`${folder}.away`, folder);
    history.put({ ...message, id: 'third' });
    expect(openHistory(file).all()).toEqual(history.all());
    expect(history.all()).toHaveLength(3);
  });

  it('is written anew, in full, when much of it has been replaced', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'playground-')), 'history.jsonl');
    const history = openHistory(file);
    const message = { place: 'approvals', from: 'staffroom', at: '2026-09-01T08:00:00.000Z' };
    for (let count = 0; count < 4_100; count += 1) history.put({ ...message, id: `m${count % 50}`, text: `${count}` });
    history.remove('m1');
    const again = openHistory(file).all();
    expect(again).toEqual(history.all());
    expect(again).toHaveLength(49);
    expect(readFileSync(file, 'utf8').split('\n').length).toBeLessThan(300);
  });
});

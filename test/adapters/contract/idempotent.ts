import { expect, test } from 'vitest';
import { type ContractChat, cardOf, opening } from './chat.ts';
import { statusOf, timesDone } from './records.ts';

/** A double press or a retried delivery has the effect of one, and old buttons do nothing. */
export function idempotent(get: () => ContractChat): void {
  test('Yes pressed twice at once, and once more later, does it once; every press is answered', async () => {
    const chat = get();
    const amina = chat.as('coordinator');
    for (const [place, email] of [
      ['channel', 'chidi.nwosu@riverside.example'],
      ['direct', 'omar.haddad@riverside.example'],
    ] as const) {
      const question = cardOf(await amina.type(`suspend ${email}`, place));
      const both = await amina.pressTwice(question, 'Suspend');
      expect(both.cards).toHaveLength(2);
      expect(both.words).toContain('is suspended');
      expect(both.words).toContain('done already');
      const later = await amina.press(question, 'Suspend');
      expect(later.words).toContain('done already');
      expect(await timesDone(chat, 'user.suspend', email)).toBe(1);
    }
  });

  test('a line, a Yes and a filled form that are delivered again have one effect and one answer', async () => {
    const chat = get();
    const amina = chat.as('coordinator');
    const email = 'kavya.nair@riverside.example';
    const asked = await amina.type(`suspend ${email}`, 'channel');
    expect((await amina.again(asked.interaction)).cards).toEqual([]);
    const done = await amina.press(cardOf(asked), 'Suspend');
    expect((await amina.again(done.interaction)).cards).toEqual([]);
    expect(await timesDone(chat, 'user.suspend', email)).toBe(1);

    await opening(amina, 'add', 'channel');
    await amina.fill(newPerson('once'));
    const added = await amina.submit();
    expect(added.words).toContain('Nora once is added');
    expect((await amina.again(added.interaction)).cards).toEqual([]);
    expect(await timesDone(chat, 'user.add', 'once@riverside.example')).toBe(1);
  });

  test('a line that does something by itself is done once, however often it is delivered', async () => {
    const chat = get();
    const amina = chat.as('coordinator');
    const said = await amina.type('add Nora twice twice@riverside.example sites:hub', 'direct');
    expect(said.words).toContain('Nora twice is added');
    await Promise.all([amina.again(said.interaction), amina.again(said.interaction)]);
    expect(await timesDone(chat, 'user.add', 'twice@riverside.example')).toBe(1);
  });

  test('a Yes to a plan that has changed since shows the question afresh', async () => {
    const chat = get();
    const amina = chat.as('coordinator');
    const email = 'harpreet.dhillon@riverside.example';
    const question = cardOf(await amina.type(`suspend ${email}`, 'channel'));
    await chat.as('admin').type(`edit ${email} sites:hub`, 'direct');
    const afresh = await amina.press(question, 'Suspend');
    expect(afresh.words).toContain('Something has changed since this was shown');
    expect(await statusOf(chat, email)).toBe('active');
    expect((await amina.press(cardOf(afresh), 'Suspend')).words).toContain('is suspended');
    // The old one, still on another screen, does nothing more.
    expect((await amina.press(question, 'Suspend')).words).toMatch(/already suspended|done already/);
    expect(await timesDone(chat, 'user.suspend', email)).toBe(1);
  });

  test('a Yes by someone who has lost the right is refused', async () => {
    const chat = get();
    const joseph = chat.as('admin');
    const email = 'vikram.rathore@riverside.example';
    const question = cardOf(await joseph.type(`suspend ${email}`, 'channel'));
    const amina = chat.as('coordinator');
    const rights = async (line: string, yes: string) => amina.press(cardOf(await amina.type(line, 'direct')), yes);
    await rights('admin joseph.mwangi@riverside.example off', 'Take rights away');
    expect((await joseph.press(question, 'Suspend')).words).toContain('rights do not cover');
    expect(await statusOf(chat, email)).toBe('active');
    await rights('admin joseph.mwangi@riverside.example on', 'Give rights');
  });
}

/** What is filled in to add one. */
export const newPerson = (name: string, row = 0) => ({
  [`people.${row}.firstName`]: 'Nora',
  [`people.${row}.lastName`]: name,
  [`people.${row}.email`]: `${name}@riverside.example`,
  [`people.${row}.sites`]: ['hub'],
});

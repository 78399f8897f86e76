import { expect, test } from 'vitest';
import { addPeople } from '../../../src/service/people/add.ts';
import { type ContractChat, cardOf, formOf, opening } from './chat.ts';
import { emailOf } from './people.ts';
import { ctxOf } from './records.ts';

const firstName = `"Bea" O'Brien & [李](https://x.example)`;
const lastName = '*x* _y_ ~z~ `q` &lt!here&gt {{DATE(2026-01-01, SHORT)}}';
const name = `${firstName} ${lastName}`;
const email = 'literal@riverside.example';

/** Text that people wrote is shown as they wrote it, and does nothing. */
export function escaping(get: () => ContractChat): void {
  test('ASVS 1.1.2, 1.3.5, 3.2.2: a name made of mark-up comes out as it was written, and pings nobody', async () => {
    const chat = get();
    const row = {
      firstName,
      lastName,
      email,
      programmes: [],
      sites: ['hub' as const],
      role: 'teacher' as const,
      siteAdminOf: [],
    };
    await addPeople(await ctxOf(chat, emailOf('coordinator')), { rows: [row] });
    const amina = chat.as('coordinator');
    for (const place of ['channel', 'direct'] as const) {
      expect((await amina.type(`list ${email}`, place)).words).toContain(name);
      const profile = await amina.type(`show ${email}`, place);
      expect(profile.words).toContain(name);
      const why = `because of <!channel> <at>all</at> ${firstName} *x*`;
      const question = await amina.type(`suspend ${email} ${why}`, place);
      expect(question.words).toContain(`Suspend ${name}?`);
      expect(question.words).toContain(why);
      await amina.press(cardOf(question), 'Cancel');
      expect((await amina.type(`invite ${email}`, place)).words).toContain(name);
      const form = formOf(await opening(amina, `edit ${email}`, place));
      expect(form.values).toMatchObject({ firstName, lastName });
      expect(form.words).toContain(name);
      await amina.putAway();
      expect((await amina.type(`audit ${email}`, place)).words).toContain(`added ${name}`);
    }
    await opening(amina, 'show', 'channel');
    expect((await amina.search('literal')).found.map((each) => each.slice(0, 30))).toEqual([name.slice(0, 30)]);
    await amina.putAway();
  });

  test('a name with a sign that mark-up needs is refused with the sentence that says so', async () => {
    const amina = get().as('coordinator');
    for (const place of ['channel', 'direct'] as const) {
      await opening(amina, `edit ${email}`, place);
      for (const [refused, sign] of [
        ['<!channel>', '<'],
        ['at>all', '>'],
        ['@here', '@'],
        ['x; y', ';'],
      ] as const) {
        await amina.fill({ firstName: refused });
        expect((await amina.submit()).words).toContain(`A name can’t hold “${sign}”. Leave it out.`);
      }
      await amina.putAway();
    }
  });

  test('ASVS 1.1.1: what someone typed is told back to them as they typed it', async () => {
    const amina = get().as('coordinator');
    for (const place of ['channel', 'direct'] as const) {
      expect((await amina.type('<!here>*x*', place)).words).toContain('“<!here>*x*”');
      expect((await amina.type('show "*zzq* & <!here>"', place)).words).toContain('“*zzq* & <!here>”');
    }
  });
}

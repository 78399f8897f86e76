import { expect, test } from 'vitest';
import { type ContractChat, cardOf, formOf, opening } from './chat.ts';
import { newPerson } from './idempotent.ts';
import { timesDone } from './records.ts';

const inUse = 'amina.rahman@riverside.example';

/** What is wrong stands beside its field, and nothing that was typed is lost. */
export function forms(get: () => ContractChat): void {
  test('a list with errors keeps all that was typed, row by row, and goes through once it is mended', async () => {
    const chat = get();
    const amina = chat.as('coordinator');
    formOf(await opening(amina, 'add', 'channel'));
    const first = { ...newPerson('lind'), 'people.0.email': inUse, 'people.0.programmes': ['primary'] };
    await amina.fill(first);
    const grown = formOf(await amina.addAnother());
    expect(grown.values).toMatchObject(first);
    // A platform may look at e-mails itself; what it lets pass is looked at here.
    const second = { ...newPerson('moss', 1), 'people.1.email': 'moss@riverside..example', 'people.1.role': 'admin' };
    await amina.fill(second);
    const wrong = formOf(await amina.submit());
    expect(Object.keys(wrong.errors).sort()).toEqual(['people.0.email', 'people.1.email']);
    expect(wrong.errors['people.0.email']).toContain('already used at this school');
    expect(wrong.errors['people.1.email']).toContain('not an e-mail address');
    expect(wrong.values).toMatchObject({ ...first, ...second });
    await amina.fill({ 'people.0.email': 'lind@riverside.example', 'people.1.email': 'lind@riverside.example' });
    const twice = formOf(await amina.submit());
    expect(twice.errors['people.1.email']).toContain('earlier row');
    expect(twice.errors['people.0.email']).toBeUndefined();
    await amina.fill({ 'people.1.email': 'moss@riverside.example' });
    const done = await amina.submit();
    expect(done.form).toBeUndefined();
    expect(amina.form()).toBeUndefined();
    expect(done.words).toContain('2 people added');
    for (const email of ['lind@riverside.example', 'moss@riverside.example'])
      expect(await timesDone(chat, 'user.add', email)).toBe(1);
  });

  test('one row more, asked for while there are errors, keeps all; left empty, it is in nobody’s way', async () => {
    const chat = get();
    const amina = chat.as('coordinator');
    formOf(await opening(amina, 'add', 'channel'));
    await amina.fill({ ...newPerson('hale'), 'people.0.email': inUse });
    formOf(await amina.submit());
    const grown = formOf(await amina.addAnother());
    expect(grown.values).toMatchObject({ ...newPerson('hale'), 'people.0.email': inUse, 'people.1.firstName': '' });
    await amina.fill({ 'people.0.email': 'hale@riverside.example' });
    const done = await amina.submit();
    await amina.putAway();
    expect(done.form?.errors).toBeUndefined();
    expect(done.words).toContain('Nora hale is added');
  });

  test('rows that were added can be taken away again, and the others keep what was typed', async () => {
    const chat = get();
    const amina = chat.as('coordinator');
    formOf(await opening(amina, 'add', 'channel'));
    expect(amina.form()?.words).not.toContain('Remove');
    await amina.fill(newPerson('first'));
    await amina.addAnother();
    await amina.fill({ ...newPerson('second', 1), 'people.1.programmes': ['primary'] });
    await amina.addAnother();
    await amina.fill(newPerson('third', 2));
    const fewer = formOf(await amina.removeRow(1));
    expect(fewer.values).toMatchObject({ ...newPerson('first'), ...newPerson('third', 1), 'people.1.programmes': [] });
    expect(Object.keys(fewer.values).filter((path) => path.startsWith('people.2'))).toEqual([]);
    await amina.fill({ 'people.1.lastName': 'fourth' });
    const grown = formOf(await amina.addAnother());
    expect(grown.values).toMatchObject({ 'people.0.lastName': 'first', 'people.1.lastName': 'fourth' });
    formOf(await amina.removeRow(0));
    const one = formOf(await amina.removeRow(1));
    expect(one.values).toMatchObject({ 'people.0.lastName': 'fourth', 'people.0.email': 'third@riverside.example' });
    expect((await amina.submit()).words).toContain('Nora fourth is added');
    expect(await timesDone(chat, 'user.add', 'second@riverside.example')).toBe(0);
  });

  test('what is not the form’s own, as a suspension meanwhile, keeps it open with all that was typed', async () => {
    const chat = get();
    const [amina, joseph] = [chat.as('coordinator'), chat.as('admin')];
    formOf(await opening(joseph, 'add', 'channel'));
    const typed = { ...newPerson('stays'), 'people.0.programmes': ['primary'] };
    await joseph.fill(typed);
    const whom = 'joseph.mwangi@riverside.example';
    await amina.press(cardOf(await amina.type(`suspend ${whom}`, 'direct')), 'Suspend');
    const refused = formOf(await joseph.submit());
    expect(refused.errors['']).toContain('Your account is suspended.');
    expect(refused.values).toMatchObject(typed);
    // No row more, and none less, takes what was typed away either.
    await joseph.addAnother();
    expect(joseph.form()).toMatchObject({ values: typed, errors: { '': expect.stringContaining('suspended') } });
    await amina.press(cardOf(await amina.type(`reactivate ${whom}`, 'direct')), 'Reactivate');
    expect((await joseph.submit()).words).toContain('Nora stays is added');
    expect(joseph.form()).toBeUndefined();
    expect(await timesDone(chat, 'user.add', 'stays@riverside.example')).toBe(1);
  });

  test('a form about someone keeps what was typed beside what is wrong', async () => {
    const amina = get().as('coordinator');
    const form = formOf(await opening(amina, 'edit zofia.zak@riverside.example', 'direct'));
    expect(form.values).toMatchObject({ firstName: 'Zofia', lastName: 'Żak' });
    await amina.fill({ firstName: 'Zosia', email: inUse });
    const wrong = formOf(await amina.submit());
    expect(wrong.errors.email).toContain('already used at this school');
    expect(wrong.values).toMatchObject({ firstName: 'Zosia', lastName: 'Żak', email: inUse });
    await amina.fill({ email: 'zofia.zak@riverside.example' });
    expect((await amina.submit()).words).toContain('Zosia Żak');
  });

  test('a form that names nobody says so beside its field', async () => {
    const amina = get().as('coordinator');
    formOf(await opening(amina, 'suspend', 'channel'));
    await amina.fill({ people: 'jose', reason: 'on leave' });
    const question = await amina.submit();
    expect(question.words).toContain('Suspend José Álvarez?');
    expect(question.words).toContain('on leave');
    await amina.press(cardOf(question), 'Cancel');
    formOf(await opening(amina, 'suspend', 'channel'));
    await amina.fill({ reason: 'on leave' });
    const wrong = await amina.submit();
    const shown = amina.form();
    expect(shown?.values.reason).toBe('on leave');
    expect(Object.keys(shown?.errors ?? {})).toEqual(['people']);
    expect(wrong.cards).toEqual([]);
    await amina.putAway();
  });

  test('a field holds several people, each searched for; what a line named is in it', async () => {
    const amina = get().as('coordinator');
    formOf(await opening(amina, 'suspend', 'channel'));
    await amina.fill({ people: ['zofia', 'jose alvarez'] });
    const question = await amina.submit();
    expect(question.words).toMatch(/Suspend 2 (.|\n)*zofia\.zak@(.|\n)*jose\.alvarez@/);
    await amina.press(cardOf(question), 'Cancel');
    const tooLong = 'on leave '.repeat(70);
    const named = 'zofia.zak@riverside.example, jose.alvarez@riverside.example';
    const again = formOf(await opening(amina, `suspend ${named} ${tooLong}`, 'channel'));
    expect(again.values.people).toEqual([expect.stringMatching(/^id:/), expect.stringMatching(/^id:/)]);
    await amina.fill({ reason: 'on leave' });
    const once = await amina.submit();
    expect(once.words).toMatch(/Suspend 2 (.|\n)*zofia\.zak@(.|\n)*jose\.alvarez@/);
    await amina.press(cardOf(once), 'Cancel');
  });

  test('Add with nothing filled in says what is missing', async () => {
    const amina = get().as('coordinator');
    formOf(await opening(amina, 'add', 'channel'));
    const answer = await amina.submit();
    const { errors = {} } = answer.form ?? {};
    expect(Object.keys(errors)).not.toEqual([]);
    await amina.putAway();
  });
}

import { describe, expect, test } from 'vitest';
import { useDatabase } from '../../kit/database.ts';
import { useTeams, wordsIn } from './school.ts';

const database = useDatabase();
const school = useTeams(database, { canFail: true });

const amina = () => school.as('coordinator');
const own = () => school.direct('coordinator');
const typed = (text: string, files: { name: string; content: string }[] = []) =>
  school.next('coordinator', () => amina().type(text, own(), { files }));
const said = () =>
  amina()
    .sees(own())
    .filter(({ fromBot }) => fromBot);
const isOffer = ({ attachments }: { attachments: { contentType?: unknown }[] }) =>
  attachments.some(({ contentType }) => String(contentType).endsWith('.file.consent'));

test('a name that looks like mark-up is found by a mention', async () => {
  const name = ['<at>everyone</at> <!channel>', 'O’Brien & 李 **{{DATE(x)}}**'] as const;
  await amina().press(await typed('add'), 'Open the form');
  amina().fill({
    'people.0.firstName': 'Odd',
    'people.0.lastName': name[1],
    'people.0.email': 'odd@riverside.example',
    'people.0.sites': 'hub',
  });
  await school.next('coordinator', () => amina().submit());
  const { id } = school.teams.addPerson({ name: name.join(' '), email: 'odd@riverside.example' });
  school.teams.conversations.get(own())?.members.push(id);
  const shown = await school.next('coordinator', () =>
    amina().type(`show @${name.join(' ')}`, own(), { mentions: [id] }),
  );
  expect(wordsIn(shown)).toContain('odd@riverside.example');
});

describe('a thousand rows', () => {
  const lines = Array.from({ length: 1_000 }, (_, n) => {
    const email = n % 100 === 0 ? 'not an address' : `person${n}@riverside.example`;
    return `"Nora, ${n}";"Lindström";${email};;hub`;
  });
  const content = `\ufefffirstName;lastName;email;programmes;sites\r\n${lines.join('\r\n')}\r\n`;

  test('are shown first, added on Yes, and what was refused comes back', async () => {
    const before = said().length;
    await typed('add', [{ name: 'staff.csv', content }]);
    const answer = said().slice(before);
    const question = answer.find(({ labels }) => labels.length > 0);
    if (!question) throw new Error('nothing is asked');
    expect(wordsIn(question)).toContain('990');
    const [label = ''] = question.labels;
    expect(label).toContain('990');
    await school.next('coordinator', () => amina().press(question, label));
    const offers = said().slice(before).filter(isOffer);
    expect(offers.length).toBeGreaterThan(0);
    const offer = offers.at(-1);
    if (!offer) throw new Error('no file');
    await amina().consent(offer, true);
    await school.settled();
    const file = amina().files().at(-1);
    expect(file?.content.match(/not an address/g)).toHaveLength(10);
    expect(wordsIn(await typed('show person999@riverside.example'))).toContain('person999@');
  }, 60_000);

  test('of the list are paged', async () => {
    const list = await typed('list');
    expect(list.labels).toContain('Next page');
    const next = await school.next('coordinator', () => amina().press(list, 'Next page'));
    expect(wordsIn(next)).not.toBe(wordsIn(list));
  });
});

test('ten people are added in one form, with what was typed kept and an error beside each', async () => {
  await amina().press(await typed('add'), 'Open the form');
  for (let row = 0; row < 10; row += 1) {
    if (row > 0) await amina().submit('Add another');
    amina().fill({
      [`people.${row}.firstName`]: `Person ${row}`,
      [`people.${row}.lastName`]: '\u{1f469}\u200d\u{1f3eb} \u05e9\u05dc\u05d5\u05dd',
      [`people.${row}.email`]: `ten${row % 9}@riverside.example`,
      [`people.${row}.sites`]: 'hub,forums',
    });
  }
  await amina().submit();
  const values = amina().dialog()?.values;
  for (let row = 0; row < 10; row += 1) expect(values?.[`people.${row}.firstName`]).toBe(`Person ${row}`);
  amina().fill({ 'people.9.email': 'ten9@riverside.example' });
  expect(wordsIn(await school.next('coordinator', () => amina().submit()))).toContain('10');
}, 60_000);

test('a file that can’t be had now can be taken later', async () => {
  const offer = await typed('export');
  await school.database(false);
  await amina().consent(offer, true);
  await school.settled();
  expect(wordsIn(amina().last(own()))).toContain('Try again');
  const still = amina()
    .sees(own())
    .find(({ id }) => id === offer.id);
  expect(still && isOffer(still)).toBe(true);
  await school.database(true);
  await amina().consent(offer, true);
  await school.settled();
  expect(amina().files().at(-1)?.content).toContain('ben.okafor@riverside.example');
}, 60_000);

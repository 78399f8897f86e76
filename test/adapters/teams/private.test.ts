import { describe, expect, test } from 'vitest';
import { useDatabase } from '../../kit/database.ts';
import { useTeams, wordsIn } from './school.ts';

const database = useDatabase();
const school = useTeams(database);

const amina = () => school.as('coordinator');

/** A card that the bot posted into the channel, with buttons for all to see. */
async function posted(buttons: { label: string; action: { verb: string; step: 'run' | 'form' | 'confirm' } }[]) {
  const { approvals } = school.channel;
  await amina().type('whoami', approvals);
  await school.settled();
  await school.adapter.chat.post(
    { workspace: school.teams.tenantId, channel: approvals },
    { title: 'For all', buttons },
  );
  return amina().last(approvals);
}

const saidInChannel = () =>
  amina()
    .sees(school.channel.approvals)
    .filter(({ fromBot }) => fromBot)
    .map(wordsIn);

describe('a press in a channel', () => {
  test('is answered in the own chat, and the channel does not change', async () => {
    const card = await posted([{ label: 'My account', action: { verb: 'whoami', step: 'run' } }]);
    const before = saidInChannel();
    const answer = await school.next('coordinator', () => amina().press(card, 'My account'));
    expect(wordsIn(answer)).toContain('amina.rahman@riverside.example');
    expect(amina().toast.at(-1)).toBe('The answer is in your own chat with Staffroom.');
    expect(saidInChannel()).toEqual(before);
    expect(school.as('teacher').last(school.channel.approvals).own).toBe(false);
  });

  test('opens a dialog where the bot asks by a form; what comes of it goes to the own chat', async () => {
    const card = await posted([{ label: 'Add people', action: { verb: 'add', step: 'form' } }]);
    const before = saidInChannel();
    await amina().press(card, 'Add people');
    expect(amina().dialog()?.title).toBe('Add people');
    amina().fill({
      'people.0.firstName': 'Pia',
      'people.0.lastName': 'Berg',
      'people.0.email': 'pia.berg@riverside.example',
      'people.0.sites': 'hub',
    });
    const answer = await school.next('coordinator', () => amina().submit());
    expect(wordsIn(answer)).toContain('Pia Berg');
    expect(amina().dialog()?.message).toBe('The answer is in your own chat with Staffroom.');
    expect(saidInChannel()).toEqual(before);
  });

  test('of someone for whom the app is not installed says how, and shows a dialog’s answer in the dialog', async () => {
    const pat = school.teams.addPerson({
      name: 'Joseph Mwangi',
      email: 'joseph.mwangi@riverside.example',
      installed: false,
    });
    for (const id of [school.channel.approvals, school.channel.general])
      school.teams.conversations.get(id)?.members.push(pat.id);
    const card = await posted([
      { label: 'My account', action: { verb: 'whoami', step: 'run' } },
      { label: 'Suspend', action: { verb: 'suspend', step: 'form' } },
    ]);
    const joseph = school.teams.as(pat.id);
    await joseph.press(card, 'My account');
    expect(joseph.toast.at(-1)).toContain('Add Staffroom as your own app');
    await joseph.press(card, 'Suspend');
    const [found] = await joseph.suggest('people', 'josé');
    joseph.fill({ people: found?.value ?? '' });
    await joseph.submit();
    expect(joseph.dialog()?.title).toContain('José Álvarez');
    expect(joseph.dialog()?.labels).toContain('Suspend');
    await joseph.press(joseph.dialog() as never, 'Cancel');
    expect(wordsIn(joseph.dialog())).toContain('Nothing was changed');
  });
});

test('what is typed after a slash nobody else sees, and nobody else hears of the answer', async () => {
  const before = saidInChannel();
  const type = (line: string) => amina().type(line, school.channel.approvals, { slash: true });
  const answer = await school.next('coordinator', () => type('show ben.okafor@riverside.example'));
  expect(wordsIn(answer)).toContain('Ben Okafor');
  expect(saidInChannel()).toEqual(before);
});

import { expect, test } from 'vitest';
import { NotConnected } from '../../../db/errors.ts';
import { command } from '../../../src/bot/command.ts';
import { person } from '../../../src/bot/inputs.ts';
import { registryOf } from '../../../src/bot/registry.ts';
import { suspendPerson } from '../../../src/service/people/suspend.ts';
import { talk as say } from '../../../src/ui/sentences/bot.ts';
import { useDatabase } from '../../kit/database.ts';
import { registry } from '../../kit/job-cards.ts';
import { useTalk } from '../talk.ts';

/** The database goes away, before what a command changes is committed or after. */
const broken = (verb: string, when: 'before' | 'after') =>
  command({
    verb,
    group: 'accounts',
    order: 99,
    label: verb,
    summary: verb,
    examples: [`${verb} ben@school.example`],
    may: 'user.suspend',
    inputs: { person: person({ label: 'Person' }) },
    run: async ({ ctx }, { person: p }) => {
      if (when === 'after') await suspendPerson(ctx, { id: p.id });
      throw new NotConnected('The database could not be reached.');
    },
  });

const commands = registryOf([...registry.all, broken('break-before', 'before'), broken('break-after', 'after')]);
const talk = useTalk(useDatabase().app(), commands);

test('only what was not committed is called not done', async () => {
  const ben = 'ben.okafor@riverside.example';
  expect((await talk.card('coordinator', `break-before ${ben}`)).title).toBe(say.tryAgain);
  expect((await talk.card('coordinator', `break-after ${ben}`)).title).toBe(say.outcomeUnknownTitle);
  expect(await talk.words('coordinator', `show ${ben}`)).toContain('Suspended');
});

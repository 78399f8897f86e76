import { afterEach, beforeEach, vi } from 'vitest';
import { type FakePerson, type FakeTeams, type FakeTeamsOptions, fakeTeams } from './index.ts';
import { type Handler, type TinyBot, tinyBot } from './tiny-bot.ts';

/** A fake Teams and a bare bot, both new for each test, and two people. */
export interface TinySchool {
  fake: FakeTeams;
  bot: TinyBot;
  /** What the bot does. */
  handle: Handler;
  ben: FakePerson;
  amina: FakePerson;
  /** Starts another Teams, with a bot of its own. */
  anew(options: FakeTeamsOptions): Promise<void>;
  channelOf(...members: FakePerson[]): string;
}

export function tinySchool(): TinySchool {
  let stops: (() => Promise<void>)[] = [];
  const school = {
    async anew(options) {
      school.fake = await fakeTeams(options);
      school.handle = async () => undefined;
      school.bot = await tinyBot(school.fake, (context) => school.handle(context));
      stops.push(school.bot.stop, school.fake.close);
      school.ben = school.fake.addPerson({ name: 'Ben Okafor' });
      school.amina = school.fake.addPerson({ name: 'Amina Rahman' });
    },
    channelOf: (...members) => school.fake.addChannel({ name: 'Staff', members: members.map(({ id }) => id) }).id,
  } as TinySchool;

  beforeEach(async () => {
    // The package prints whatever goes wrong, and half of what is tried here does so on purpose.
    vi.spyOn(console, 'error').mockImplementation(() => {});
    await school.anew({});
  });

  afterEach(async () => {
    for (const stop of stops) await stop();
    stops = [];
    vi.restoreAllMocks();
  });
  return school;
}

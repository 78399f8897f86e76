import { freePort } from '../../../db/embedded/server.ts';
import { migrate } from '../../../db/migrate.ts';
import { type Ends, withEnds } from '../ends.ts';
import { type Fault, type Ground, groundFor } from './faults.ts';
import { type CountedMails, countedMails } from './mails.ts';
import { type Supervised, supervised } from './program.ts';
import { emailOf, loadSchool } from './school.ts';
import { type LoadSlack, loadSlack } from './slack.ts';

/** The program on a database that can be struck, with a Slack and a mail server before it. */
export interface Load {
  ground: Ground;
  slack: LoadSlack;
  mails: CountedMails;
  program: Supervised;
  /** Where the program listens. */
  port: number;
}

interface Options {
  /** How many there are of each whom something can be done to. */
  people: number;
  disk?: Fault['disk'];
  /** Pauses before Slack delivers a message again, in milliseconds. */
  pauses?: number[];
  /** What else the program is started with. */
  env?: Record<string, string>;
}

/** Starts all of it; a failure ends what was started. */
export const openLoad = (options: Options) => withEnds((ends) => begin(options, ends));

async function begin({ people, disk, pauses, env = {} }: Options, ends: Ends): Promise<Load> {
  const ground = await groundFor(disk);
  ends.push(() => ground.close());
  await migrate(ground.server.url);
  await loadSchool(ground.server.url, people);
  const port = await freePort();
  const slack = await loadSlack(port, emailOf, pauses);
  ends.push(() => slack.close());
  const mails = await countedMails();
  ends.push(() => mails.close());
  const program = await supervised(port, {
    ...slack.env,
    ...mails.env,
    PUBLIC_URL: 'https://staffroom.load.example',
    DATABASE_URL: ground.proxy.url,
    DRAIN_SECONDS: '0',
    ...env,
  });
  ends.push(() => program.stop());
  ground.killProgram = program.kill;
  return { ground, slack, mails, program, port };
}

import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import postgres from 'postgres';
import { freePort } from '../../../db/embedded/server.ts';
import { withEnds } from '../../kit/ends.ts';
import { startMailServer } from '../../kit/mail-server.ts';
import { type Client, openClient } from '../chats/http-client.ts';
import { aCopy, databaseKeys, startProgram } from '../chats/sides.ts';
import { lightSlack } from '../chats/slack-light.ts';
import { closeGround, theServer } from '../ground.ts';
import { type Done, day, does, type Kind, type Open, type World } from './day.ts';
import { fillSchools } from './fill.ts';
import { emailOf, inChat, teamOf, whoIs } from './names.ts';
import { report } from './report.ts';
import { watch } from './watch.ts';

/** Longest that what is under way at the end is waited for, in milliseconds. */
const drainMs = 30_000;
/** Counts nothing: code is compiled, caches are filled. */
const warmUpMs = 20_000;

/**
 * Many schools in one database, two copies of the program, and so many commands a second of a mixed day: how long each kind takes,
 * what it takes of the machine, how long jobs wait, and what grows. One app of Slack, a workspace for each school.
 *
 * @param words how many schools, 1,000 unless told; people in each, 1,000; minutes, 10; commands a second, 100
 * @returns whether none failed
 */
export async function schools(words: string[], say: (line: string) => void): Promise<boolean> {
  const [schools = 1_000, people = 1_000, minutes = 10, perSecond = 100] = words.map(Number);
  if (people < inChat + 100) throw new Error(`People in each: at least ${inChat + 100}.`);
  const { run, stop } = await withEnds(async (ends) => {
    ends.push(closeGround);
    const url = await (await theServer()).database('schools');
    const keys = databaseKeys(url);
    await fillSchools(url, { schools, people, secretKey: keys.SECRET_KEY }, say);
    const slack = await lightSlack(
      (id) => emailOf(whoIs(id)),
      (id) => teamOf(whoIs(id).school),
    );
    ends.push(() => slack.close());
    const mail = await startMailServer({ password: 'bench', domain: 'bench.example', connections: 20 });
    ends.push(() => mail.close());
    const signingSecret = randomBytes(16).toString('hex');
    const env = {
      ...keys,
      PUBLIC_URL: `http://127.0.0.1:${await freePort()}`,
      SMTP_URL: mail.url('bench'),
      MAIL_FROM: 'Staffroom <no-reply@bench.example>',
      SLACK_SIGNING_SECRET: signingSecret,
      SLACK_API_URL: slack.apiUrl,
      SLACK_CLIENT_ID: '1234567890.1234567890',
      SLACK_CLIENT_SECRET: randomBytes(16).toString('hex'),
    };
    say('starting two copies');
    const program = await aCopy(ends);
    const copies = [await startProgram(program, env, ends), await startProgram(program, env, ends)];
    const sql = postgres(url, { max: 1, onnotice: () => {} });
    ends.push(() => sql.end());
    const clients = copies.map(({ port }) => openClient(port));
    ends.push(async () => {
      for (const client of clients) client.close();
    });
    let turn = 0;
    const world: World = {
      slack,
      signingSecret,
      schools,
      people,
      client() {
        turn += 1;
        return clients[turn % clients.length] as Client;
      },
    };
    return {
      run: async () => {
        const open: Open = { suspended: [], asked: [], busy: new Set() };
        say('warming up');
        await drive(world, open, perSecond, warmUpMs);
        say(`${perSecond} a second for ${minutes} minutes`);
        const end = new AbortController();
        const pids = copies.map(({ pid }) => pid);
        const watching = watch(sql, pids, end.signal);
        const done = await drive(world, open, perSecond, minutes * 60_000, say);
        end.abort();
        return report({
          schools,
          people,
          minutes,
          perSecond,
          done,
          watched: await watching,
          mails: mail.arrived.length,
        });
      },
    };
  });
  try {
    const { text, failed } = await run();
    console.log(text);
    return failed === 0;
  } finally {
    await stop();
  }
}

/** One after the other at the gaps of a Poisson process, whatever has become of those before. */
async function drive(
  world: World,
  open: Open,
  perSecond: number,
  forMs: number,
  say: (line: string) => void = () => {},
): Promise<Done[]> {
  const done: Done[] = [];
  const under = new Set<Promise<void>>();
  const begin = performance.now();
  let [due, told] = [begin, 1];
  while (due - begin < forMs) {
    due += (-Math.log(1 - Math.random()) * 1_000) / perSecond;
    const wait = due - performance.now();
    if (wait > 0) await delay(wait);
    const one = does(world, anyKind(), open)
      .then((each) => void done.push(each))
      .finally(() => under.delete(one));
    under.add(one);
    if (performance.now() - begin > told * 60_000) {
      say(
        `${told} min: ${done.length} done, ${done.filter(({ failed }) => failed).length} failed, ${under.size} under way`,
      );
      told += 1;
    }
  }
  await Promise.race([Promise.all(under), delay(drainMs, undefined, { ref: false })]);
  return done;
}

const total = Object.values(day).reduce((sum, n) => sum + n, 0);

function anyKind(): Kind {
  let at = Math.random() * total;
  for (const [kind, weight] of Object.entries(day)) {
    at -= weight;
    if (at < 0) return kind as Kind;
  }
  return 'show';
}

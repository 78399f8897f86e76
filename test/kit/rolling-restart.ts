import { setTimeout as delay } from 'node:timers/promises';
import { and, eq, inArray } from 'drizzle-orm';
import { connect } from '../../db/connect.ts';
import { freePort } from '../../db/embedded/server.ts';
import { auditEvents, users } from '../../db/schema/index.ts';
import type { FakeClient, FakeSlack } from '../adapters/slack/fake/index.ts';
import { wordsIn } from '../adapters/slack/school.ts';
import type { BegunProgram, Program } from './program.ts';
import { readinessProxy } from './readiness-proxy.ts';
import { until } from './until.ts';

export interface Rolled {
  sent: number;
  /** What came of each command that was not taken or not answered. */
  failed: string[];
  /** E-mail addresses whose adding was acknowledged and answered. */
  added: string[];
  /** The exit code of each copy that was told to stop. */
  ended: (number | null)[];
}

/** How many people with these addresses there are, and how many audit events of their adding. */
export async function addedIn(databaseUrl: string, emails: string[]): Promise<{ people: number; events: number }> {
  const { db, close } = connect(databaseUrl);
  try {
    const isOne = inArray(users.email, emails);
    const ofOne = inArray(auditEvents.targetId, db.select({ id: users.id }).from(users).where(isOne));
    return {
      people: await db.$count(users, isOne),
      events: await db.$count(auditEvents, and(eq(auditEvents.action, 'user.add'), ofOne)),
    };
  } finally {
    await close();
  }
}

interface Options {
  program: Program;
  slack: FakeSlack;
  /** The settings of both copies, which stand on one database. */
  env: Record<string, string>;
  /** Who types. */
  coordinator: string;
  /** How often each copy is restarted. */
  times: number;
  /** How many commands are typed a second. */
  perSecond: number;
  /** How often the proxy looks at `/readyz`, in milliseconds. */
  everyMs: number;
  /** Told of each restart. */
  say?: (line: string) => void;
}

/** Longest that a start, and an answer, is waited for, in milliseconds. */
const timeoutMs = 60_000;
const answerMs = 30_000;

/** Restarts two copies behind a proxy in turn, while a coordinator in Slack types one command after the other. */
export async function rollingRestart(options: Options): Promise<Rolled> {
  const { program, slack, env, coordinator, times, everyMs, say = () => {} } = options;
  const ports = [await freePort(), await freePort()];
  const proxy = await readinessProxy(ports, everyMs);
  slack.connectHttp(`${proxy.url}/slack/events`);
  const rolled: Rolled = { sent: 0, failed: [], added: [], ended: [] };
  const copies = new Map<number, BegunProgram>();
  const begin = async (port: number) => {
    const copy = program.begin({ ...env, PORT: String(port) });
    copies.set(port, copy);
    await until(() => copy.said().includes('Staffroom is ready') && proxy.isUp(port), timeoutMs).catch(() => {
      throw new Error(`not ready: ${copy.said()}`);
    });
  };
  const end = async (port: number) => {
    rolled.ended.push((await copies.get(port)?.end('SIGTERM')) ?? null);
    copies.delete(port);
  };
  try {
    await Promise.all(ports.map(begin));
    const stopTyping = type(slack, coordinator, rolled, options.perSecond);
    for (let round = 1; round <= times; round += 1) {
      for (const port of ports) {
        await end(port);
        await begin(port);
        say(`round ${round}: ${rolled.sent} sent, ${rolled.failed.length} failed`);
      }
    }
    await stopTyping();
  } finally {
    await Promise.all([...copies.keys()].map(end));
    await proxy.close();
  }
  return rolled;
}

/** @returns what ends it, once all that was typed is answered or has failed */
function type(slack: FakeSlack, who: string, rolled: Rolled, perSecond: number): () => Promise<void> {
  const client = slack.as(who);
  const pending: Promise<void>[] = [];
  const one = async () => {
    rolled.sent += 1;
    // A channel for each, so that it is known which answer is to which.
    const number = rolled.sent;
    const channel = slack.addChannel({ name: `channel-${number}`, members: [who], botIn: false }).id;
    const email = number % 2 ? `person-${number}@riverside.example` : '';
    const problem = email
      ? await ask(client, channel, `/staff add Person No${number} ${email} programmes:primary`, `No${number} is added`)
      : await ask(client, channel, '/staff whoami', 'amina.rahman@');
    if (problem) rolled.failed.push(`${number}: ${problem}`);
    else if (email) rolled.added.push(email);
  };
  const typing = setInterval(() => void pending.push(one()), 1_000 / perSecond);
  return async () => {
    clearInterval(typing);
    await Promise.all(pending);
  };
}

/** @returns what went wrong */
async function ask(client: FakeClient, channel: string, line: string, wanted: string): Promise<string | undefined> {
  const { status, problem } = await client.command(line, channel);
  if (status !== 200) return `${status} ${problem}`;
  const answers = () => client.sees(channel).map(wordsIn).join(', ');
  for (const end = performance.now() + answerMs; performance.now() < end; await delay(50)) {
    if (answers().includes(wanted)) return undefined;
    if (/try again/i.test(answers())) break;
  }
  return `answered: ${answers() || 'nothing'}`;
}

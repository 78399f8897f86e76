import { setTimeout as delay } from 'node:timers/promises';
import type { Connector } from './adapter.ts';

/** What the connector said to a call that it refused. */
export class TeamsError extends Error {
  /** Nothing where it was not reached. */
  readonly status: number | undefined;
  /** The connector's own word: `BotNotInConversationRoster`; or `unreachable`. */
  readonly problem: string;
  constructor(what: string, status: number | undefined, problem: string) {
    super(`${what}: ${[status, problem].filter(Boolean).join(' ')}`);
    this.status = status;
    this.problem = problem;
  }
}

/** Whether it was refused with one of these. */
export const isStatus = (error: unknown, ...statuses: number[]): boolean =>
  error instanceof TeamsError && error.status !== undefined && statuses.includes(error.status);

/** A conversation that is not ours to write to, or not any more: it stays so, however often it is tried. */
export const isClosedToUs = (error: unknown): boolean => isStatus(error, 403, 404);

/** The message that was asked for is not there, in a conversation that may be. */
export const isGone = (error: unknown): boolean => isStatus(error, 403, 404, 405, 410);

interface Timing {
  /** Longest that one try may take. */
  timeoutMs: number;
  /** How often it is tried again after the network or Teams itself failed. */
  retries: number;
  /** Longest that all may take, waits that Teams asks for included. */
  totalMs: number;
}

/** Someone is looking. */
export const whileWaiting: Timing = { timeoutMs: 5_000, retries: 2, totalMs: 10_000 };
/** For jobs, which are tried again by the queue. */
export const byQueue: Timing = { timeoutMs: 10_000, retries: 1, totalMs: 12_000 };

const pauseMs = 400;

/** Something to say: a message, or that one is being written. */
export interface Outgoing {
  type: string;
  [more: string]: unknown;
}

/** Someone in a conversation's roster. */
export interface Member {
  id: string;
  aadObjectId?: string;
  name?: string;
  email?: string;
  userPrincipalName?: string;
  tenantId?: string;
  userRole?: string;
}

/** What the connector at one address does for us. @throws TeamsError */
export interface Api {
  /** @returns the message's id */
  send(conversation: string, activity: Outgoing): Promise<string>;
  update(conversation: string, id: string, activity: Outgoing): Promise<void>;
  /** @returns the conversation's id, and the id of the message that it began with */
  create(parameters: Beginning): Promise<{ id: string; activityId?: string }>;
  member(conversation: string, id: string): Promise<Member>;
  /** Some of the people in a conversation, and where the others begin. */
  members(conversation: string, from?: string): Promise<{ members: Member[]; next?: string }>;
}

/** A connector, where it is, and what Teams calls this bot: `28:` and the app's id. */
interface Way {
  connector: Promise<Connector>;
  serviceUrl: string;
  bot: string;
}

/** A conversation to be made, of which the bot itself is always one. */
interface Beginning {
  isGroup: boolean;
  tenantId: string;
  members?: { id: string }[];
  channelData: object;
  /** What it begins with. */
  activity?: Outgoing;
}

/** Most people whom the connector lists at once. */
const pageSize = 500;

export function openApi({ connector, serviceUrl, bot }: Way, timing: Timing): Api {
  const timeout = timing.timeoutMs;
  // The connector fills in nothing: without `from` it takes no activity at all.
  const ours = (activity: Outgoing) => ({
    ...activity,
    channelId: 'msteams',
    serviceUrl,
    locale: 'en-GB',
    from: { id: bot },
  });
  const addressed = (conversation: string, activity: Outgoing): Activity =>
    ({ ...ours(activity), conversation: { id: conversation } }) as unknown as Activity;
  const call = async <T>(what: string, run: (c: Connector['conversations']) => Promise<T>): Promise<T> => {
    const { conversations } = await connector;
    return withRetries(what, timing, () => run(conversations));
  };
  return {
    send: async (conversation, activity) => {
      const body = addressed(conversation, activity);
      return (await call('send', (c) => c.sendToConversation(conversation, body, { timeout }))).id;
    },
    update: async (conversation, id, activity) => {
      const body = { ...addressed(conversation, activity), id };
      await call('update', (c) => c.updateActivity(conversation, id, body, { timeout }));
    },
    create: async ({ activity, ...more }) => {
      const parameters = { ...more, bot: { id: bot }, ...(activity && { activity: ours(activity) }) };
      const made = await call('create', (c) =>
        c.createConversation(parameters as unknown as Parameters<typeof c.createConversation>[0], { timeout }),
      );
      return { id: made.id, ...(made.activityId && { activityId: made.activityId }) };
    },
    member: async (conversation, id) =>
      memberOf(await call('member', (c) => c.getConversationMember(conversation, id, { timeout }))),
    members: async (conversation, from) => {
      // The type asks for what the first page can't have.
      const options = { timeout, pageSize, ...(from && { continuationToken: from }) } as PageOptions;
      const page = await call('members', (c) => c.getConversationPagedMembers(conversation, options));
      return {
        members: page.members.map(memberOf),
        ...(page.continuationToken && { next: page.continuationToken }),
      };
    },
  };
}

type Activity = Parameters<Connector['conversations']['sendToConversation']>[1];

type PageOptions = { pageSize: number; continuationToken: string };

/** On the wire the Entra id is `objectId`, which only some of the package's calls rename. */
const memberOf = (raw: unknown): Member => {
  const { objectId, ...member } = raw as Member & { objectId?: string };
  const aadObjectId = member.aadObjectId ?? objectId;
  return { ...member, ...(aadObjectId && { aadObjectId }) };
};

/** Tries it again where that may help and there is still time. @throws TeamsError */
async function withRetries<T>(what: string, { retries, totalMs }: Timing, run: () => Promise<T>): Promise<T> {
  const until = performance.now() + totalMs;
  for (let left = retries; ; left -= 1) {
    try {
      return await run();
    } catch (error) {
      const { status, problem, waitMs } = problemOf(error);
      const mayHelp = status === undefined || status === 429 || status >= 500;
      if (!mayHelp || left <= 0 || performance.now() + waitMs > until) throw new TeamsError(what, status, problem);
      await delay(waitMs);
    }
  }
}

/** The connector's answer in a word; the package's own errors hold what was sent, our token too, and are not passed on. */
function problemOf(error: unknown): { status?: number; problem: string; waitMs: number } {
  const { statusCode, code, details, response } = (error ?? {}) as {
    statusCode?: number;
    code?: string;
    details?: { error?: { code?: string } };
    response?: { headers?: { get(name: string): string | undefined } };
  };
  if (statusCode === undefined) return { problem: wordOf(code) ?? 'unreachable', waitMs: pauseMs };
  const seconds = Number(response?.headers?.get('retry-after'));
  return {
    status: statusCode,
    problem: wordOf(details?.error?.code ?? code) ?? 'refused',
    waitMs: seconds > 0 ? seconds * 1_000 : pauseMs,
  };
}

const wordOf = (code: unknown) => (typeof code === 'string' && /^[\w-]{1,60}$/.test(code) ? code : undefined);

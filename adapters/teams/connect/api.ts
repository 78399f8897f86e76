import { retryAfterMs } from '../../../src/lib/retry-after.ts';
import { type OnCall, toldOf } from '../../chat/calls.ts';
import { type FailureKind, PlatformError, type RetryPolicy, withRetries } from '../../chat/failure.ts';
import type { Outages } from '../../chat/outages.ts';
import type { Connector } from './adapter.ts';
import { kindOf, kindOfNoToken } from './failures.ts';

/** What the connector said to a call that it refused. */
export class TeamsError extends PlatformError {
  /** Nothing where it was not reached. */
  readonly status: number | undefined;
  /** The connector's own word: `BotNotInConversationRoster`; or `unreachable`. */
  readonly problem: string;
  constructor(
    what: string,
    kind: FailureKind,
    how: { status?: number; problem: string; retryAfterMs?: number; mayRepeat?: boolean },
  ) {
    const { status, problem } = how;
    super(`${what}: ${[status, problem].filter(Boolean).join(' ')}`, kind, how.retryAfterMs, how.mayRepeat);
    this.status = status;
    this.problem = problem;
  }
  override get isRateLimited(): boolean {
    return this.status === 429;
  }
}

/** Whether it was refused with one of these. */
export const isStatus = (error: unknown, ...statuses: number[]): boolean =>
  error instanceof TeamsError && error.status !== undefined && statuses.includes(error.status);

/** A conversation that is not ours to write to, or not any more: it stays so, however often it is tried. */
export const isClosedToUs = (error: unknown): boolean => isStatus(error, 403, 404);

/** Someone is looking. */
export const usualRetryPolicy: RetryPolicy = { tryMs: 5_000, totalMs: 10_000, pauseMs: 400 };

/** What a call is when it is made twice: nothing to be seen, the same in the same place, or once more of it. */
type Twice = 'unseen' | 'same' | 'again';

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
  /** One app has one password: where that is no good it is so everywhere. */
  outages: Outages;
  /** Told of each call. */
  onCall?: OnCall;
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

export function openApi({ connector, serviceUrl, bot, outages, onCall }: Way, retryPolicy: RetryPolicy): Api {
  const timeout = retryPolicy.tryMs;
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
  const call = async <T>(
    what: string,
    twice: Twice,
    run: (c: Connector['conversations']) => Promise<T>,
  ): Promise<T> => {
    const { conversations } = await connector;
    const done = await withRetries(retryPolicy, () =>
      toldOf(onCall, what, () =>
        run(conversations).catch((error) => {
          const failed = failureOf(what, error, twice);
          if (failed.kind === 'shut-out') outages.begin('', { problem: failed.problem });
          throw failed;
        }),
      ),
    );
    outages.end('', what);
    return done;
  };
  return {
    send: async (conversation, activity) => {
      const body = addressed(conversation, activity);
      return (await call('send', 'again', (c) => c.sendToConversation(conversation, body, { timeout }))).id;
    },
    update: async (conversation, id, activity) => {
      const body = { ...addressed(conversation, activity), id };
      await call('update', 'same', (c) => c.updateActivity(conversation, id, body, { timeout }));
    },
    create: async ({ activity, ...more }) => {
      const parameters = { ...more, bot: { id: bot }, ...(activity && { activity: ours(activity) }) };
      // A person's own chat is the same however often it is made; a thread that begins with a message is not.
      const made = await call('create', activity ? 'again' : 'unseen', (c) =>
        c.createConversation(parameters as unknown as Parameters<typeof c.createConversation>[0], { timeout }),
      );
      return { id: made.id, ...(made.activityId && { activityId: made.activityId }) };
    },
    member: async (conversation, id) =>
      memberOf(await call('member', 'unseen', (c) => c.getConversationMember(conversation, id, { timeout }))),
    members: async (conversation, from) => {
      // The type asks for what the first page can't have.
      const options = { timeout, pageSize, ...(from && { continuationToken: from }) } as PageOptions;
      const page = await call('members', 'unseen', (c) => c.getConversationPagedMembers(conversation, options));
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

/** The connector's answer in a word; the package's own errors hold what was sent, our token too, and are not passed on. */
function failureOf(what: string, error: unknown, twice: Twice): TeamsError {
  const isUnseen = twice === 'unseen';
  const mayRepeat = twice === 'same';
  const { statusCode: status, code, errorCode, details, response } = (error ?? {}) as RestError;
  // Microsoft gave us no token to send it with.
  if (errorCode !== undefined) {
    const problem = wordOf(errorCode) ?? 'no-token';
    return new TeamsError(what, kindOfNoToken(problem), { problem });
  }
  if (status === undefined)
    return new TeamsError(what, kindOf({ codes: [code] }, isUnseen), {
      problem: wordOf(code) ?? 'unreachable',
      mayRepeat,
    });
  const wait = retryAfterMs(response?.headers?.get('retry-after'), Date.now());
  const word = wordOf(details?.error?.code ?? code);
  return new TeamsError(what, kindOf({ status, ...(word && { word }) }, isUnseen), {
    mayRepeat,
    status,
    problem: word ?? 'refused',
    ...(wait !== undefined && { retryAfterMs: wait }),
  });
}

interface RestError {
  statusCode?: number;
  code?: string;
  errorCode?: string;
  details?: { error?: { code?: string } };
  response?: { headers?: { get(name: string): string | undefined } };
}

const wordOf = (code: unknown) => (typeof code === 'string' && /^[\w-]{1,60}$/.test(code) ? code : undefined);

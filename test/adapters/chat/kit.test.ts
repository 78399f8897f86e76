import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { tell, type Way } from '../../../adapters/chat/answer.ts';
import { deliveryOf, type Inbox, leftDelivery, unkept } from '../../../adapters/chat/delivery.ts';
import { type FailureKind, inOrder, PlatformError, withRetries } from '../../../adapters/chat/failure.ts';
import { fileBeside } from '../../../adapters/chat/file-in.ts';
import { answered, answeredOnce, inboundOf } from '../../../adapters/chat/inbound.ts';
import { openOutages } from '../../../adapters/chat/outages.ts';
import { emailsOf, findMentioned } from '../../../adapters/chat/people.ts';
import { cut, pieces } from '../../../adapters/chat/pieces.ts';
import { kindOf as slackKind } from '../../../adapters/slack/connect/failures.ts';
import { kindOfNoToken, kindOf as teamsKind } from '../../../adapters/teams/connect/failures.ts';
import { type Bot, NotTaken, type Sender } from '../../../src/bot/inbound.ts';
import { unlessAmiss } from '../../../src/program/chats/unless-amiss.ts';

/** What all chats share, where no platform is needed to see it. */

const sender = (standing: Sender['standing']): Sender => ({
  platform: 'slack',
  workspace: 'T1',
  person: 'U1',
  standing,
});
const common = { id: 'slack:1', place: { kind: 'direct', id: 'D1' } } as const;
const event = { type: 'text', text: 'add' } as const;

test('of a stranger’s words nothing is fetched', async () => {
  const fetched: string[] = [];
  const take = (standing: Sender['standing']) =>
    inboundOf(
      {
        event,
        read: async () => {
          fetched.push(standing);
          return { event, mentions: { U2: 'ben@school.example' } };
        },
      },
      common,
      Promise.resolve(sender(standing)),
      unkept,
    );
  const { keep, ...asked } = await take('guest');
  expect(asked).toEqual({ ...common, event, sender: sender('guest') });
  expect(await keep?.()).toBe(true);
  expect(fetched).toEqual([]);
  expect(await take('member')).toMatchObject({ mentions: { U2: 'ben@school.example' } });
});

describe('what a platform brings again', () => {
  const card = { kind: 'card', card: { title: 'You' }, to: 'asker' } as const;
  /** Takes it to a bot that answers when it is told to. @param isFirst whether it was taken by nobody before */
  function take(keepAfterMs: number, isFirst = true) {
    const told: string[] = [];
    let answer = () => {};
    const bot = {
      handle: () =>
        new Promise((resolve) => {
          answer = () => resolve([card]);
        }),
    } as unknown as Bot;
    const inbox = {
      take: async () => {
        told.push('kept');
        return isFirst;
      },
      answered: () => void told.push('answered'),
      answeredUnkept: () => void told.push('answered, not kept'),
    } as unknown as Inbox;
    const delivery = deliveryOf(inbox, 'Ev1', {}, { keepAfterMs });
    const inbound = inboundOf({ event }, common, Promise.resolve(sender('member')), delivery);
    const replies = answeredOnce(bot, inbound, 'text', () => undefined, delivery);
    return { told, delivery, replies, answer: () => setImmediate(() => answer()) };
  }

  test('is kept nowhere where it only reads and is soon answered', async () => {
    const { told, delivery, replies, answer } = take(10_000);
    answer();
    await delivery.settle(replies);
    expect(await replies).toEqual([card]);
    expect(told).toEqual(['answered, not kept']);
  });

  test('is kept where it takes long, and has no answer where it was taken before', async () => {
    const first = take(1);
    const settled = first.delivery.settle(first.replies);
    await expect.poll(() => first.told).toEqual(['kept']);
    first.answer();
    expect(await first.replies).toEqual([card]);
    await settled;
    expect(first.told).toEqual(['kept', 'answered']);
    expect(await take(1, false).replies).toEqual([]);
  });

  test('is kept where the answer is ready and is not taken for long', async () => {
    const { told, delivery, replies, answer } = take(50);
    let taken = () => {};
    const shown = new Promise<void>((resolve) => {
      taken = resolve;
    });
    const settled = delivery.settle(replies.then(() => shown));
    answer();
    expect(await replies).toEqual([card]);
    expect(told).toEqual([]);
    await expect.poll(() => told).toEqual(['kept']);
    taken();
    await settled;
    expect(told).toEqual(['kept', 'answered']);
  });
});

test('what stands in the way is a sentence for the one who asked; a bug stays one', async () => {
  const problemOf = (error: unknown) => (error instanceof RangeError ? { title: 'Away', text: ['Later.'] } : undefined);
  const answer = (error: Error) => answered({} as Bot, Promise.reject(error), 'text', problemOf);
  const card = (title: string, text: string) => [
    { kind: 'card', card: { tone: 'problem', title, text: [text] }, to: 'asker' },
  ];
  expect(await answer(new NotTaken('Too large.'))).toEqual(card('The file can’t be read', 'Too large.'));
  expect(await answer(new RangeError())).toEqual(card('Away', 'Later.'));
  await expect(answer(new Error('bug'))).rejects.toThrow('bug');
  expect(await answered({} as Bot, Promise.resolve(undefined), 'text', problemOf)).toEqual([]);
});

test('a line looks up five people at most, each once, and vouches for members alone', async () => {
  const asked: string[] = [];
  const people = await findMentioned(['a', 'a', 'b', 'c', 'd', 'e', 'f'], async (user) => {
    asked.push(user);
    return { standing: user === 'b' ? 'guest' : 'member', email: `${user}@school.example` };
  });
  expect(asked).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect(Object.keys(emailsOf(people))).toEqual(['a', 'c', 'd', 'e']);
});

test('one file beside words is taken, whatever pictures are there', () => {
  const file = (name: string) => ({ name });
  expect(fileBeside([file('a.png'), file('b.xlsx')], 'add')?.name).toBe('b.xlsx');
  expect(fileBeside([file('a.png')], 'add')).toBeUndefined();
  expect(fileBeside([file('a.png')], ' ')?.name).toBe('a.png');
  for (const other of ['b.csv', 'b.pdf'])
    expect(() => fileBeside([file('a.csv'), file(other)], 'add')).toThrow('Send one file at a time.');
});

test('text is parted between words, then between characters, and loses nothing', () => {
  const sizeOf = ({ length }: string) => length;
  expect(pieces('one two three', 8, sizeOf)).toEqual(['one two ', 'three']);
  expect(pieces('👩‍👩‍👧👩‍👩‍👧', 9, sizeOf)).toEqual(['👩‍👩‍👧', '👩‍👩‍👧']);
  // A character of more parts than fit.
  expect(pieces('👩‍👩‍👧', 5, sizeOf).join('')).toBe('👩‍👩‍👧');
  expect(cut('one two three', 9, sizeOf)).toBe('one two…');
});

describe('what a platform’s failures mean', () => {
  const silent = (...codes: unknown[]) => ({ codes });
  test.each([
    [slackKind('chat.postMessage', { problem: 'ratelimited' }), 'not-now'],
    [slackKind('chat.postMessage', { problem: 'fatal_error' }), 'unsure'],
    [slackKind('chat.update', { problem: 'internal_error' }), 'unsure'],
    [slackKind('chat.postEphemeral', { status: 503 }), 'not-now'],
    [slackKind('chat.postMessage', { status: 504 }), 'unsure'],
    [slackKind('users.info', { status: 500 }), 'not-now'],
    [slackKind('chat.postMessage', silent('ECONNREFUSED')), 'not-now'],
    [slackKind('chat.postMessage', silent(undefined, 'ENOTFOUND')), 'not-now'],
    [slackKind('chat.postMessage', silent('ECONNRESET')), 'unsure'],
    [slackKind('chat.postMessage', { problem: 'token_revoked' }), 'shut-out'],
    [slackKind('views.update', { problem: 'not_found' }), 'refused'],
    [teamsKind({ status: 412 }, false), 'not-now'],
    [teamsKind({ status: 502 }, false), 'unsure'],
    [teamsKind({ status: 502 }, true), 'not-now'],
    [teamsKind({ status: 404 }, true), 'gone'],
    [teamsKind({ status: 401 }, true), 'shut-out'],
    [teamsKind({ status: 403, word: 'BotDisabledByAdmin' }, false), 'shut-out'],
    [teamsKind({ status: 403, word: 'BotNotInConversationRoster' }, false), 'gone'],
    [kindOfNoToken('invalid_client'), 'shut-out'],
    [kindOfNoToken('network_error'), 'not-now'],
    [slackKind('files.getUploadURLExternal', { problem: 'missing_scope' }), 'shut-out'],
    [teamsKind({ status: 400 }, false), 'refused'],
    [teamsKind(silent('ETIMEDOUT'), false), 'unsure'],
  ])('%#: %s', (kind, expected) => expect(kind).toBe(expected));

  test('what was surely not taken is tried again while there is time, and nothing else is', async () => {
    const tries = async (...fails: (PlatformError | undefined)[]) => {
      let made = 0;
      const retryPolicy = { tryMs: 10, totalMs: 40, pauseMs: 1 };
      const run = async () => {
        const fail = fails[made];
        made += 1;
        if (fail) throw fail;
      };
      const end = await withRetries(retryPolicy, run).then(
        () => 'done',
        (error) => error.kind,
      );
      return [made, end];
    };
    const away = (wait?: number) => new PlatformError('away', 'not-now', wait);
    expect(await tries(away(), away(2), undefined)).toEqual([3, 'done']);
    expect(await tries(away(), away(60_000), undefined)).toEqual([2, 'not-now']);
    expect(await tries(new PlatformError('lost', 'unsure'), undefined)).toEqual([1, 'unsure']);
    // Done twice it is the same.
    expect(await tries(new PlatformError('lost', 'unsure', undefined, true), undefined)).toEqual([2, 'done']);
  });
});

describe('an answer that is left to the queue', () => {
  const kept: Parameters<Inbox['tellLater']>[] = [];
  const inbox: Inbox = {
    take: async () => true,
    answered() {},
    answeredUnkept() {},
    leave() {},
    tellLater: async (...answer) => void kept.push(answer),
    reachedNobody() {},
  };
  const failing = (at: number, kind: FailureKind, own: Omit<Way, 'show'>): Way => ({
    ...own,
    show: () =>
      inOrder(
        [0, 1, 2].map((part) => async () => {
          if (part === at) throw new PlatformError('away', kind);
        }),
      ),
  });
  const leave = async (way: Way, delivery = unkept) => {
    kept.length = 0;
    const outcome = await tell(inbox, {
      to: { workspace: 'T1', person: 'U1' },
      card: { title: 'Done' },
      delivery,
      ways: [way],
    }).catch((error) => error.kind);
    const [key, { there, mayHaveArrived, hinted } = {}] = kept[0] ?? [];
    return { outcome, key, come: [there, mayHaveArrived, hinted] };
  };

  test.each([
    [0, 'not-now', { ownFrom: 0 }, [0, false, false]],
    [2, 'not-now', { ownFrom: 0 }, [2, false, false]],
    [2, 'unsure', { ownFrom: 0 }, [2, true, false]],
    [0, 'unsure', { ownFrom: 1 }, [0, false, true]],
    [1, 'not-now', {}, [0, false, true]],
  ] as const)('from part %d on, %s, %j', async (at, kind, own, come) => {
    expect(await leave(failing(at, kind, own))).toMatchObject({ outcome: 'later', come });
  });

  test('that is refused for good after its beginning is not', async () => {
    expect(await leave(failing(1, 'refused', { ownFrom: 0 }))).toMatchObject({ outcome: 'refused', key: undefined });
  });

  test('is known by what brought it, also where that is carried out again', async () => {
    const way = failing(0, 'not-now', {});
    const first = deliveryOf(inbox, 'Ev1', {});
    const { key } = await leave(way, first);
    expect((await leave(way, first)).key).not.toBe(key);
    expect((await leave(way, leftDelivery(inbox, 'Ev1'))).key).toBe(key);
    expect((await leave(way, leftDelivery(inbox, 'Ev2'))).key).not.toBe(key);
  });
});

describe('what a platform does not take', () => {
  const opened = () => {
    const said: string[] = [];
    const log = pino({ level: 'info' }, { write: (line: string) => void said.push(JSON.parse(line).msg) });
    const outages = openOutages(log, 'Slack', (problem) => `Mend ${problem}.`);
    const check = async () => {};
    return { said, outages, ready: (isOne: boolean) => unlessAmiss({ check, outages }, { isOne }) };
  };

  test('is said once, until something is taken again; one workspace of many makes nobody wait', async () => {
    const { said, outages, ready } = opened();
    for (let i = 0; i < 3; i += 1) outages.begin('T1', { problem: 'token_revoked' });
    outages.begin('T2', { problem: 'token_revoked' });
    expect(said).toEqual(Array(2).fill('Slack takes nothing of Staffroom’s in a workspace. Mend token_revoked.'));
    expect(await ready(false)).toBe(
      'In 2 workspaces it takes nothing: token_revoked. The log says where, and what to do.',
    );
    await expect(ready(true)).rejects.toThrow('It takes nothing: token_revoked.');
    outages.end('T1', 'users.info');
    outages.end('T2', 'users.info');
    outages.end('T2', 'users.info');
    expect(said).toHaveLength(4);
    expect(await ready(true)).toBeUndefined();
  });

  test('a right that is missing for some things is mended by those, and keeps nobody from the others', async () => {
    const { said, outages, ready } = opened();
    const lacks = { problem: 'missing_scope', right: 'files:write', method: 'files.getUploadURLExternal' };
    outages.begin('', lacks);
    outages.lacks('', ['files:write']);
    outages.lacks('', ['files:write']);
    outages.end('', 'users.info');
    expect(said).toHaveLength(2);
    expect(await ready(true)).toContain('In 1 workspace it does not let us do all: files:write.');
    outages.end('', 'files.getUploadURLExternal');
    outages.lacks('', []);
    expect(await ready(true)).toBeUndefined();
  });

  test('a connection that is missing is missing, whatever else is amiss', async () => {
    const { outages } = opened();
    const check = () => Promise.reject(new Error('no connection'));
    await expect(unlessAmiss({ check, outages }, { isOne: true })).rejects.toThrow('no connection');
  });
});

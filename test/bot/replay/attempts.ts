import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import type { Db } from '../../../db/connect.ts';
import type { Bot, Event, Reply } from '../../../src/bot/inbound.ts';
import type { Someone, World } from './people.ts';
import { digestOf, touchedTables } from './traces.ts';
import type { undoable } from './undoable.ts';

const ofImports = ['data.import', 'import.undone', 'test.corrected'];
const ofYears = ['data.promote', 'promotion.undone'];

/** What each role may do, to whom: *Who may do what* (docs/rules.md) by hand, in the trail's words. */
const mayDo: Record<string, { toTeachers: string[]; toSelf: string[]; alone: string[] }> = {
  admin: {
    toTeachers: [
      ...[
        'user.add',
        'user.edit',
        'site.access',
        'user.suspend',
        'user.reactivate',
        'reset.send',
        'invite.send',
        'plan.made',
        'plan.cancelled',
      ],
      ...[...ofImports, ...ofYears, 'data.transfer', 'data.received', 'reset.decide', 'access.decide', 'usage.remind'],
    ],
    toSelf: ['reset.ask', 'access.ask', 'data.received'],
    alone: ['user.export', 'usage.show'],
  },
  'site-admin': {
    toTeachers: [
      'usage.remind',
      'site.access',
      'user.edit',
      ...ofImports,
      ...ofYears,
      'data.transfer',
      'data.received',
      'access.decide',
    ],
    toSelf: ['reset.ask', 'access.ask', ...ofImports, ...ofYears, 'data.transfer', 'data.received'],
    alone: ['user.export', 'usage.show'],
  },
  teacher: { toTeachers: [], toSelf: ['reset.ask', 'access.ask', ...ofImports], alone: [] },
};

/** What anyone may leave: that they were there, what they have half done, that they were refused. */
const ownBooks = new Set(['audit_events', 'chat_identities', 'done_once', 'drafts']);

interface Options {
  bot: Bot;
  bugs: unknown[];
  undo: ReturnType<typeof undoable>;
  pool: Db;
  world: World;
}

/** What someone did, at any school, to be tried by everyone else. */
export interface Step {
  event: Event;
  /** What nobody elsewhere may read, unless they wrote it themselves. */
  secrets: string[];
  /** Whose rows may not change. */
  centreId: string;
}

/** Has someone do what another did. @returns what came of it that may not */
export async function attempt(options: Options, someone: Someone, step: Step): Promise<string[]> {
  const { bot, bugs, undo, pool } = options;
  const { event, centreId } = step;
  const inbound = { id: randomUUID(), sender: someone.sender, place: { kind: 'direct', id: 'd' }, event } as const;
  return undo.tried(async (tx) => {
    const before = someone.at === 'here' ? await lastEvent(tx) : '';
    const replies = await bot.handle(inbound);
    const wrong = [...bugs.splice(0).map((bug) => `broke: ${bug instanceof Error ? (bug.cause ?? bug.stack) : bug}`)];
    wrong.push(...leaksIn(replies, step).map((secret) => `read “${secret}”`));
    const touched = await touchedTables(tx);
    if (touched.length > 0) {
      const was = await digestOf(pool, touched, centreId, someone.id);
      const is = await digestOf(tx, touched, centreId, someone.id);
      const changed = touched.filter((table) => was.get(table) !== is.get(table));
      wrong.push(...(someone.at === 'here' ? await forbidden(tx, someone, before, changed) : changed.map(said)));
    }
    return wrong.map((what) => `${someone.key}, ${describe(event)}: ${what}`);
  });
}

const said = (table: string) => `changed ${table}`;

/** Names and e-mails that are in an answer, and were not in what was asked. */
export function leaksIn(replies: unknown, { event, secrets }: Pick<Step, 'event' | 'secrets'>): string[] {
  const [answered, typed] = [JSON.stringify(replies), JSON.stringify(event)];
  // A file comes as its bytes, and its preview names who is in it, with first and last name beside each other.
  const files = [...typed.matchAll(/"base64":"([^"]*)"/g)].map(([, bytes = '']) =>
    Buffer.from(bytes, 'base64').toString(),
  );
  const asked = [typed, ...files, ...files.map((file) => file.replaceAll(',', ' '))].join('\n');
  return secrets.filter((secret) => answered.includes(secret) && !asked.includes(secret));
}

async function lastEvent(db: Db): Promise<string> {
  const { rows } = await db.execute<{ id: string }>(sql`select coalesce(max(id), 0)::text as id from audit_events`);
  return rows[0]?.id ?? '0';
}

/** What of the changes that someone made at their own school their rights do not cover. */
async function forbidden(tx: Db, { key, id }: Someone, before: string, changed: string[]): Promise<string[]> {
  if (key === 'coordinator') return [];
  const { rows } = await tx.execute<{ action: string; target: string | null; role: string | null }>(sql`
    select action, target_id as target, (select role from users where id = target_id) as role
    from audit_events where id > ${before}::bigint and outcome = 'done' and actor_id = ${id}`);
  const rights = mayDo[key === 'teacher-2' ? 'teacher' : key];
  const isAllowed = ({ action, target, role }: (typeof rows)[number]) =>
    (target === null && rights?.alone.includes(action)) ||
    (target === id && rights?.toSelf.includes(action)) ||
    (target !== id && role === 'teacher' && rights?.toTeachers.includes(action));
  const unseen = rows.length === 0 ? changed.filter((table) => !ownBooks.has(table)).map(said) : [];
  return [...unseen, ...rows.filter((row) => !isAllowed(row)).map(({ action, role }) => `did ${action} to ${role}`)];
}

function describe(event: Event): string {
  if (event.type === 'text') return `“${event.text}”`;
  const { verb, step, input } = event.action;
  return `${event.type} ${verb} ${step} ${JSON.stringify(input ?? {}).slice(0, 120)}`;
}

export const isRefusal = (replies: Reply[]): boolean =>
  JSON.stringify(replies).includes('Your rights do not cover this');

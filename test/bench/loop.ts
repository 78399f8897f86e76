import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay, PerformanceObserver } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import express from 'express';
import pino from 'pino';
import { scimServer } from '../../adapters/scim/server/server.ts';
import type { Reply } from '../../src/bot/inbound.ts';
import { toWorkbook } from '../../src/bot/tables/to-workbook.ts';
import { directoryPath } from '../../src/service/directory/principal.ts';
import { makeToken } from '../../src/service/directory/tokens.ts';
import { listImports } from '../../src/service/progression/find-imports.ts';
import { undoImport } from '../../src/service/progression/undo-import.ts';
import { rotateKeys } from '../../src/service/sign-in/keys.ts';
import type { Action } from '../../src/ui/card.ts';
import type { FileValue } from '../../src/ui/form.ts';
import { fileOf } from '../kit/file.ts';
import { tokenIn } from '../kit/handed-over.ts';
import { listen } from '../kit/listen.ts';
import { type School, startServer } from './world.ts';

/** How long the one thread of the program is held at a time by what people can set off: goal 50 ms. */
export async function loop(say: (line: string) => void): Promise<void> {
  say('starting a database');
  const server = await startServer(join(await mkdtemp(join(tmpdir(), 'staffroom-bench-')), 'postgres'));
  const school = await server.school(100_000);
  const lines = [
    '| what | took, ms | longest hold, ms | of it computing, ms | longest collection of garbage, ms | memory, MB |',
    '|---|---|---|---|---|---|',
  ];
  const hold = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
    say(what);
    const { took, longest, computing, collecting, result } = await held(work);
    const memory = Math.round(process.memoryUsage().rss / 1_000_000);
    lines.push(`| ${[what, ...[took, longest, computing, collecting, memory].map((n) => n.toFixed(0))].join(' | ')} |`);
    return result;
  };
  try {
    await files(school, hold);
    await lists(school, hold);
    await directory(school, hold);
    await hold('make a signing key', () => rotateKeys(school.app));
  } finally {
    await school.close();
    await server.stop();
    console.log(lines.join('\n'));
  }
}

type Hold = <T>(what: string, work: () => Promise<T>) => Promise<T>;

/** How long the thread that serves everyone has computed, in milliseconds; where the system doesn't say, all threads together. */
function computed(): number {
  if (existsSync('/proc/self/schedstat'))
    return Number(readFileSync('/proc/self/schedstat', 'utf8').split(' ')[0]) / 1e6;
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

/**
 * The longest time between two turns of the loop: by the clock, and how much of the processor it took, which is less where other
 * programs have the machine; and the longest that was spent on collecting garbage at once.
 */
async function held<T>(work: () => Promise<T>) {
  const histogram = monitorEventLoopDelay({ resolution: 1 });
  histogram.enable();
  await delay(100);
  histogram.reset();
  // It counts from its second look on.
  await delay(50);
  let computing = 0;
  let last = computed();
  const turns = setInterval(() => {
    const now = computed();
    computing = Math.max(computing, now - last);
    last = now;
  }, 1);
  let collecting = 0;
  const collections = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) collecting = Math.max(collecting, duration);
  });
  collections.observe({ entryTypes: ['gc'] });
  const begin = performance.now();
  const result = await work();
  const took = performance.now() - begin;
  await delay(50);
  clearInterval(turns);
  collections.disconnect();
  histogram.disable();
  return { took, longest: histogram.max / 1e6, computing, collecting, result };
}

const yesIn = ([reply]: Reply[]): Action => {
  const action = reply?.kind === 'card' ? reply.card.buttons?.[0]?.action : undefined;
  if (action?.step !== 'confirm') throw new Error(`no Yes: ${JSON.stringify(reply).slice(0, 300)}`);
  return action;
};

const csv = (head: string, rows: number, row: (i: number) => string) =>
  [head, ...Array.from({ length: rows }, (_, i) => row(i))].join('\n');

const peopleHead = 'first name,last name,e-mail,programmes';
const newPerson = (i: number) => `New,Comer ${i},${randomUUID().slice(0, 8)}${i}@add.example,primary`;
const resultsHead = 'site,group,stage,subject,learner,test,date,max mark,mark,strand: Number,strand: Geometry';
const result = (i: number) => {
  const [group, test, learner] = [i % 20, Math.floor(i / 500), Math.floor(i / 20) % 25];
  const mark = (group + test + learner) % 20;
  return `primary,Group ${group},${(group % 9) + 1},Mathematics,Learner ${learner},Test ${test},2026-09-01,40,${2 * mark},${mark},${mark}`;
};

async function files(school: School, hold: Hold): Promise<void> {
  const submit = (verb: string, content: string | Uint8Array) => submitFile(verb, fileOf(content));
  const submitFile = (verb: string, file: FileValue) =>
    school.send({ type: 'submit', action: { verb, step: 'submit' }, values: { file } });
  const press = (action: Action) => school.send({ type: 'press', action });
  await school.byHand`insert into site_access (centre_id, user_id, site)
    values (${school.ctx.actor.centreId}, ${school.ctx.actor.id}, 'primary')`;

  // Made before it is measured, and flat: what is put together is copied when it is first read.
  const content = Buffer.from(`${peopleHead}\n${'\n'.repeat(4_000_000)}`).toString();
  await hold('import: 4 MB of line ends', () => submit('import', content));
  const tooMany = csv(peopleHead, 30_000, newPerson);
  await hold('add: 30,000 rows, refused', () => submit('add', tooMany));
  const people = csv(peopleHead, 5_000, newPerson);
  const add = await hold('add: preview of 5,000 rows', () => submit('add', people));
  await hold('add: Yes to them', () => press(yesIn(add)));
  await others(submitFile, hold);
  await hold('add: 5,000 rows of which none can be', () =>
    submit(
      'add',
      csv(peopleHead, 5_000, (i) => `,,p${i + 1}@big.example,nowhere`),
    ),
  );
  const file = csv(resultsHead, 50_000, result);
  const preview = await hold('import: preview of 50,000 rows', () => submit('import', file));
  await hold('import: Yes, left to the queue', () => press(yesIn(preview)));
  const { importFile } = await import('../../src/bot/progression/carry-out-import.ts');
  const { registry } = await import('../kit/job-cards.ts');
  const run = (content = file) =>
    importFile(
      { ctx: { ...school.ctx, correlationId: randomUUID() }, registry },
      {
        personId: school.ctx.actor.id,
        file: fileOf(content),
        reading: { near: { today: '2026-09-10', timeZone: 'UTC' }, answers: {} },
      },
    );
  await hold('import: 50,000 rows written', () => run());
  await hold('import: the same file again', () => run());
  const undo = async (): Promise<void> => {
    const [list] = await listImports(school.ctx, { id: school.ctx.actor.id }).then((found) => found.imports);
    await undoImport({ ...school.ctx, correlationId: randomUUID() }, { id: list?.id ?? '' });
  };
  const longer = csv(resultsHead, 100_000, (i) => result(i).replace(/,\d+,(\d+),\d+$/, ',7,$1,3'));
  await hold('import: 100,000 rows, half of them over others', () => run(longer));
  await hold('import: that undone', undo);
  const elsewhere = csv(resultsHead, 100_000, (i) => result(i).replaceAll('Group ', 'Other '));
  await hold('import: 100,000 rows of new groups', () => run(elsewhere));
  await hold('import: that undone too', undo);
  await hold('import: 50,000 rows of which none can be', () =>
    submit(
      'import',
      csv(resultsHead, 50_000, (i) => `primary,,,,,,${i},,x,,`),
    ),
  );
}

/** What other programs write: a workbook, an encoding that is not UTF-8, a column for each test. Files are made before. */
async function others(submit: (verb: string, file: FileValue) => Promise<Reply[]>, hold: Hold): Promise<void> {
  const people = Array.from({ length: 5_000 }, (_, i) => newPerson(i).split(','));
  const list = await workbookOf(peopleHead.split(','), people);
  await hold('add: preview of 5,000 people from a workbook', () => submit('add', list));
  const latin = Buffer.from(csv(peopleHead, 5_000, newPerson).replaceAll('Comer', 'Cömêr'), 'latin1');
  await hold('add: preview of 5,000 people in another encoding', () => submit('add', fileOf(latin)));
  const tests = Array.from({ length: 95 }, (_, i) => `Test ${i + 1} (40)`);
  const learners = Array.from({ length: 1_000 }, (_, i) => [
    ...['primary', `Wide ${i % 40}`, '3', 'Mathematics', `Learner ${i}`, '2026-09-01'],
    ...tests.map((_, t) => String((i + t) % 40)),
  ]);
  const wideHead = ['site', 'group', 'stage', 'subject', 'learner', 'date', ...tests];
  const wide = fileOf([wideHead, ...learners].map((row) => row.join(',')).join('\n'));
  await hold('import: preview of a wide file of 95,000 marks', () => submit('import', wide));
  const wideBook = await workbookOf(wideHead, learners);
  await hold('import: the same from a workbook', () => submit('import', wideBook));
  const long = Array.from({ length: 100_000 }, (_, i) => result(i).split(','));
  const longBook = await workbookOf(resultsHead.split(','), long);
  await hold('import: preview of 100,000 rows from a workbook', () => submit('import', longBook));
}

const workbookOf = async (head: string[], rows: string[][]): Promise<FileValue> => ({
  name: 'file.xlsx',
  base64: (await toWorkbook('file', head, rows, (cells) => cells)).content,
});

async function lists(school: School, hold: Hold): Promise<void> {
  const say = (text: string) => hold(text.slice(0, 40), () => school.send({ type: 'text', text }));
  await say('export');
  await school.byHand`insert into audit_events (centre_id, at, action, outcome, actor_id, target_id, correlation_id, details)
    select ${school.ctx.actor.centreId}, now(), 'user.edit', 'done', ${school.ctx.actor.id}, id, gen_random_uuid(), '{"changed":["name"]}'
    from users limit 100000`;
  for (let i = 0; i < 3; i += 1) await say('audit as:csv');
  await say('list a');
  await say('list a status:active');
  await say('show a');
  await hold('search of one letter', () =>
    school.bot.search(
      {
        platform: 'playground',
        workspace: 'bench',
        person: 'c',
        email: 'coordinator@riverside.example',
        standing: 'member',
      },
      'a',
    ),
  );
  await say(`add ${'x@y.example '.repeat(5_000)}`);
  await say(`add x@y.example Ada ${'xy '.repeat(5_000)}`);
  await say(`suspend ${'a'.repeat(100_000)}`);
  await say(`suspend ${'a,'.repeat(9_900)}`);
  const many = Array.from({ length: 2_000 }, (_, i) => `p${i + 1}@big.example`).join(', ');
  await say(`suspend ${many}`);
  await say(`reset ${many}`);
  const mistyped = Array.from({ length: 300 }, (_, i) => `Okafor${String.fromCharCode(97 + (i % 26))}${i}`);
  await say(`suspend ${mistyped.join(', ')}`);
}

async function directory(school: School, hold: Hold): Promise<void> {
  const token = await tokenIn(school.app, (await makeToken(school.ctx, {})).page);
  const web = await listen(express().use(scimServer({ app: school.app, log: pino({ level: 'silent' }) })));
  const send = async (method: string, path: string, body?: unknown) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' };
    const answer = await fetch(`${web.url}${directoryPath}${path}`, { method, headers, body: JSON.stringify(body) });
    const read = (await answer.json()) as { Operations?: { status: string }[] };
    return `${answer.status} ${read.Operations?.length ?? ''}`;
  };
  const someone = (i: number) => ({
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    userName: `bulk${i}@big.example`,
    name: { givenName: 'Bulk', familyName: `Person ${i}` },
    emails: [{ value: `bulk${i}@big.example`, type: 'work', primary: true }],
    active: true,
  });
  const bulk = (n: number) => ({
    schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
    Operations: Array.from({ length: n }, (_, i) => ({
      method: 'POST',
      path: '/Users',
      bulkId: `b${i}`,
      data: someone(i),
    })),
  });
  console.log('bulk', await hold('SCIM: bulk of 1,000', () => send('POST', '/Bulk', bulk(1_000))));
  console.log('bulk', await hold('SCIM: bulk of 100', () => send('POST', '/Bulk', bulk(100))));
  await hold('SCIM: a page of 500', () => send('GET', '/Users?count=500'));
  await hold('SCIM: a search within names', () => send('GET', '/Users?filter=name.familyName%20co%20%22a%22'));
  await web.close();
}

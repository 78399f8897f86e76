import { randomBytes, randomUUID } from 'node:crypto';
import type { TransactionSql } from 'postgres';
import { addPeople, previewAdd } from '../../src/service/people/add.ts';
import type { Action } from '../../src/ui/card.ts';
import { fileOf } from '../kit/file.ts';
import { inTurns, median, type Result } from './measure.ts';
import type { School } from './world.ts';

const many = 1_000;

/** 1,000 people at once, beside what SQL by hand takes for the same rows. */
export async function adding(school: School): Promise<Result[]> {
  const { ctx, byHand } = school;
  let csv = '';
  let yes: Action | undefined;
  const times = await inTurns(
    {
      service: async () => {
        const rows = people();
        await previewAdd(ctx, { rows });
        await addPeople({ ...ctx, correlationId: randomUUID() }, { rows });
      },
      users: () => byHand.begin((tx) => insertUsers(tx, rowsFor(school))),
      all: () => byHand.begin((tx) => insertAll(tx, school)),
      preview: async () => {
        csv = `first name,last name,e-mail,programmes\n${people()
          .map((p) => `${p.firstName},${p.lastName},${p.email},primary`)
          .join('\n')}`;
        const file = fileOf(csv, 'people.csv');
        const [reply] = await school.send({
          type: 'submit',
          action: { verb: 'add', step: 'submit' },
          values: { file },
        });
        yes = reply?.kind === 'card' ? reply.card.buttons?.[0]?.action : undefined;
      },
      confirm: async () => {
        if (yes?.step !== 'confirm') throw new Error('the CSV was not previewed');
        const [reply] = await school.send({ type: 'press', action: yes });
        if (reply?.kind !== 'card' || !reply.card.title.includes('1,000')) throw new Error('the CSV was not added');
      },
    },
    9,
  );
  const all = { against: 'the same rows of all tables by hand, one transaction', theirs: median(times.all) };
  return [
    {
      what: 'add 1,000: preview + add, service',
      ours: median(times.service),
      against: 'one multi-row insert of the users alone',
      theirs: median(times.users),
    },
    { what: 'add 1,000: preview + add, service', ours: median(times.service), ...all },
    { what: 'add 1,000: CSV → preview, bot', ours: median(times.preview), ...all },
    { what: 'add 1,000: Yes → added, bot', ours: median(times.confirm), ...all },
  ];
}

const people = () =>
  Array.from({ length: many }, (_, i) => ({
    firstName: 'New',
    lastName: `Comer ${i}`,
    email: `${randomUUID()}@add.example`,
    role: 'teacher' as const,
    programmes: ['primary' as const],
    siteAdminOf: [],
  }));

const rowsFor = ({ ctx }: School) =>
  people().map((p) => ({
    id: randomUUID(),
    centre_id: ctx.actor.centreId,
    first_name: p.firstName,
    last_name: p.lastName,
    email: p.email,
    role: p.role,
  }));

const insertUsers = (tx: TransactionSql, rows: ReturnType<typeof rowsFor>) => tx`insert into users ${tx(rows)}`;

/** A multi-row insert for each table: what one would write who knows PostgreSQL and has an afternoon. */
async function insertAll(tx: TransactionSql, school: School): Promise<void> {
  const users = rowsFor(school);
  const { actor, workspaceId, correlationId } = school.ctx;
  const now = new Date();
  const of = users.map((u) => ({ centre_id: actor.centreId, user_id: u.id }));
  const links = of.map((u) => ({
    ...u,
    id: randomUUID(),
    kind: 'set-up',
    token_hash: randomBytes(32),
    created_at: now,
    expires_at: now,
  }));
  const mails = of.map((u, i) => ({
    ...u,
    id: randomUUID(),
    kind: 'invitation',
    link_id: links[i]?.id ?? null,
    created_at: now,
    correlation_id: correlationId,
  }));
  const events = users.map((u) => ({
    centre_id: actor.centreId,
    at: now,
    action: 'user.add',
    outcome: 'done',
    actor_id: actor.id,
    workspace_id: workspaceId,
    target_id: u.id,
    correlation_id: correlationId,
  }));
  const jobs = mails.map((m) => ({ task: 'send-mail', payload: { mailId: m.id } }));
  await insertUsers(tx, users);
  await tx`insert into site_access ${tx(['hub', 'primary', 'forums'].flatMap((site) => of.map((u) => ({ ...u, site }))))}`;
  await tx`insert into user_programmes ${tx(of.map((u) => ({ ...u, programme: 'primary' })))}`;
  await tx`insert into links ${tx(links)}`;
  await tx`insert into mails ${tx(mails)}`;
  await tx`insert into audit_events ${tx(events)}`;
  await tx`select queue_jobs(${tx.json(jobs)})`;
}

import { sslModeOf } from '../../../../db/address.ts';
import type { Db } from '../../../../db/connect.ts';
import { serverCertificateEnd } from '../../../../db/look/certificate.ts';
import { largestTables, readServer, type ServerFacts } from '../../../../db/look/server.ts';
import { createdb } from '../../../../db/migrate.ts';
import { count, formatNumber, listed } from '../../../ui/formats.ts';
import { isUnverified } from '../../config/unencrypted.ts';
import { connectionsHeld, unverified } from '../../database.ts';
import { daysUntil, isSoon } from '../certificate.ts';
import type { Check, DoctorContext, Finding } from '../check.ts';
import { findingsAbout } from '../finding.ts';
import { formatMegabytes } from '../machine/disk.ts';
import type { OpenDatabase } from '../open-database.ts';

const { good, note, wrong, unknown } = findingsAbout('database');

/** Whether the database is there, and is one that Staffroom can work with. */
export const server: Check = {
  about: 'database',
  // An embedded one may have to recover first.
  limitMs: 70_000,
  async look(at) {
    const look = await at.database();
    if (look.db) return ofServer(look, at);
    const beside = 'What is kept in it (school, queue, mails, sites) is not looked at.';
    if (look.is === 'wrong') return [wrong(look.why, beside)];
    return [look.is === 'none' ? note(look.why) : unknown(look.why, beside)];
  },
};

async function ofServer({ db, url }: OpenDatabase, { config, running, clock }: DoctorContext): Promise<Finding[]> {
  const facts = await readServer(db);
  const { databaseUrl } = config;
  const isOurs = databaseUrl === undefined;
  const size = await sizeOf(db, facts);
  const tls = facts.tls ? `, by ${facts.tls}` : '';
  const says = `PostgreSQL ${versionOf(facts.version)}${isOurs ? ', embedded' : tls}, ${size}.`;
  const problems = problemsOf(facts);
  const isRunning = (await running())?.isStaffroom === true;
  return [
    ...(problems.length > 0 ? [] : [good(says)]),
    ...problems,
    ...(databaseUrl && isUnverified(databaseUrl) ? [note(...inTwo(unverified))] : []),
    ...(await certificate(db, url, clock())),
    ...connections(facts, connectionsHeld(config), isRunning),
  ];
}

/** Its end counts where it is looked at. */
async function certificate(db: OpenDatabase['db'], url: string, now: Date): Promise<Finding[]> {
  if (!/^verify-/.test(sslModeOf(url) ?? '')) return [];
  const endsAt = await serverCertificateEnd(db);
  if (!endsAt || !isSoon({ endsAt }, now)) return [];
  return [
    wrong(
      `The server’s certificate ends in ${count(daysUntil(endsAt, now), 'day')}. From then on Staffroom can’t work.`,
      'Have it renewed there, and PostgreSQL read it again: select pg_reload_conf()',
    ),
  ];
}

/** `180004` is 18.4. */
const versionOf = (number: number) => `${Math.floor(number / 10_000)}.${number % 10_000}`;

async function sizeOf(db: Db, { size }: ServerFacts): Promise<string> {
  const mb = (bytes: number) => formatMegabytes(Math.ceil(bytes / (1 << 20)));
  const largest = (await largestTables(db, 3)).map(({ name, bytes }) => `${name} ${mb(bytes)}`);
  return `${mb(size)}${largest.length > 0 ? ` (${largest.join(', ')})` : ''}`;
}

function problemsOf(facts: ServerFacts): Finding[] {
  const { version, letters, readOnly, creates, createsTables, notOwned, missingExtensions, lostExtensions } = facts;
  const found: Finding[] = [];
  if (version < 150_000) found.push(wrong(`This is PostgreSQL ${versionOf(version)}.`, 'Use PostgreSQL 15 or newer.'));
  if (!letters)
    found.push(
      wrong(
        'This database knows the letters of English alone, so that José could not be found.',
        `Make it anew: ${createdb}`,
      ),
    );
  if (readOnly === 'replica')
    found.push(
      wrong('This server is a replica, and can only be read.', 'Give the address of the one that is written to.'),
    );
  if (readOnly === 'set')
    found.push(
      wrong(
        'This database is set to be read only. Some providers do so where its disk is full.',
        'See that there is room, then in psql: alter database … reset default_transaction_read_only (or alter role …, or alter system …).',
      ),
    );
  if (!creates || !createsTables)
    found.push(
      wrong(
        'This user may not create what Staffroom needs.',
        'Make it the owner of the database: alter database … owner to …',
      ),
    );
  if (notOwned)
    found.push(
      wrong(
        `This user does not own the tables (${notOwned} is another’s), and can’t bring them to the newest schema.`,
        'Name in DATABASE_URL the user that made them, or make them this one’s: reassign owned by … to …',
      ),
    );
  if (missingExtensions.length > 0)
    found.push(
      wrong(
        `The server has no ${listed(missingExtensions)}.`,
        'Install the package postgresql-contrib there, of the same version.',
      ),
    );
  if (lostExtensions.length > 0)
    found.push(
      wrong(
        `This database has lost ${listed(lostExtensions)}: dropped, or left out by a restore. Who is mistyped can’t be found.`,
        `In psql: create extension ${lostExtensions.join('; create extension ')}; then make anew what db/schema.sql has and went with it: index users_search.`,
      ),
    );
  return found;
}

/** Where a limit of connections is raised, by whose it is. */
const raise = {
  server: 'Raise max_connections in postgresql.conf and start PostgreSQL again, or end what holds them.',
  user: 'Raise the limit of this user: alter role … connection limit -1',
  database: 'Raise the limit of this database: alter database … connection limit -1',
};

/** @param held as many as a copy holds */
function connections({ connections: { most, used, of } }: ServerFacts, held: number, isRunning: boolean): Finding[] {
  const free = most - used;
  const says = `${formatNumber(used)} of the ${formatNumber(most)} connections of this ${of} are taken`;
  const todo = raise[of];
  if (free >= held) return [];
  if (isRunning) return [note(`${says}: a second copy of Staffroom, which holds up to ${held}, finds no room.`, todo)];
  return [wrong(`${says}, and Staffroom holds up to ${held}.`, todo)];
}

/** `NAME: what is wrong. What to do.` */
function inTwo(line: string): [string, string?] {
  const end = line.lastIndexOf('. ');
  return end < 0 ? [line] : [line.slice(0, end + 1), line.slice(end + 2)];
}

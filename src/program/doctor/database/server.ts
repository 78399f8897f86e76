import type { Db } from '../../../../db/connect.ts';
import { largestTables, readServer, type ServerFacts } from '../../../../db/look/server.ts';
import { createdb } from '../../../../db/migrate.ts';
import { formatNumber, listed } from '../../../ui/formats.ts';
import { isUnverified } from '../../config/unencrypted.ts';
import { connectionsHeld, unverified } from '../../database.ts';
import type { Check, DoctorContext, Finding } from '../check.ts';
import { findingsAbout } from '../finding.ts';
import { formatMegabytes } from '../machine/disk.ts';

const { good, note, wrong, unknown } = findingsAbout('database');

/** Whether the database is there, and is one that Staffroom can work with. */
export const server: Check = {
  about: 'database',
  // An embedded one may have to recover first.
  limitMs: 70_000,
  async look(at) {
    const look = await at.database();
    if (look.db) return ofServer(look.db, at);
    const beside = 'What is kept in it (school, queue, mails, sites) is not looked at.';
    if (look.is === 'wrong') return [wrong(look.why, beside)];
    return [look.is === 'none' ? note(look.why) : unknown(look.why, beside)];
  },
};

async function ofServer(db: Db, { config, running }: DoctorContext): Promise<Finding[]> {
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
    ...connections(facts, connectionsHeld(config), isRunning),
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
  const { version, letters, readOnly, creates, createsTables, notOwned, missingExtensions } = facts;
  const found: Finding[] = [];
  if (version < 150_000) found.push(wrong(`This is PostgreSQL ${versionOf(version)}.`, 'Use PostgreSQL 15 or newer.'));
  if (!letters)
    found.push(
      wrong(
        'This database knows the letters of English alone, so that José could not be found.',
        `Make it anew: ${createdb}`,
      ),
    );
  if (readOnly)
    found.push(wrong('This database can only be read.', 'Give the address of the server that is written to.'));
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
  return found;
}

/** @param held as many as a copy holds */
function connections({ connections: { most, used } }: ServerFacts, held: number, isRunning: boolean): Finding[] {
  const free = most - used;
  const says = `${formatNumber(used)} of ${formatNumber(most)} connections are taken`;
  const todo = 'Raise max_connections, or the limit of this user, or end what holds them.';
  if (free >= held) return [];
  if (isRunning) return [note(`${says}: a second copy of Staffroom, which holds up to ${held}, finds no room.`, todo)];
  return [wrong(`${says}, and Staffroom holds up to ${held}.`, todo)];
}

/** `NAME: what is wrong. What to do.` */
function inTwo(line: string): [string, string?] {
  const end = line.lastIndexOf('. ');
  return end < 0 ? [line] : [line.slice(0, end + 1), line.slice(end + 2)];
}

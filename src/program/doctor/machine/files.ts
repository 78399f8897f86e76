import { constants } from 'node:fs';
import { access, readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Check, DoctorContext, Finding } from '../check.ts';
import { findingsAbout } from '../finding.ts';
import { ownerIsAnother } from './owner.ts';

const { good, note, wrong } = findingsAbout('files');

/** Anyone but the owner. */
const others = 0o077;

/** Who may read what is secret, and whether this user may write what has to be written. */
export const files: Check = {
  about: 'files',
  async look(at) {
    // Windows has rights of another kind, which Node.js does not tell.
    const found = process.platform === 'win32' ? [] : [...(await open(at)), ...(await owned(at))];
    const all = [...found, ...(await unwritable(at))];
    return all.length > 0 ? all : [good('What is secret is this user’s alone, and what has to be written can be.')];
  },
};

/** A start makes `.data` private again; `.env` is for its owner to change. */
async function open({ root, dataDir }: DoctorContext): Promise<Finding[]> {
  const names = await readdir(dataDir).catch(() => []);
  const secret = ['.env', ...names.filter((name) => name !== 'postgres').map((name) => join('.data', name))];
  const readable: string[] = [];
  for (const name of secret) {
    const found = await stat(join(root, name)).catch(() => undefined);
    if (found?.isFile() && (found.mode & others) !== 0) readable.push(name);
  }
  if (readable.length === 0) return [];
  const which = readable.join(', ');
  return [wrong(`Other users of this machine can read what is secret: ${which}.`, `chmod 600 ${readable.join(' ')}`)];
}

/** Files that the program can't use because another user made them: most often root, by one `sudo npm start`. */
async function owned({ root, dataDir }: DoctorContext): Promise<Finding[]> {
  const owner = await ownerIsAnother(dataDir);
  if (owner) {
    const says = `.data belongs to ${owner}, and the doctor runs as another.`;
    return [note(says, 'Run the doctor, and Staffroom, as that user; or make it yours: sudo chown -R "$USER" .data')];
  }
  const names = await readdir(dataDir).catch(() => []);
  const theirs: string[] = [];
  for (const name of ['.env', ...names.map((each) => join('.data', each))])
    if (await ownerIsAnother(join(root, name))) theirs.push(name);
  // A file of root's is no fault where it can be read: so some keep .env from being changed.
  const shut = [];
  for (const name of theirs) if (!(await may(join(root, name), neededOf(name)))) shut.push(name);
  if (shut.length === 0) return [];
  return [wrong(`This user may not use ${shut.join(', ')}.`, `Make it yours: sudo chown -R "$USER" ${shut.join(' ')}`)];
}

const neededOf = (name: string) =>
  name === join('.data', 'postgres') ? constants.R_OK | constants.W_OK | constants.X_OK : constants.R_OK;

async function unwritable({ root, dataDir, config }: DoctorContext): Promise<Finding[]> {
  const isThere = await may(dataDir, constants.F_OK);
  const path = isThere ? dataDir : root;
  const problem = await whyNot(path, constants.W_OK | constants.X_OK);
  if (!problem) return [];
  // As in a container whose disk is for reading alone: with a database, a key and a mail server nothing is kept here.
  const { databaseUrl, secretKey, smtpUrl } = config;
  if (databaseUrl && secretKey && smtpUrl) return [];
  const name = relative(root, path) || root;
  if (problem === 'EROFS')
    return [
      wrong(`${name} is on a disk that can only be read.`, 'Make that disk writable, or put Staffroom on one that is.'),
    ];
  return [
    wrong(
      `This user may write nothing in ${name}${isThere ? '' : ', where .data is to be made'}.`,
      'Start Staffroom as the one who owns it, or make it yours: chown -R',
    ),
  ];
}

/** The system's code for what stands in the way; nothing where it may be done. */
const whyNot = (path: string, mode: number): Promise<string | undefined> =>
  access(path, mode).then(
    () => undefined,
    ({ code }: NodeJS.ErrnoException) => code ?? 'unknown',
  );

const may = async (path: string, mode: number): Promise<boolean> => (await whyNot(path, mode)) === undefined;

import { lookup } from 'node:dns/promises';
import { stat } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { isLoopbackHost } from '../../../lib/net.ts';
import type { Check, Finding } from '../check.ts';
import { findingsAbout } from '../finding.ts';
import type { RunningProgram } from '../running-program.ts';
import { listenerOn } from './listener.ts';

const { good, note, wrong } = findingsAbout('program');

/** Ports below need rights that a service's user has not. */
const firstFreePort = 1_024;

/** Whether Staffroom runs and is well; and where it does not, whether HOST and PORT are free for it. */
export const port: Check = {
  about: 'program',
  needs: ['HOST', 'PORT'],
  async look(at) {
    const { host, port } = at.config;
    if (port === 0) return [note('PORT is 0, any free one: whether Staffroom runs can’t be told.')];
    if (!(await isHere(host)))
      return [
        wrong(
          `HOST: ${host} is not an address of this machine.`,
          'Use 127.0.0.1 for this machine only, or 0.0.0.0 for all.',
        ),
      ];
    const running = await at.running();
    if (running?.isStaffroom) return [...ofRunning(running), ...(await ofItsSettings(running, join(at.root, '.env')))];
    if (running) return [ofAnother(running, `${host}:${port}`, port, await listenerOn(port))];
    if (port < firstFreePort && process.getuid?.() !== 0)
      return [
        note(`Staffroom does not run. PORT ${port} may need more rights than this user has.`, 'Choose one above 1023.'),
      ];
    return [note(`Staffroom does not run; ${host}:${port} is free for it.`, 'Start it, if it is meant to run.')];
  },
};

/** @param who listens there, where it can be told */
function ofAnother({ is }: RunningProgram, where: string, port: number, who: string | undefined): Finding {
  const named = who ? `, ${who},` : '';
  const elsewhere = `choose another port, in .env: PORT=${port + 1}`;
  if (is === 'another Staffroom')
    return wrong(
      `Another Staffroom${named} runs at ${where}: it has another SECRET_KEY, or is of an older release.`,
      `If it is this one after all, start it again: settings are read at the start. Else stop it, or ${elsewhere}`,
    );
  if (is === 'silent')
    return wrong(
      `What listens at ${where}${named} does not answer.`,
      `If that is Staffroom, it hangs: end it (kill -9), and start it again. Else stop it, or ${elsewhere}`,
    );
  return wrong(`Another program${named} answers at ${where}.`, `Stop that one, or ${elsewhere}`);
}

function ofRunning({ url, status, missing, notes }: RunningProgram): Finding[] {
  const beside = Object.values(notes).map((words) => note(words));
  if (status === 'ready') return [good(`Staffroom runs at ${url}, and is ready.`), ...beside];
  if (status === 'starting') return [note(`Staffroom is just starting at ${url}.`, 'Ask again in a minute.')];
  if (status === 'stopping') return [note(`Staffroom at ${url} is about to stop.`)];
  const what = Object.entries(missing).map(([name, why]) => (why ? `${name} (${why})` : name));
  return [
    wrong(
      `Staffroom runs at ${url}, and is not ready: ${what.join(', ')}.`,
      'Its log says more, and so do the lines below.',
    ),
    ...beside,
  ];
}

/** Settings are read at the start: what was put right since then is not yet what it works with. */
async function ofItsSettings({ startedAt }: RunningProgram, file: string): Promise<Finding[]> {
  const changedAt = (await stat(file).catch(() => undefined))?.mtimeMs;
  if (startedAt === undefined || changedAt === undefined || changedAt <= startedAt) return [];
  return [
    note(
      '.env was changed after Staffroom was started, which works with the settings of before.',
      'Start it again, so that it reads them. The other lines are of what .env says now.',
    ),
  ];
}

async function isHere(host: string): Promise<boolean> {
  if (host === '0.0.0.0' || host === '::' || isLoopbackHost(host)) return true;
  const own = Object.values(networkInterfaces()).flatMap((each) => each?.map(({ address }) => address) ?? []);
  const meant = await lookup(host, { all: true }).catch(() => []);
  return meant.some(({ address }) => own.includes(address) || isLoopbackHost(address));
}

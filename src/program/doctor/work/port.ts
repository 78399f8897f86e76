import { lookup } from 'node:dns/promises';
import { networkInterfaces } from 'node:os';
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
    const running = await at.running();
    if (running?.isStaffroom) return ofRunning(running);
    if (running) {
      const who = await listenerOn(port);
      const says = `Another program${who ? `, ${who},` : ''} answers at ${host}:${port}.`;
      return [wrong(says, `Stop that one, or choose another port: PORT=${port + 1}`)];
    }
    if (!(await isHere(host)))
      return [
        wrong(
          `HOST: ${host} is not an address of this machine.`,
          'Use 127.0.0.1 for this machine only, or 0.0.0.0 for all.',
        ),
      ];
    if (port < firstFreePort && process.getuid?.() !== 0)
      return [
        note(`Staffroom does not run. PORT ${port} may need more rights than this user has.`, 'Choose one above 1023.'),
      ];
    return [note(`Staffroom does not run; ${host}:${port} is free for it.`, 'Start it, if it is meant to run.')];
  },
};

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

async function isHere(host: string): Promise<boolean> {
  if (host === '0.0.0.0' || host === '::' || isLoopbackHost(host)) return true;
  const own = Object.values(networkInterfaces()).flatMap((each) => each?.map(({ address }) => address) ?? []);
  const meant = await lookup(host, { all: true }).catch(() => []);
  return meant.some(({ address }) => own.includes(address) || isLoopbackHost(address));
}

import { freemem, totalmem } from 'node:os';
import type { Check } from '../check.ts';
import { findingsAbout } from '../finding.ts';
import { formatMegabytes } from './disk.ts';

const { good, note } = findingsAbout('memory');

/**
 * What one copy may take under work, with the embedded PostgreSQL, in megabytes. A judgement: with Slack and Teams set up it was seen to
 * take 180 after its start, and the embedded PostgreSQL 65 more; large files and hashing passwords take more for moments.
 */
const neededMb = 512;

/** How much memory is free: of the machine, or of the container where that has a limit. */
export const memory: Check = {
  about: 'memory',
  async look(at) {
    const limit = process.constrainedMemory() ?? 0;
    const total = limit > 0 && limit < totalmem() ? limit : totalmem();
    const freeMb = inMb(Math.min(freemem(), total));
    const says = `${formatMegabytes(freeMb)} of ${formatMegabytes(inMb(total))} are free.`;
    const isRunning = (await at.running())?.isStaffroom === true;
    // Of one that runs the memory is taken already.
    if (freeMb >= neededMb || isRunning) return [good(says)];
    return [note(says, `Staffroom wants ${neededMb} MB. Give this machine more, or end what else takes it.`)];
  },
};

const inMb = (bytes: number) => Math.floor(bytes / (1 << 20));

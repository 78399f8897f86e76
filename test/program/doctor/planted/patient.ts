import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../../../src/lib/package-root.ts';
import type { Finding, Mark } from '../../../../src/program/doctor/check.ts';
import { checks } from '../../../../src/program/doctor/checks.ts';
import type { DoctorOptions } from '../../../../src/program/doctor/context.ts';
import { examine } from '../../../../src/program/doctor/examine.ts';

/** What is wrong with an installation, and how the doctor is to say so. */
interface Fault {
  /** What was done to it. */
  name: string;
  about: string;
  is: Mark;
  says: RegExp;
  /** Nothing: the line itself says what to do. */
  todo?: RegExp;
}

/** An installation with faults that don't hide each other. */
export interface Patient {
  name: string;
  faults: Fault[];
  /** Plants them. @param folder an empty installation */
  plant(folder: string): Promise<{ options: Omit<DoctorOptions, 'root'>; close?(): Promise<void> }>;
}

/** A folder with what the doctor reads of a program's. */
export async function installation(env = ''): Promise<{ folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'staffroom-patient-'));
  await copyFile(new URL('package.json', packageRoot), join(folder, 'package.json'));
  if (env) await writeFile(join(folder, '.env'), env, { mode: 0o600 });
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** All that the doctor finds. */
export async function findingsOf(options: DoctorOptions): Promise<Finding[]> {
  const found: Finding[] = [];
  for await (const finding of examine(options, checks)) found.push(finding);
  return found;
}

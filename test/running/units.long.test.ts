import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { read } from './files.ts';

/** systemd's own word on the units in docs/running/; it need not run here. */

const analyze = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync('systemd-analyze', args, { encoding: 'utf8' });
  return { status, said: `${stdout}${stderr}`.trim() };
};
// `--offline` and `--recursive-errors` came with 250.
const version = Number(/^systemd (\d+)/.exec(analyze('--version').said)?.[1] ?? 0);
const it = test.skipIf(version < 250);

const services = ['staffroom.service', 'staffroom-backup.service'];
const units = [...services, 'staffroom-backup.timer'];
const folder = mkdtempSync(join(tmpdir(), 'staffroom-units-'));

beforeAll(() => {
  // The one that runs the tests stands in for the one of Debian's package, which may not be there.
  for (const unit of units)
    writeFileSync(join(folder, unit), read(`docs/running/${unit}`).replaceAll('/usr/bin/node', process.execPath));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it.each(units)('%s has nothing that systemd does not know (passed over where it is not installed)', (unit) => {
  // What it says of this machine's own units, on which ours stand, is nobody's fault here.
  const { status, said } = analyze('verify', '--recursive-errors=no', join(folder, unit));
  expect([status, said.split('\n').filter((line) => line.includes('staffroom'))]).toEqual([0, []]);
});

it.each(services)('%s leaves little that it could do to the machine', (unit) => {
  // Of 10, where less is better: 0.3 more than what both have, for what a later systemd may ask besides.
  const { status, said } = analyze('security', '--offline=true', '--threshold=20', join(folder, unit));
  expect([status, said]).toEqual([0, expect.stringContaining('Overall exposure level')]);
});

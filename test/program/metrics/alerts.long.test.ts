import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { packageRoot } from '../../../src/lib/package-root.ts';

const cwd = fileURLToPath(new URL('docs/monitoring', packageRoot));
const promtool = (...args: string[]) => spawnSync('promtool', args, { cwd, encoding: 'utf8' });

test.skipIf(promtool('--version').error)(
  'Prometheus raises each alert as its tests say (passed over where promtool is not installed)',
  () => {
    const { status, stdout, stderr } = promtool('test', 'rules', 'alerts.test.yaml');
    expect([status, stdout + stderr]).toEqual([0, expect.stringContaining('SUCCESS')]);
  },
);

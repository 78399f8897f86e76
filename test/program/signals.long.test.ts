import { spawn } from 'node:child_process';
import { expect, test } from 'vitest';
import { packageRoot } from '../../src/lib/package-root.ts';

const script = `
import { signals } from '${new URL('src/program/signals.ts', packageRoot)}';
signals().stop.addEventListener('abort', () => { console.log('told'); process.exit(); });
setTimeout(() => process.exit(1), 30_000);
console.log('up');`;

test('started by npm it ends with the shell between, which passes no signal on', async () => {
  const { PATH } = process.env;
  const shell = spawn('sh', ['-c', '"$0" --import tsx --input-type=module -e "$1"; :', process.execPath, script], {
    env: { PATH, npm_lifecycle_event: 'start' },
  });
  let said = '';
  shell.stdout.on('data', (chunk) => {
    said += chunk;
  });
  await expect.poll(() => said).toBe('up\n');
  shell.kill('SIGTERM');
  await expect.poll(() => said).toBe('up\ntold\n');
});

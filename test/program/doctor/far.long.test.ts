import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Finding } from '../../../src/program/doctor/check.ts';
import { selfSigned } from '../../kit/certificate.ts';
import { useDatabase } from '../../kit/database.ts';
import { ownAddress } from '../../kit/own-address.ts';
import { type Program, programCopy, type RunningProgram } from '../../kit/program.ts';
import { type ProxyFaults, reverseProxy } from '../../kit/reverse-proxy.ts';

/** The program and the doctor as processes of their own, with a reverse proxy before them that speaks TLS. */

const database = useDatabase();
const faults: ProxyFaults = {};
let program: Program;
let running: RunningProgram;
let env: Record<string, string>;
const closing: (() => unknown)[] = [];

beforeAll(async () => {
  if (!ownAddress) return;
  program = await programCopy();
  const { certificate: cert, key } = selfSigned('localhost', { address: ownAddress, days: 9 });
  const ca = join(program.folder, 'ca.pem');
  await writeFile(ca, cert);
  let origin = '';
  const proxy = createServer({ cert, key }, (req, res) => reverseProxy(() => origin, faults)(req, res));
  proxy.listen(0, ownAddress);
  await once(proxy, 'listening');
  closing.push(() => proxy.close().closeAllConnections());
  env = {
    DATABASE_URL: database.url,
    SECRET_KEY: 'of the doctor, with 32 letters and more',
    PUBLIC_URL: `https://${ownAddress}:${(proxy.address() as AddressInfo).port}`,
    TRUSTED_PROXIES: 'loopback',
    NODE_EXTRA_CA_CERTS: ca,
  };
  running = await program.start(env);
  origin = running.url;
});
afterAll(async () => {
  for (const close of closing) close();
  await running?.end('SIGTERM');
  await program?.remove();
});

async function doctor(more: Record<string, string> = {}): Promise<string[]> {
  const { PATH, HOME, TMPDIR } = process.env;
  const child = spawn(process.execPath, ['src/build/run.js', 'src/doctor.js', '--json'], {
    cwd: program.folder,
    env: { PATH, HOME, TMPDIR, ...env, PORT: new URL(running.url).port, ...more },
  });
  const { findings } = JSON.parse(await text(child.stdout)) as { findings: Finding[] };
  return findings
    .filter(({ about }) => about === 'address' || about === 'proxy')
    .map(({ about, is, says, todo }) => `${is} ${about}: ${says} ${todo ?? ''}`);
}

test.skipIf(!ownAddress)(
  'what stands before the program is told from outside, and so is whose program it is',
  async () => {
    expect(await doctor()).toEqual([
      expect.stringMatching(/^note address: PUBLIC_URL names .*inside of a network/),
      expect.stringMatching(/^wrong address: The certificate of .* ends in 8 days/),
      expect.stringMatching(/^good address: .*leads to this Staffroom/),
      expect.stringMatching(/^good proxy: The one at 127\.0\.0\.1/),
    ]);
    Object.assign(faults, { forwarded: 'passed', drops: ['authorization'] });
    expect((await doctor()).slice(3)).toEqual([
      expect.stringMatching(/^wrong proxy: A request with a forged X-Forwarded-For was believed/),
      expect.stringMatching(/^wrong proxy: The proxy drops authorization/),
    ]);
    expect((await doctor({ SECRET_KEY: 'of another program, with 32 letters and more' })).at(-1)).toMatch(
      /^wrong address: .*a Staffroom that is not this one: it has another SECRET_KEY/,
    );
  },
);

test.skipIf(!ownAddress)(
  'a certificate that nobody vouches for is named, and nothing is asked of who shows it',
  async () => {
    expect((await doctor({ NODE_EXTRA_CA_CERTS: '' })).slice(1)).toEqual([
      expect.stringMatching(/^wrong address: .*shows a certificate that signs for itself.*Let’s Encrypt/),
    ]);
  },
);

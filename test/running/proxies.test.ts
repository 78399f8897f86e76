import { expect, test } from 'vitest';
import { messagesPath } from '../../adapters/teams/connect/door.ts';
import { readConfig } from '../../src/program/config/config.ts';
import { handOverPath } from '../../src/service/one-time-secrets/hand-over.ts';
import { linkPaths } from '../../src/service/passwords/link-token.ts';
import { oidcPath } from '../../src/service/sign-in/issuer.ts';
import { found, read } from './files.ts';

/** The examples for proxies, held to the addresses that there are; `proxies.long.test.ts` runs them. */

const nginx = read('docs/running/nginx.conf');
const caddy = read('docs/running/Caddyfile');
const { port } = readConfig({}) as { port: number };

const secrets = [...new Set(Object.values(linkPaths)), `${handOverPath}/`].toSorted();
const alternatives = (text: string, pattern: RegExp) =>
  found(text, pattern)
    .split('|')
    .map((path) => `/${path}/`)
    .toSorted();

test('each knows all pages that have a secret in their path', () => {
  expect(alternatives(nginx, /staffroom_page>\/\(([^)]+)\)/)).toEqual(secrets);
  expect(alternatives(caddy, /\^\(\/\(\?:([^)]+)\)/)).toEqual(secrets);
});

/** What programs ask, who show a token. */
const programs = [oidcPath, messagesPath, '/scim', '/slack', '/metrics'];

test('each refuses http where programs come, and leads to the port', () => {
  const refused = alternatives(nginx, /location ~\* \^\/\(([^)]+)\)\(\/\|\$\) \{ return 403/);
  for (const path of programs) expect(refused).toContain(`${path}/`);
  const matched = found(caddy, /@programs path (.+)/).split(' ');
  for (const path of programs.flatMap((each) => [each, `${each}/*`])) expect(matched).toContain(path);
  expect(nginx).toContain(`server 127.0.0.1:${port};`);
  expect(caddy).toContain(`reverse_proxy 127.0.0.1:${port} {`);
});

test.each(['SECURITY.md', 'docs/running/kubernetes.md'])(
  '%s says of other proxies that they refuse it there too',
  (page) => {
    const refused = found(read(page), /refuses? http under (.+?), and/);
    expect(refused.match(/(?<=`)\/[^`]+/g)?.toSorted()).toEqual(programs.toSorted());
  },
);

test('before one copy neither looks whether it is ready, which would withhold what it says of itself; before several Caddy does', () => {
  expect(caddy).not.toMatch(/health_/);
  expect(read('docs/running.md')).toContain('health_uri /readyz');
});

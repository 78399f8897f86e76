import { expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { knownSettings, readConfig } from '../../src/program/config/config.ts';
import { found, read } from './files.ts';

/** compose.yaml and the manifests for Kubernetes, held to the program. */

const secret = 'c0ffee'.repeat(8);
/** What the page has people write beside it. */
const chat = {
  SLACK_BOT_TOKEN: 'xoxb-1234567890-abcdef',
  SLACK_APP_TOKEN: 'xapp-1-A0123-456-abcdef',
  SMTP_URL: 'smtps://staff:f00d@mail.riverside-school.org',
  MAIL_FROM: 'Staffroom <no-reply@riverside-school.org>',
  PUBLIC_URL: 'https://staffroom.riverside-school.org',
  SECRET_KEY: secret,
  CENTRE_NAME: 'Riverside International School',
  CENTRE_NUMBER: 'IN456',
  COORDINATOR_EMAIL: 'amina.rahman@riverside-school.org',
  SUPPORT_CONTACT: 'the IT help desk',
};

/** What the program makes of it. @throws what it says where a setting is wrong */
function settled(env: Record<string, string>) {
  const config = readConfig(env);
  if ('wrong' in config) throw new Error(config.wrong.join('\n'));
  return config;
}

/** As long as the end may take, in seconds: requests are served for twice the time of grace at most, and ten more are for what was taken. */
const endSeconds = ({ drainSeconds }: { drainSeconds: number }) => 2 * drainSeconds + 10;

test('compose.yaml sets what there is, in a way that the program takes, and waits for its end', () => {
  const { services, volumes } = parse(read('compose.yaml'));
  const { staffroom, database } = services;
  const names = Object.keys(staffroom.environment);
  expect(names.filter((name) => !knownSettings.includes(name))).toEqual([]);
  const set = Object.entries<unknown>(staffroom.environment).map(([name, value]) => [
    name,
    String(value).replace(/\$\{POSTGRES_PASSWORD[^}]*\}/, secret),
  ]);
  const config = settled({ ...chat, ...Object.fromEntries(set) });
  expect(new URL(config.databaseUrl ?? '').hostname).toBe('database');
  expect(staffroom.ports).toEqual([`127.0.0.1:3000:${config.port}`]);
  expect(config.host).toBe('0.0.0.0');
  expect(seconds(staffroom.stop_grace_period)).toBeGreaterThanOrEqual(endSeconds(config));
  const mounted = [...staffroom.volumes, ...database.volumes].map((each: string) => each.split(':')[0]);
  expect(mounted.filter((name = '') => !name.startsWith('./') && !(name in volumes))).toEqual([]);
  expect(read('docs/running/compose.sql')).toContain(`create role ${new URL(config.databaseUrl ?? '').username} `);
});

test('the manifests for Kubernetes set what there is, give the end its time, and ask where there is an answer', () => {
  const page = read('docs/running/kubernetes.md');
  const documents = parseAllDocuments(found(page, /```yaml\n([\s\S]*?)```/));
  const errors = documents.flatMap((document) => document.errors);
  expect(errors).toEqual([]);
  const [deployment, service, budget, ingress] = documents.map((document) => document.toJS());
  const { spec, metadata } = deployment.spec.template;
  const [container] = spec.containers;
  const set: [string, string][] = container.env.map(({ name, value }: { name: string; value: string }) => [
    name,
    value,
  ]);
  expect(set.map(([name]) => name).filter((name) => !knownSettings.includes(name))).toEqual([]);
  const written = [...found(page, /```sh\n([\s\S]*?)```/).matchAll(/^\s*(\w+)=/gm)].map(([, name = '']) => name);
  expect(written.length).toBeGreaterThan(3);
  expect(written.filter((name) => !knownSettings.includes(name))).toEqual([]);
  const DATABASE_URL = 'postgres://staffroom:f00d@db.riverside-school.org/staffroom?sslmode=verify-full';
  const config = settled({ ...chat, DATABASE_URL, ...Object.fromEntries(set) });
  expect(spec.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(endSeconds(config));
  // Not ready is seen before nobody is served any more.
  const { periodSeconds, failureThreshold } = container.readinessProbe;
  expect(periodSeconds * failureThreshold).toBeLessThan(config.drainSeconds);
  expect(container.ports).toEqual([{ name: 'http', containerPort: config.port }]);
  for (const selector of [
    deployment.spec.selector.matchLabels,
    service.spec.selector,
    budget.spec.selector.matchLabels,
  ])
    expect(metadata.labels).toMatchObject(selector);
  expect(budget.spec.minAvailable).toBeLessThan(deployment.spec.replicas);
  const [{ backend }] = ingress.spec.rules[0].http.paths;
  expect(backend.service).toEqual({ name: service.metadata.name, port: { name: service.spec.ports[0].name } });
});

const seconds = (time: string) => Number(found(time, /^(\d+)s$/));

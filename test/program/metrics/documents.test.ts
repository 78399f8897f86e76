import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { packageRoot } from '../../../src/lib/package-root.ts';
import { openInstruments, openStanding } from '../../../src/program/metrics/instruments.ts';

const read = (path: string) => readFileSync(new URL(path, packageRoot), 'utf8');
const page = 'docs/monitoring.md';
const alerts = 'docs/monitoring/alerts.yaml';
const dashboard = 'docs/monitoring/grafana.json';

const registries = [openInstruments('1.0.0').registry, openStanding().registry];
const metrics = (await Promise.all(registries.map((registry) => registry.getMetricsAsJSON()))).flat();

/** The names under which Prometheus keeps it. */
const keptAs = ({ name, type }: { name: string; type: unknown }) =>
  String(type) === 'histogram' ? ['_bucket', '_sum', '_count'].map((suffix) => name + suffix) : [name];
const kept = new Set(metrics.flatMap((metric) => keptAs({ name: metric.name, type: metric.type })));
const ours = metrics.map(({ name }) => name).filter((name) => name.startsWith('staffroom_'));

const namesIn = (text: string) => [...new Set(text.match(/\b(?:staffroom|nodejs|process)_[a-z0-9_]+/g))];

/** All the expressions, whole. */
const expressions = {
  [alerts]: [...read(alerts).matchAll(/^ {8}expr: (?:>-\n((?: {10}.*\n)+)|(.*))/gm)].map(
    ([, folded, line]) => folded ?? line ?? '',
  ),
  [dashboard]: [...read(dashboard).matchAll(/"expr": "((?:[^"\\]|\\.)*)"/g)].map(([, expr = '']) => expr),
};

test.each(Object.entries(expressions))('%s asks for what /metrics tells', (file, found) => {
  expect(found.length).toBeGreaterThan(20);
  expect(found.length).toBe(read(file).match(/^\s+"?expr"?: /gm)?.length);
  expect(namesIn(found.join('\n')).filter((name) => !kept.has(name))).toEqual([]);
});

test('the dashboard shows all that is told', () => {
  const shown = namesIn(read(dashboard));
  const base = (name: string) =>
    shown.some((each) => each === name || keptAs({ name, type: 'histogram' }).includes(each));
  expect(ours.filter((name) => !base(name))).toEqual([]);
});

test('the page has all that is told, and no other', () => {
  const named = namesIn(read(page)).filter((name) => name !== 'staffroom_');
  expect(ours.filter((name) => !named.includes(name))).toEqual([]);
  expect(named.filter((name) => name.startsWith('staffroom_') && !ours.includes(name))).toEqual([]);
});

test('each alert says how bad it is, what is the matter, and what to do', () => {
  const all = read(alerts)
    .split(/^ {6}- alert: /m)
    .slice(1);
  expect(all.length).toBeGreaterThan(20);
  for (const alert of all) {
    expect(alert).toMatch(/labels: \{ severity: (critical|warning|info) \}/);
    expect(alert).toMatch(/summary: \S/);
    expect(alert).toMatch(/action: \S/);
  }
});

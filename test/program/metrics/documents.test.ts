import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
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
const kept = new Set(['up', ...metrics.flatMap((metric) => keptAs({ name: metric.name, type: metric.type }))]);
const ours = metrics.map(({ name }) => name).filter((name) => name.startsWith('staffroom_'));

/** `up` is Prometheus' own. */
const namesIn = (text: string) => [...new Set(text.match(/\b(?:staffroom|nodejs|process)_[a-z0-9_]+|\bup\b/g))];

interface Rule {
  alert: string;
  expr: string;
  labels: { severity: string };
  annotations: { summary: string; action: string };
}
const { rules } = parse(read(alerts)).groups[0] as { rules: Rule[] };
const { panels } = JSON.parse(read(dashboard)) as { panels: { targets?: { expr: string }[] }[] };

test.each([
  [alerts, rules.map(({ expr }) => expr)],
  [dashboard, panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr))],
])('%s asks for what /metrics tells', (_, expressions) => {
  expect(expressions.length).toBeGreaterThan(20);
  for (const expr of expressions) expect(namesIn(expr).filter((name) => kept.has(name))).not.toEqual([]);
  expect(namesIn(expressions.join('\n')).filter((name) => !kept.has(name))).toEqual([]);
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

test('each alert says how bad it is, what is the matter, and what to do, and is raised by its tests', () => {
  const tests = read('docs/monitoring/alerts.test.yaml');
  expect(parse(tests).rule_files).toEqual(['alerts.yaml']);
  for (const { alert, labels, annotations } of rules) {
    expect(labels.severity).toMatch(/^(critical|warning|info)$/);
    expect(annotations.summary).toMatch(/\.$/);
    expect(annotations.action).toMatch(/\.$/);
    expect(tests).toContain(`alertname="${alert}"`);
  }
});

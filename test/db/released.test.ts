import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { migrationsHere, released } from '../../db/released.ts';
import { packageRoot } from '../../src/lib/package-root.ts';

const here = migrationsHere();
const frozen = Object.entries(released()).flatMap(([version, migrations]) =>
  Object.entries(migrations).map(([name, migration]) => ({ version, name, migration })),
);

test('a released migration stays as it is: databases out there have taken it', () => {
  expect(frozen.length).toBeGreaterThan(50);
  const changed = frozen.filter(({ name, migration }) => JSON.stringify(here[name]) !== JSON.stringify(migration));
  expect(
    changed.map(({ name, version }) => `${name}, released with ${version}`),
    'Put these back as they were, their time in the journal too, and say what changes in a new one: npm run migrations',
  ).toEqual([]);
});

test('a new migration comes after all that were released, or a database would never take it', () => {
  const names = Object.keys(here);
  expect(frozen.map(({ name }) => name)).toEqual(names.slice(0, frozen.length));
  const times = Object.values(here).map(({ when }) => when);
  expect(times.filter((when, i) => i > 0 && when <= (times[i - 1] ?? 0))).toEqual([]);
  const files = readdirSync(new URL('../../db/migrations', import.meta.url)).filter((file) => file.endsWith('.sql'));
  expect(files.sort()).toEqual(names.map((name) => `${name}.sql`));
});

test('no editor that reads .editorconfig changes one by saving it: most have no line end at their end', () => {
  const sections = readFileSync(new URL('.editorconfig', packageRoot), 'utf8').split(/^\[(.+)\]$/m);
  const section = sections[sections.indexOf('db/migrations/**') + 1] ?? '';
  for (const what of ['charset', 'end_of_line', 'insert_final_newline', 'trim_trailing_whitespace'])
    expect(section).toContain(`${what} = unset\n`);
});

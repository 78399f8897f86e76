import { writeFileSync } from 'node:fs';
import { version } from '../src/lib/version.ts';
import { migrationsHere, released, releasedFile } from './released.ts';

/** `npm run freeze`, at a release: lists the migrations that came since the last one below this version. What is listed already stays. */

const before = released();
const known = Object.assign({}, ...Object.values(before));
const added = Object.entries(migrationsHere()).filter(([name]) => !(name in known));
if (added.length > 0) {
  const list = { ...before, [version]: { ...before[version], ...Object.fromEntries(added) } };
  writeFileSync(releasedFile, `${JSON.stringify(list, null, 2)}\n`);
}
console.log(`${added.length} new in db/released.json, below ${version}.`);

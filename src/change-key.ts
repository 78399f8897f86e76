import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dataDir, packageRoot } from './lib/package-root.ts';
import { beside } from './program/beside.ts';
import { changeKey, finishChange, printKey } from './program/change-key/change-key.ts';
import { optionsOrStop } from './program/options.ts';

/** `npm run change-key`: another SECRET_KEY, in `.data/secret-key` or `.env`, with the old one beside it. */
const { has } = optionsOrStop({
  run: 'npm run change-key',
  does: 'Puts a new key in the place of SECRET_KEY, in .data/secret-key or .env, wherever it is, and keeps the old one beside it. Staffroom may run meanwhile, and is then restarted. A day later --finish takes the old one away.',
  options: {
    finish: { says: 'take the old key away, once nothing is sealed with it' },
    now: { says: 'with --finish: on the day of the change too; people then have to sign in again' },
    print: { says: 'change nothing, and print a new key for an environment that is set elsewhere' },
  },
  examples: ['', '--finish'],
});

const root = fileURLToPath(packageRoot);
const places = { keyFile: join(dataDir, 'secret-key'), envFile: join(root, '.env'), environment: process.env };

if (has('print')) console.log(printKey());
else {
  await beside((app, config) =>
    has('finish') ? finishChange(app, config, places, { now: has('now') }) : changeKey(app, config, places),
  );
}

import { beside } from './program/beside.ts';
import { optionsOrStop } from './program/options.ts';
import { rotateKeys } from './service/sign-in/keys.ts';

/**
 * `npm run rotate-keys`: a new key to sign with. Whatever runs goes on, and takes it up at once; it signs from
 * two minutes on. With `-- --forget` the keys before are thrown away at once.
 */
const forget = optionsOrStop({
  run: 'npm run rotate-keys',
  does: 'Makes a new key to sign with, for the sites’ sign-in. Staffroom may run meanwhile, and takes it up at once. The keys before stay published for another 30 days.',
  options: { forget: { says: 'throw the keys before away at once' } },
  examples: ['', '--forget'],
}).has('forget');
await beside(async (app) => {
  const kid = await rotateKeys(app, { forget });
  const before = forget ? 'The ones before are gone.' : 'The ones before are published for another 30 days.';
  return `There is a new key to sign with: ${kid}. ${before}`;
});

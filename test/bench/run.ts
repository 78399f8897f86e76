import { chaos } from './chaos/chaos.ts';
import { tables } from './tables.ts';

/** `npm run bench`: how fast it is. `npm run bench -- chaos`: what becomes of people's work while the database falls. */

const begin = performance.now();
const say = (line: string) => console.error(`${((performance.now() - begin) / 1_000).toFixed(1)} s  ${line}`);
const [what, ...words] = process.argv.slice(2);

if (what === undefined) await tables(say);
else if (what === 'chaos') process.exitCode = (await chaos(words, say)) ? 0 : 1;
else throw new Error(`${what}? There is only chaos.`);

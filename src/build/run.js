import { compile } from './compile.js';

/** `node src/build/run.js [src/main.js]`: compiles what has changed, and runs that part of it, if one is named. */

const build = await compile().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
const part = process.argv[2];
if (part) await import(new URL(part, build).href);

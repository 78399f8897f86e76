import { fileURLToPath } from 'node:url';
import { compile } from './compile.js';

/** `node src/build/run.js [src/main.js …]`: compiles what has changed, and runs that part of it, if one is named, with what follows. */

// Packages would print every address and header for it, and so the secrets in them; other programs' users have it set.
delete process.env.DEBUG;

// Whoever waits at a terminal is told for what: the first time it takes longer than the start itself.
const onBegin = () =>
  process.stderr.isTTY && console.error('Compiling the sources; the next start finds them compiled.');

const build = await compile(onBegin).catch((error) => {
  console.error(error.message);
  process.exit(1);
});
const [node = process.execPath, , part, ...given] = process.argv;
if (part) {
  const file = new URL(part, build);
  // As if it had been run by its own name: it finds what it was given where every program does.
  process.argv = [node, fileURLToPath(file), ...given];
  await import(file.href);
}

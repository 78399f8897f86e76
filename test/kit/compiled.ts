import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { packageRoot } from '../../src/lib/package-root.ts';

/**
 * A script of its own process, in one file of JavaScript: a test that starts it twenty times over compiles it once.
 *
 * @returns its path, in a folder from which it finds the packages that are not in it
 */
export async function compiled(script: URL): Promise<string> {
  const source = fileURLToPath(script);
  const outfile = fileURLToPath(
    new URL(`node_modules/.cache/staffroom/${process.pid}-${basename(source)}.mjs`, packageRoot),
  );
  await build({
    entryPoints: [source],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    // Its packages too, which is half of its start; not those that find other files beside themselves.
    external: ['@node-rs/argon2', 'pino'],
    banner: {
      js: "import { createRequire as inBundle } from 'node:module'; const require = inBundle(import.meta.url);",
    },
    logLevel: 'warning',
  });
  return outfile;
}

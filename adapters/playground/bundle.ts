import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

let bundled: Promise<string> | undefined;

async function bundle(): Promise<string> {
  // `client.ts` from the sources, `client.js` from dist: the same name beside this file, whichever it is.
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const result = await build({
    entryPoints: [fileURLToPath(new URL(`./client.${extension}`, import.meta.url))],
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    target: 'es2022',
    legalComments: 'none',
    logLevel: 'silent',
  });
  const [file] = result.outputFiles;
  if (!file) throw new Error('esbuild gave no file');
  return file.text;
}

/** The page's script, made at the first request and kept in memory. */
export function clientScript(): Promise<string> {
  bundled ??= bundle().catch((error) => {
    bundled = undefined;
    throw error;
  });
  return bundled;
}

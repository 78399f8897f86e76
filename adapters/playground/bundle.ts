import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** As tests run; all else runs from a build, which keeps the script in a file. */
const fromSources = import.meta.url.endsWith('.ts');

/** The page's script and all that it imports, in one. The build makes it: esbuild is not there in production. */
export async function bundleClient(): Promise<string> {
  const { build } = await import('esbuild');
  const result = await build({
    entryPoints: [fileURLToPath(new URL(fromSources ? 'client.ts' : 'client.js', import.meta.url))],
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

let script: Promise<string> | undefined;

/** The page's script, read at the first request and kept in memory. */
export function clientScript(): Promise<string> {
  script ??= fromSources ? bundleClient() : readFile(new URL('client.bundle.js', import.meta.url), 'utf8');
  return script;
}

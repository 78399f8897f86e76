import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { codeRoot, fromSources, packageRoot } from '../../src/lib/package-root.ts';

/** The page's script and all that it imports, in one. The build makes it: esbuild is not there in production. */
export async function bundleClient(): Promise<string> {
  const { build } = await import('esbuild');
  const result = await build({
    entryPoints: [fileURLToPath(new URL('adapters/playground/client.ts', packageRoot))],
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
  script ??= fromSources ? bundleClient() : readFile(new URL('adapters/playground/client.bundle.js', codeRoot), 'utf8');
  return script;
}

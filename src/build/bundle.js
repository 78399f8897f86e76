import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { placesIn } from './places.js';

/** What is begun by its name beside the files of `src` itself. */
const begunByName = [
  // A thread.
  'src/bot/tables/worker/worker.ts',
  // The build, for the playground's script.
  'adapters/playground/bundle.ts',
  // Tests that end the program in the middle (`test/kit/killable.ts`).
  'src/program/start.ts',
  'src/program/log.ts',
  'src/program/config/config.ts',
];
const isBegun = (/** @type {string} */ source) => /^src\/[^/]+\.ts$/.test(source) || begunByName.includes(source);

/**
 * Puts our own sources into a few files: most of a start was finding and opening a thousand of them. They are not made shorter, so
 * that a stack trace can be read in them; beside each lies where its lines come from.
 *
 * @param {typeof import('esbuild')} esbuild
 * @param {{ root: URL, sources: string[], folder: URL }} how the sources by their paths from the root; the folder gets `src/main.js`
 *   and what else is begun by its name, and in `shared/` what several of these need
 * @returns {Promise<string[]>} the names by which packages are imported
 */
export async function bundleSources({ build }, { root, sources, folder }) {
  const { metafile, outputFiles } = await build({
    absWorkingDir: fileURLToPath(root),
    entryPoints: sources.filter(isBegun),
    outbase: '.',
    outdir: fileURLToPath(folder),
    chunkNames: 'shared/[hash]',
    bundle: true,
    splitting: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: 'external',
    sourcesContent: false,
    metafile: true,
    write: false,
    logLevel: 'silent',
    plugins: [commandsByName],
  });
  const text = new Map(outputFiles.map((file) => [file.path, inNarrowLetters(file.text)]));
  for (const [path, content] of text) {
    await mkdir(dirname(path), { recursive: true });
    if (path.endsWith('.map'))
      await writeFile(path.replace(/map$/, 'places'), placesIn(content, text.get(path.slice(0, -4)) ?? ''));
    else await writeFile(path, content);
  }
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports);
  const packages = imports.filter(
    ({ external, path }) => external && !/^node:/.test(path) && !builtinModules.includes(path),
  );
  return [...new Set(packages.map(({ path }) => path))].sort();
}

/**
 * V8 keeps a file with one letter beyond Latin-1 at two bytes for each, and reads it slower. The compiler leaves such letters as they are
 * in templates that have a tag.
 *
 * @param {string} code
 */
function inNarrowLetters(code) {
  // After a backslash it would say something else.
  if (/\\[^\0-\xff]/.test(code)) return code;
  return code.replace(/[^\0-\xff]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A build has no folder of commands that could be read: it has their names. @type {import('esbuild').Plugin} */
const commandsByName = {
  name: 'commands by name',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]src[\\/]bot[\\/]command-files\.ts$/ }, async ({ path }) => {
      const folder = `${dirname(path)}/commands`;
      const files = (await readdir(folder)).filter((file) => file.endsWith('.ts')).sort();
      const imports = files.map((file, i) => `import c${i} from './commands/${file}';`);
      const list = `export const commandFiles = async () => [${files.map((_, i) => `c${i}`)}];`;
      return { contents: [...imports, list].join('\n'), loader: 'ts' };
    });
  },
};

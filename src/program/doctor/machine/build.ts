import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { count, listed } from '../../../ui/formats.ts';
import type { Check, Finding } from '../check.ts';
import { findingsAbout } from '../finding.ts';

const { good, wrong } = findingsAbout('build');

/** Whether what was compiled is of these sources, and the packages are those that they name. */
export const build: Check = {
  about: 'build',
  async look({ root }) {
    const named = await packagesIn(join(root, 'package-lock.json'));
    // Not a folder of the whole program.
    if (!named) return [];
    const problems = [
      ofPackages(named, await packagesIn(join(root, 'node_modules', '.package-lock.json'))),
      await ofSources(root),
    ];
    const found = problems.filter((each) => each !== undefined);
    return found.length > 0 ? found : [good('It is of these sources, with the packages that they name.')];
  },
};

interface Package {
  version?: string;
  dev?: boolean;
  optional?: boolean;
  devOptional?: boolean;
}

/** By their folders; nothing where npm has written none. */
async function packagesIn(file: string): Promise<Record<string, Package> | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : JSON.parse(text).packages;
}

/** Those that the program runs with; what only some machines need may be missing. */
function ofPackages(named: Record<string, Package>, there: Record<string, Package> | undefined): Finding | undefined {
  // Others than npm write none.
  if (!there) return undefined;
  const others = Object.entries(named).filter(([folder, { version, dev, optional, devOptional }]) => {
    if (folder === '' || dev || devOptional) return false;
    const found = there[folder];
    return found ? found.version !== version : !optional;
  });
  if (others.length === 0) return undefined;
  const names = others.slice(0, 3).map(([folder]) => folder.replace(/^.*node_modules\//, ''));
  const more = others.length > names.length ? [`${others.length - names.length} more`] : [];
  const says = `${count(others.length, 'package is', 'packages are')} missing or of another version: ${listed([...names, ...more])}.`;
  return wrong(says, 'npm ci (where only what runs is installed: npm ci --omit=dev), then start Staffroom again.');
}

/** The build has its name by the sources: a look into `dist` is enough. */
async function ofSources(root: string): Promise<Finding | undefined> {
  const { buildOfSources } = await import(new URL('src/build/compile.js', pathToFileURL(`${root}/`)).href);
  const { build, isThere } = buildOfSources();
  if (isThere) return undefined;
  return wrong(
    `dist has no build of these sources (${basename(build.pathname)}).`,
    'npm run build, then start Staffroom again.',
  );
}

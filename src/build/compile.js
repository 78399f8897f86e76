import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { cp, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { bundleSources } from './bundle.js';
import { bundlePackages } from './packages.js';

const root = new URL('../../', import.meta.url);
const dist = new URL('dist/', root);
const rooms = ['adapters', 'db', 'src'];
/** What decides the output beside the sources; the lock pins the compiler and the packages. */
const recipe = [...filesIn('src/build', '.js'), 'package-lock.json', 'tsconfig.json'];

/** How old a build is when a newer one clears it away, in milliseconds: a program of a moment has long ended that ran from it. */
const clearedAfterMs = 3_600_000;

/**
 * Compiles the sources, unless that has been done.
 *
 * A build lies in a folder of `dist` named by the content of all that went into it, and comes there whole. So neither a
 * clock, nor a build that was killed, nor two at once, nor a source that is gone makes a wrong one; and what runs keeps its own.
 *
 * @param {() => void} onBegin told that it is about to, where it has not been done
 * @returns the build's folder, laid out as the project is; a URL that ends in a slash
 * @throws Error with a sentence where the compiler is needed and not there
 */
export async function compile(onBegin = () => {}) {
  const { build, sources, isThere } = buildOfSources();
  if (isThere) return build;
  onBegin();
  const esbuild = await compiler();
  const making = await newFolder();
  const names = await bundleSources(esbuild, { root, sources, folder: making });
  const packages = await packagesOf(esbuild, names);
  await cp(new URL('node_modules', packages), new URL('node_modules', making), { recursive: true });
  const { bundleClient } = await import(new URL('adapters/playground/bundle.js', making).href);
  await writeFile(new URL('adapters/playground/client.bundle.js', making), await bundleClient());
  await esbuild.stop();
  await put(making, build);
  await clear([build, packages]);
  return build;
}

/** The packages, which are others less often than the sources: for the next build they are there. @param {typeof import('esbuild')} esbuild @param {string[]} names */
async function packagesOf(esbuild, names) {
  const packages = new URL(`packages-${fingerprint(recipe, names.join())}/`, dist);
  if (existsSync(packages)) return packages;
  const making = await newFolder();
  await bundlePackages(esbuild, { root, names, folder: making });
  await put(making, packages);
  return packages;
}

/** @throws Error with a sentence where this user may make none */
async function newFolder() {
  const making = new URL(`making-${randomUUID()}/`, dist);
  await mkdir(making, { recursive: true }).catch((error) => {
    throw new Error(
      `${fileURLToPath(dist)}: the sources have changed since they were compiled, and this user may not write there (${error.code}). Run as the one who owns it: npm run build`,
    );
  });
  return making;
}

/** Whole, and at once. @param {URL} made @param {URL} place */
async function put(made, place) {
  await rename(made, place).catch(async (error) => {
    // Another at the same time has put the same there.
    if (!existsSync(place)) throw error;
    await rm(made, { recursive: true });
  });
}

/**
 * Where the build of the sources as they are now lies, and whether it is there. Makes none.
 *
 * @public by its path alone, from src/program/doctor/machine/build.ts: a build has no copy of this file
 */
export function buildOfSources() {
  const sources = rooms.flatMap((room) => filesIn(room, '.ts')).sort();
  const build = new URL(`${fingerprint([...recipe, ...sources])}/`, dist);
  return { build, sources, isThere: existsSync(build) };
}

/** @param {string} room @param {string} end of their names */
function filesIn(room, end) {
  const names = readdirSync(new URL(room, root), { encoding: 'utf8', recursive: true });
  return names.filter((name) => name.endsWith(end)).map((name) => `${room}/${name.replaceAll('\\', '/')}`);
}

/** @param {string[]} files @param {string} also what beside them decides */
function fingerprint(files, also = '') {
  const hash = createHash('sha256').update(also);
  for (const file of files) {
    const content = readFileSync(new URL(file, root));
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex').slice(0, 16);
}

async function compiler() {
  const { packages } = JSON.parse(readFileSync(new URL('package-lock.json', root), 'utf8'));
  const esbuild = await import('esbuild').catch(() => undefined);
  if (esbuild && esbuild.version === packages['node_modules/esbuild'].version) return esbuild;
  throw new Error('The sources have changed since they were compiled, and the compiler is not installed. Run: npm ci');
}

/**
 * Removes old builds, and what killed ones left. Not the last build before: a Staffroom may run from it until it is restarted, and
 * begins the thread that reads files, and loads other parts, when they are first needed.
 *
 * @param {URL[]} newest stay
 */
async function clear(newest) {
  const before = Date.now() - clearedAfterMs;
  /** @type {{ folder: URL, mtimeMs: number }[]} */
  const others = [];
  for (const name of await readdir(dist)) {
    const folder = new URL(`${name}/`, dist);
    // One that is gone was cleared by another at the same time.
    const { mtimeMs } = await stat(folder).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
    if (!newest.some(({ href }) => href === folder.href)) others.push({ folder, mtimeMs });
  }
  others.sort((a, b) => b.mtimeMs - a.mtimeMs);
  const last = others.find(({ folder }) => isBuild(folder));
  for (const { folder, mtimeMs } of others)
    if (folder !== last?.folder && mtimeMs < before) await rm(folder, { recursive: true, force: true });
}

/** Not packages, and not one that is being made. @param {URL} folder */
const isBuild = (folder) => /\/[0-9a-f]{16}\/$/.test(folder.pathname);

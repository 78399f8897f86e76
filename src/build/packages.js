import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { withoutThem } from './put-aside.js';

/** These stay where npm put them: what they need lies beside them (machine code), or they are not there in production. */
const outside = ['@node-rs/argon2', 'esbuild', 'pino-pretty'];

/**
 * Puts the packages that the program imports into a few files, made short: they are found, read and compiled in a third of the time,
 * and take less memory. They lie in a folder `node_modules`, where Node finds them before npm's, and by whose name it is known that
 * what is thrown there is not in our own words (`src/lib/harmless-error.ts`).
 *
 * @param {typeof import('esbuild')} esbuild
 * @param {{ root: URL, names: string[], folder: URL }} how the names by which they are imported; the folder gets `node_modules`
 * @throws Error with a sentence where they are not installed as package-lock.json names them
 */
export async function bundlePackages({ build }, { root, names, folder }) {
  const bundled = names.filter((name) => !outside.includes(name));
  await mkdir(new URL('node_modules', folder));
  if (bundled.length === 0) return;
  const exported = await exportsOf(bundled);
  const entries = new URL('entries/', folder);
  await mkdir(entries, { recursive: true });
  for (const [i, name] of bundled.entries())
    await writeFile(new URL(`${i}.mjs`, entries), `export { ${exported[name]?.join(', ')} } from '${name}';\n`);
  const { metafile } = await build({
    absWorkingDir: fileURLToPath(root),
    entryPoints: bundled.map((name, i) => ({ in: fileURLToPath(new URL(`${i}.mjs`, entries)), out: fileOf(name) })),
    outdir: fileURLToPath(new URL('node_modules', folder)),
    chunkNames: 'shared/[hash]',
    bundle: true,
    splitting: true,
    external: outside,
    plugins: [withoutThem, leaner],
    // As Node finds them, and not as bundlers do.
    conditions: ['node-addons'],
    preserveSymlinks: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    minify: true,
    // Errors are told apart by their names.
    keepNames: true,
    legalComments: 'none',
    // Those that are not modules ask for Node's own parts as they go.
    banner: {
      js: "import { createRequire as inBundle } from 'node:module'; const require = inBundle(import.meta.url);",
    },
    metafile: true,
    logLevel: 'silent',
  });
  await rm(entries, { recursive: true });
  refuseOthers(root, Object.keys(metafile.inputs));
  for (const name of new Set(bundled.map(packageOf))) {
    const exports = bundled
      .filter((each) => packageOf(each) === name)
      .map((each) => [`.${each.slice(name.length)}`, `./${fileOf(each).slice(name.length + 1)}.js`]);
    const about = { name, type: 'module', exports: Object.fromEntries(exports) };
    await writeFile(new URL(`node_modules/${name}/package.json`, folder), JSON.stringify(about));
  }
}

/** What packages load and the program has no use for, or not yet. @type {import('esbuild').Plugin} */
const leaner = {
  name: 'leaner',
  setup({ onLoad }) {
    // Half a megabyte for Socket Mode's connections, which bolt asks for by HTTP too: only once one is made. (In brackets for the sake of `new`.)
    onLoad({ filter: /@slack[\\/]socket-mode[\\/]dist[\\/]src[\\/]\w+\.js$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const [asks = '', name = ''] = /^const (\w+) = require\("undici"\);$/m.exec(text) ?? [];
      return { contents: name ? text.replace(asks, '').replaceAll(name, '(require("undici"))') : text, loader: 'js' };
    });
    // What age makes a passphrase's key with, in JavaScript, which took 5 s of the processor: Node's own makes the same in one.
    onLoad({ filter: /@noble[\\/]hashes[\\/]scrypt\.js$/ }, () => ({ contents: scryptOfNode, loader: 'js' }));
    // Its messages in fifty languages: none of them is shown to anyone.
    onLoad({ filter: /zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
      loader: 'js',
    }));
  },
};

/** As that of `@noble/hashes`; the room is what age's most costly key takes. */
const scryptOfNode = `
  import { scryptSync } from 'node:crypto';
  export const scrypt = (password, salt, { N, r, p, dkLen }) =>
    new Uint8Array(scryptSync(password, salt, dkLen, { N, r, p, maxmem: 2 ** 31 }));`;

const packageOf = (/** @type {string} */ name) => /^(@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name;

const fileOf = (/** @type {string} */ name) => (packageOf(name) === name ? `${name}/index` : name.replace(/\.js$/, ''));

/**
 * What can be imported from each: of those that are not modules only running them tells.
 *
 * @param {string[]} names
 * @returns {Promise<Record<string, string[]>>}
 */
async function exportsOf(names) {
  const thread = new Worker(new URL('exports.js', import.meta.url), { workerData: names });
  const [exported] = await once(thread, 'message').catch((error) => {
    throw new Error(`${error.message}\nThe packages are not installed as package-lock.json names them. Run: npm ci`);
  });
  await thread.terminate();
  return exported;
}

/** A build counts for as long as the lock is the same, whatever npm puts there afterwards. @param {URL} root @param {string[]} files */
function refuseOthers(root, files) {
  const read = (/** @type {string} */ file) => JSON.parse(readFileSync(new URL(file, root), 'utf8'));
  const { packages } = read('package-lock.json');
  const folders = new Set(files.flatMap((file) => /^(.*\/)?node_modules\/(@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []));
  for (const folder of folders) {
    if (read(`${folder}/package.json`).version !== packages[folder]?.version)
      throw new Error(`${folder} is not of the version that package-lock.json names. Run: npm ci`);
  }
}

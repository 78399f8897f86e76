import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The folder with package.json, whether this runs from the sources or from `dist`. A URL that ends in a slash. */
export const packageRoot: URL = (() => {
  let url = new URL('.', import.meta.url);
  while (!existsSync(new URL('package.json', url))) {
    const parent = new URL('..', url);
    if (parent.href === url.href) throw new Error('no package.json above this file');
    url = parent;
  }
  return url;
})();

/** Whether this runs from the sources, as in tests; all else runs from a build (`src/build`), where a file holds many of them. */
export const fromSources: boolean = import.meta.url.endsWith('.ts');

const [buildHere = ''] = /^dist\/[^/]+\//.exec(import.meta.url.slice(packageRoot.href.length)) ?? [];

/** The folder that is laid out as the project, of what runs: that of the build, or the project's own. A URL that ends in a slash. */
export const codeRoot: URL = new URL(buildHere, packageRoot);

/** Where the embedded database and all else that is kept lies. Absolute. */
export const dataDir: string = fileURLToPath(new URL('.data', packageRoot));

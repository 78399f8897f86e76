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

/** Where the embedded database and all else that is kept lies. Absolute. */
export const dataDir: string = fileURLToPath(new URL('.data', packageRoot));

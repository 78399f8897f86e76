import { readFileSync, writeFileSync } from 'node:fs';
import { packageRoot } from '../../lib/package-root.ts';
import { envExample, inReadme } from './documents.ts';

/** `npm run settings`: writes README's table of the settings and `.env.example` from what each setting says of itself. */

const readme = new URL('README.md', packageRoot);
writeFileSync(readme, inReadme(readFileSync(readme, 'utf8')));
writeFileSync(new URL('.env.example', packageRoot), envExample());

import { readFileSync } from 'node:fs';
import { packageRoot } from './package-root.ts';

/** This copy's version, such as `1.0.0`: package.json says it, and CHANGELOG.md what came with it. */
export const { version } = JSON.parse(readFileSync(new URL('package.json', packageRoot), 'utf8')) as {
  version: string;
};

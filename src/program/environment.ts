import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { packageRoot } from '../lib/package-root.ts';

/** The settings: what `.env` beside package.json says, and over it the environment. @throws Error with a sentence */
export function environment(): Record<string, string | undefined> {
  try {
    return { ...parseEnv(readFileSync(new URL('.env', packageRoot), 'utf8')), ...process.env };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return process.env; // there is no .env, and none is needed
    throw new Error(`.env: it can't be read (${code}). Make it a file that this user may read, or remove it.`);
  }
}

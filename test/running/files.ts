import { readFileSync } from 'node:fs';
import { packageRoot } from '../../src/lib/package-root.ts';

/** A file of the project, as text. @param path from the project's folder */
export const read = (path: string): string => readFileSync(new URL(path, packageRoot), 'utf8');

/** What stands behind the first place where `pattern` is found in it: its first group. @throws where it is not there */
export function found(text: string, pattern: RegExp): string {
  const [, group] = pattern.exec(text) ?? [];
  if (group === undefined) throw new Error(`nothing there is ${pattern}`);
  return group;
}

import { readdir } from 'node:fs/promises';
import type { Command } from './command.ts';

/**
 * Every file in `commands/`: to add a command is to add a file there. In a build, where there is no such folder, this file is another
 * (`src/build/bundle.js`).
 */
export async function commandFiles(): Promise<Command[]> {
  const folder = new URL('commands/', import.meta.url);
  const files = (await readdir(folder)).filter((f) => f.endsWith('.ts') && !f.endsWith('.d.ts')).sort();
  const modules: { default: Command }[] = await Promise.all(files.map((file) => import(new URL(file, folder).href)));
  return modules.map((m) => m.default);
}

import { type ChildProcess, execFile, spawn } from 'node:child_process';

/** What a program from the command line said, and how it ended. */
export interface Told {
  code: number;
  said: string;
}

const part = (name: string) => ['src/build/run.js', `src/${name}.js`];

function environmentWith(env: Record<string, string>) {
  // No setting of this machine's may send it to another database.
  const { PATH, HOME, TMPDIR } = process.env;
  return { PATH, HOME, TMPDIR, ...env };
}

/**
 * Runs what `npm run …` does, to its end.
 *
 * @param folder a copy of the program (see program.ts)
 * @param name `backup`
 */
export function tool(
  folder: string,
  name: string,
  args: string[] = [],
  env: Record<string, string> = {},
): Promise<Told> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [...part(name), ...args],
      { cwd: folder, env: environmentWith(env) },
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code ?? -1) : 0, said: `${stdout}${stderr}` }),
    );
  });
}

/** The same, to be killed. */
export function beginTool(
  folder: string,
  name: string,
  args: string[],
  env: Record<string, string> = {},
): ChildProcess {
  return spawn(process.execPath, [...part(name), ...args], { cwd: folder, env: environmentWith(env), stdio: 'ignore' });
}

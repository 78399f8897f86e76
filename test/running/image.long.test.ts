import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { useDatabase } from '../kit/database.ts';
import { programCopy } from '../kit/program.ts';
import { found, read } from './files.ts';

const database = useDatabase();

test('the program runs with the packages that the image keeps, and so do the others', async () => {
  const kept = found(read('Dockerfile'), /find node_modules .* ! -name (\S+) /);
  const program = await programCopy([kept]);
  const env = {
    PATH: process.env.PATH,
    DATABASE_URL: database.url,
    SECRET_KEY: 'of an image, with 32 letters and more',
  };
  const said = async (part: string) => {
    const { stdout } = await promisify(execFile)(process.execPath, ['src/build/run.js', part], {
      cwd: program.folder,
      env,
    });
    return stdout;
  };
  try {
    const { DATABASE_URL, SECRET_KEY } = env;
    const running = await program.start({ DATABASE_URL, SECRET_KEY });
    expect(await running.end('SIGTERM'), running.said()).toBe(0);
    expect(await said('src/verify-trail.js')).toContain('The trail is whole');
    expect(await said('src/doctor.js')).toContain('It is of these sources');
  } finally {
    await program.remove();
  }
});

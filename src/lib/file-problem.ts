import { readFileSync } from 'node:fs';

const full = 'the disk that holds it is full. Free some space there, and start again';
const another = 'this user may not use it. Start Staffroom as the one who owns it, or make it yours (chown -R)';

/** What the system says of a file or a folder, in words for the one who starts the program. */
const words: Record<string, string> = {
  EACCES: another,
  EPERM: another,
  EROFS: 'it lies where nothing can be written. Make that disk writable, or put Staffroom where one is',
  ENOSPC: full,
  EDQUOT: full,
  EISDIR: 'it is a folder, and a file belongs there. Move it away',
  ENOTDIR: 'a file stands where a folder belongs. Move it away',
  EEXIST: 'it is in the way. Move it away',
  ENOENT: 'it is not there. Bring it back',
  ELOOP: 'it is a link that leads back to itself. Remove it',
  EIO: 'the disk that holds it can’t be read. See what the system’s log says of that disk',
};

/** Of a folder that is to be made with all above it Node says ENOENT too where the disk can only be read. */
const notMade =
  'it can’t be made. Perhaps nothing can be written there: make that disk writable, or put Staffroom where one is';

/** A file that could not be used, as a line that names it and says what to do; any other error as it is. */
export function fileProblem(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { code = '', path, dest, syscall } = error as NodeJS.ErrnoException & { dest?: string };
  const what = code === 'ENOENT' && syscall === 'mkdir' ? notMade : words[code];
  // Of a socket the path is no file of ours.
  if (!what || !path || syscall === 'connect' || syscall === 'listen') return error;
  return new Error(`${dest ?? path}: ${what} (${code}).`, { cause: error });
}

/** What a file holds; nothing where there is none. @throws Error with a sentence where it can't be read */
export function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    // Of a folder the system does not say which it is.
    throw fileProblem(Object.assign(error as Error, { path }));
  }
}

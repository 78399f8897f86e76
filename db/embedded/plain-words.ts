/** What the system calls a full disk, and what PostgreSQL does. */
const full = ['ENOSPC', 'EDQUOT', '53100'];

/** Whether PostgreSQL says so; its programs run without a locale, and so in English. */
export const saysFullDisk = (said: string): boolean => /No space left on device|Disk quota exceeded/.test(said);

/** @param path what there is no room for */
export const fullDisk = (path: string): string =>
  `The disk that holds ${path} is full: free some space and start again.`;

/** The end of a sentence of data that can't be used: never a command, which would delete a school's with one word. */
export const orAfresh = 'or, if nothing in it is worth keeping, delete .data/postgres, and start again.';

/** Says what a refusal of the system means here. Other errors pass as they are. */
export async function inPlainWords<T>(dir: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { code = '', path = dir } = error as NodeJS.ErrnoException;
    const sentence = whatIsWrong(code, path);
    throw sentence ? new Error(sentence, { cause: error }) : error;
  }
}

function whatIsWrong(code: string, path: string): string | undefined {
  // Whose a folder is changes nothing where the file system is read-only: that is said of any file.
  if (['EACCES', 'EPERM'].includes(code)) {
    return `Staffroom may not use ${path}, where its database belongs (${code}): start it as the user who owns that folder, or make the folder yours (chown -R).`;
  }
  if (['EEXIST', 'ENOTDIR'].includes(code)) {
    return `${path} is in the way of the embedded PostgreSQL: remove or rename it, and start again.`;
  }
  return full.includes(code) ? fullDisk(path) : undefined;
}

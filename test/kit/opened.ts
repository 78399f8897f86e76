import { afterAll, beforeAll } from 'vitest';

/**
 * What all tests of a file share, and is opened only once they run: the file's helpers may name it before.
 *
 * @param close closes it after the last test; not called where it never opened
 */
export function useOpened<T extends object>(open: () => Promise<T>, close: (opened: T) => unknown = () => {}): T {
  const shared = {} as T;
  let isOpen = false;
  beforeAll(async () => {
    Object.assign(shared, await open());
    isOpen = true;
  });
  afterAll(async () => {
    if (isOpen) await close(shared);
  });
  return shared;
}

import { Refusal } from '../../service/errors.ts';

/** What can be done without: nothing where it is refused. */
export async function unlessRefused<T>(done: Promise<T>): Promise<T | undefined> {
  try {
    return await done;
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

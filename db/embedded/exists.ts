import { stat } from 'node:fs/promises';

/** Whether there is something at `path`. Follows links: one that leads nowhere does not exist. */
export function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

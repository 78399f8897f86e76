import { stat } from 'node:fs/promises';
import { userInfo } from 'node:os';

/**
 * Who owns a folder, where it isn't us.
 *
 * @returns their number, as in `user 1001`; nothing where it is ours, not there, or nobody can tell
 */
export async function ownerIsAnother(path: string): Promise<string | undefined> {
  const { uid } = userInfo();
  const found = await stat(path).catch(() => undefined);
  return found && uid >= 0 && found.uid !== uid ? `user ${found.uid}` : undefined;
}

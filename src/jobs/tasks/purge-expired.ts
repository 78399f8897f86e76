import type { App } from '../../service/context.ts';
import { purgeExpired } from '../../service/purge-expired.ts';

/** Deletes what has had its day; nightly. */
export function purgeExpiredTask(app: App) {
  return (): Promise<void> => purgeExpired(app);
}

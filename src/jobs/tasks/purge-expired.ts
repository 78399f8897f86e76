import type { App } from '../../service/context.ts';
import { tidy } from '../../service/purge-expired.ts';

/** Deletes what has had its day; nightly. */
export function tidyTask(app: App) {
  return (): Promise<void> => tidy(app);
}

import type { App } from '../../service/context.ts';
import { tidy } from '../../service/tidy.ts';

/** Deletes what has had its day; nightly. */
export function tidyTask(app: App) {
  return (): Promise<void> => tidy(app);
}

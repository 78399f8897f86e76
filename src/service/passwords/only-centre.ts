import { centres } from '../../../db/schema/index.ts';
import type { App } from '../context.ts';

/** The name and support contact of the centre, where there is just one; for pages that know nobody's centre. */
export async function onlyCentre(app: App): Promise<{ name: string; supportContact: string } | null> {
  const found = await app.db
    .select({ name: centres.name, supportContact: centres.supportContact })
    .from(centres)
    .limit(2);
  return found.length === 1 ? (found[0] ?? null) : null;
}

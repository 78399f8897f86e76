import { eq } from 'drizzle-orm';
import { centres } from '../../../db/schema/index.ts';
import type { App } from '../context.ts';

export interface PageCentre {
  name: string;
  /** `IN123` */
  number: string;
  supportContact: string;
}

/** The centre that a page names which knows nobody: by the number in its address, else the only one there is. */
export async function pageCentre(app: App, number: unknown): Promise<PageCentre | null> {
  const found = await app.db
    .select({ name: centres.name, number: centres.number, supportContact: centres.supportContact })
    .from(centres)
    .where(typeof number === 'string' && number !== '' ? eq(centres.number, number.slice(0, 20)) : undefined)
    .limit(2);
  return found.length === 1 ? (found[0] ?? null) : null;
}

/** Where someone who has forgotten their password goes; with the number, the page names the school. */
export const forgottenPath = (number?: string) => `/password/forgotten${number ? `?school=${number}` : ''}`;

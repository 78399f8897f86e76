import { eq } from 'drizzle-orm';
import { centres } from '../../../db/schema/index.ts';
import { isSameSecret } from '../../lib/hash.ts';
import { isCentreNumber } from '../../words/centre-number.ts';
import type { App } from '../context.ts';
import { base64url, macsOf } from '../keys/derived.ts';

export interface PageCentre {
  name: string;
  /** `IN123` */
  number: string;
  supportContact: string;
}

/**
 * The centre that a page names which knows nobody: by the mark in its address, else the only one there is.
 *
 * @param mark what {@link forgottenPath} put there; anything else counts as none
 */
export async function pageCentre(app: App, mark: unknown): Promise<PageCentre | null> {
  const number = typeof mark === 'string' ? numberIn(app, mark) : null;
  const found = await app.db
    .select({ name: centres.name, number: centres.number, supportContact: centres.supportContact })
    .from(centres)
    .where(number ? eq(centres.number, number) : undefined)
    .limit(2);
  return found.length === 1 ? (found[0] ?? null) : null;
}

/** Where someone who has forgotten their password goes; with the number, the page names the school. */
export const forgottenPath = (app: App, number?: string) =>
  `/password/forgotten${number ? `?school=${marksOf(app, number)[0]}` : ''}`;

/** The number alone would let a stranger count through all schools and read who they are. */
const marksOf = (app: App, number: string) =>
  macsOf(app, `school:${number}`, (mac) => `${number}.${base64url(mac).slice(0, 12)}`);

function numberIn(app: App, mark: string): string | null {
  const [number = ''] = mark.split('.');
  return isCentreNumber(number) && marksOf(app, number).some((m) => isSameSecret(mark, m)) ? number : null;
}

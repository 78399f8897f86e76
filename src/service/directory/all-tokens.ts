import { eq, isNull } from 'drizzle-orm';
import { centres, directoryTokens } from '../../../db/schema/index.ts';
import type { Db } from '../context.ts';
import type { TokenState } from './tokens.ts';

/** Every school's token that was not taken back, for who looks after the program; the oldest school first. */
export const tokensOfAll = (db: Db): Promise<(TokenState & { centreName: string })[]> =>
  db
    .select({
      centreName: centres.name,
      createdAt: directoryTokens.createdAt,
      lastUsedAt: directoryTokens.lastUsedAt,
      expiresAt: directoryTokens.expiresAt,
    })
    .from(directoryTokens)
    .innerJoin(centres, eq(centres.id, directoryTokens.centreId))
    .where(isNull(directoryTokens.revokedAt))
    .orderBy(centres.createdAt);

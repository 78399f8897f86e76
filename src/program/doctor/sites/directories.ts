import { tokensOfAll } from '../../../service/directory/all-tokens.ts';
import { warnedBefore } from '../../../service/directory/tokens.ts';
import { ago, count, formatDate } from '../../../ui/formats.ts';
import { daysUntil } from '../certificate.ts';
import type { Check, Finding } from '../check.ts';
import { findingsAbout } from '../finding.ts';

const { good, note, wrong } = findingsAbout('directories');

/** After how many days of silence it is said: Entra ID comes every forty minutes, Okta when someone changes. */
const silentDays = 7;

const again = 'A coordinator makes another in /staff settings, and whoever runs the directory puts it there.';

/** The tokens by which schools' directories push their people here. */
export const directories: Check = {
  about: 'directories',
  async look({ tables, clock }) {
    const db = await tables();
    if (!db) return [];
    return (await tokensOfAll(db)).map((token) => ofToken(token, clock()));
  },
};

type Token = Awaited<ReturnType<typeof tokensOfAll>>[number];

function ofToken({ centreName, createdAt, lastUsedAt, expiresAt }: Token, now: Date): Finding {
  const days = daysUntil(expiresAt, now);
  const seen = lastUsedAt ? `was last seen ${ago(lastUsedAt, now)}` : 'has never come';
  const whose = `The directory of ${centreName} ${seen}`;
  if (days < 0) return wrong(`${whose}: its token ended on ${formatDate(expiresAt, 'UTC')}, and opens nothing.`, again);
  const until = `its token ends in ${count(days, 'day')}`;
  if (days < Math.max(...warnedBefore)) return (days < 7 ? wrong : note)(`${whose}, and ${until}.`, again);
  if (daysUntil(lastUsedAt ?? createdAt, now) < -silentDays)
    return note(
      `${whose}; ${until}.`,
      'Look at its log: whether it has the address and the token, and people to push.',
    );
  return good(`${whose}; ${until}.`);
}

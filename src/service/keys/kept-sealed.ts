import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';
import {
  deliveries,
  drafts,
  installations,
  lateAnswers,
  oidcRecords,
  oneTimeSecrets,
  secondFactors,
  signingKeys,
  siteConnections,
} from '../../../db/schema/index.ts';
import type { Purpose } from '../sealed.ts';
import { placeOfRecord } from '../sign-in/records.ts';
import { placeOfInstallation } from '../workspaces/installations.ts';

/** Where one kind of sealed things is kept. */
interface KeptSealed {
  table: PgTable;
  /** The columns that a row is known by, and gone through by. */
  key: PgColumn[];
  /** What a row was sealed about, by what is in those columns. */
  about(key: unknown[]): string;
  column: PgColumn;
}

const inColumn = (
  table: PgTable,
  key: PgColumn[],
  column: PgColumn,
  about = ([id]: unknown[]) => String(id),
): KeptSealed => ({
  table,
  key,
  about,
  column,
});

const { id } = siteConnections;

/** All that is sealed, kind by kind: a kind that is not here can't be sealed. */
export const keptSealed: Record<Purpose, KeptSealed> = {
  delivery: inColumn(deliveries, [deliveries.key], deliveries.payload),
  installation: inColumn(
    installations,
    [installations.platform, installations.externalId],
    installations.sealed,
    ([platform, workspace]) => placeOfInstallation(String(platform), String(workspace)),
  ),
  draft: inColumn(drafts, [drafts.id], drafts.sealedContent),
  'late-answer': inColumn(lateAnswers, [lateAnswers.id], lateAnswers.sealed),
  'oidc-record': inColumn(oidcRecords, [oidcRecords.model, oidcRecords.idHash], oidcRecords.sealed, ([model, idHash]) =>
    placeOfRecord(String(model), Buffer.isBuffer(idHash) ? idHash : Buffer.of()),
  ),
  'one-time-secret': inColumn(oneTimeSecrets, [oneTimeSecrets.id], oneTimeSecrets.sealed),
  'second-factor': inColumn(secondFactors, [secondFactors.userId], secondFactors.sealed),
  'signing-key': inColumn(signingKeys, [signingKeys.kid], signingKeys.sealed),
  'site-client': inColumn(siteConnections, [id], siteConnections.sealedSecret),
  'site-scim': inColumn(siteConnections, [id], siteConnections.sealedScimAuth),
};

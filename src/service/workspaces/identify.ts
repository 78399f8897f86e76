import type { Platform } from '../../words/platforms.ts';
import { comparableEmail } from '../../words/read-email.ts';
import type { Site } from '../../words/sites.ts';
import type { Centre } from '../centre/centre.ts';
import type { Actor, App } from '../context.ts';
import { inTransaction } from '../transaction.ts';
import { noteActed } from './acted.ts';
import { type Ahead, lookUpSender, type ReadAhead } from './look-up-sender.ts';
import { noteOrganisation } from './organisation.ts';
import { strangersWords } from './strangers-words.ts';
import { endTie, makeTie, type Seen, type ToTie } from './ties.ts';

/** Whom a chat platform vouches for. */
export interface ChatPerson extends Seen {
  platform: Platform;
  /** The platform's id of it. */
  workspace: string;
  /** The platform's id of the organisation that holds it and others, where the platform says so. */
  organisation?: string | undefined;
  /** What the workspace calls them. */
  name: string | undefined;
}

export interface Identified extends Ahead {
  actor: Actor;
  workspaceId: string;
  firstName: string;
  centre: Centre;
  /** The sites that they may sign in to. */
  sites: Site[];
}

/** Why someone has no rights at all. `support` is whom to ask, where the workspace is bound to a centre. */
export interface Unknown {
  because: 'workspace-unbound' | 'not-a-member' | 'no-account' | 'invited' | 'suspended' | 'taken';
  support: string | null;
  /** With `taken`: the tie that the account's mailbox would have to confirm, since someone else there has one. */
  wanted?: Omit<ToTie, 'correlationId'>;
}

/**
 * Ties a person in a workspace to a user of its centre: by the e-mail that the workspace vouches for, or what the school's
 * directory calls them, exactly one match, else nobody; a tie that no longer rests on it ends. Of two people there with one e-mail the first has the account. Says
 * nothing about who exists: a stranger and a person of another centre read the same.
 *
 * @param ahead what is read with them; nothing is for whom the workspace does not vouch for
 */
export async function identify(
  app: App,
  chatPerson: ChatPerson,
  correlationId: string,
  ahead?: ReadAhead,
): Promise<Identified | Unknown> {
  const { platform, workspace, organisation, person: externalId, member } = chatPerson;
  const email = comparableEmail(chatPerson.email ?? '');
  const sender = { platform, workspace, person: externalId, email };
  const { senders, ...read } = await lookUpSender(app, sender, member ? ahead : undefined);
  const [row, another] = senders;
  if (!row) return { because: 'workspace-unbound', support: null };
  const nobody = (because: Unknown['because']): Unknown => ({ because, support: row.centre.supportContact });
  if (organisation && member && organisation !== row.organisationId)
    await noteOrganisation(app, platform, organisation, [workspace]);
  const { workspaceId, centreId, tied } = row;
  const userId = another ? null : row.userId;
  if (tied && (!member || tied !== userId)) {
    const tie = { workspaceId, externalId, userId: tied };
    await inTransaction(app, (app) => endTie(app, tie, 'look', correlationId, (member && email) || null));
  }
  if (!member) return nobody('not-a-member');
  if (!userId || !row.role) return nobody('no-account');
  if (row.status === 'invited' || row.status === 'suspended') return nobody(row.status);
  if (tied !== userId) {
    const wanted = { workspaceId, externalId, centreId, userId, name: strangersWords(chatPerson.name) };
    const isTied = await inTransaction(app, (app) => makeTie(app, { ...wanted, correlationId }));
    if (!isTied) return { ...nobody('taken'), wanted };
  }
  const actor = { id: userId, centreId: row.centreId, role: row.role, siteAdminOf: row.siteAdminOf };
  noteActed(workspaceId, externalId, actor);
  return {
    actor,
    workspaceId: row.workspaceId,
    firstName: row.firstName ?? '',
    centre: row.centre,
    sites: row.sites,
    ...read,
  };
}

import { pgEnum } from 'drizzle-orm/pg-core';
import { linkKinds } from '../../src/words/links.ts';
import { roles, statuses } from '../../src/words/people.ts';
import { platforms } from '../../src/words/platforms.ts';
import { programmes } from '../../src/words/programmes.ts';
import { requestKinds, requestStatuses } from '../../src/words/requests.ts';
import { sites } from '../../src/words/sites.ts';

export const role = pgEnum('role', roles);
export const status = pgEnum('status', statuses);
export const site = pgEnum('site', sites);
export const programme = pgEnum('programme', programmes);
export const platform = pgEnum('platform', platforms);
export const linkKind = pgEnum('link_kind', linkKinds);
export const mailState = pgEnum('mail_state', ['queued', 'sent', 'failed', 'dropped']);
export const requestKind = pgEnum('request_kind', requestKinds);
export const requestStatus = pgEnum('request_status', requestStatuses);
export const auditOutcome = pgEnum('audit_outcome', ['done', 'refused', 'failed']);

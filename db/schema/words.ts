import { pgEnum } from 'drizzle-orm/pg-core';

/** The words that the database and the service share; product.md's own. */

export const roles = ['coordinator', 'admin', 'teacher'] as const;
export const statuses = ['invited', 'active', 'suspended', 'deleted'] as const;
export const sites = [
  'hub',
  'primary',
  'lower-secondary',
  'test-maker',
  'resource-plus',
  'results-analysis',
  'forums',
] as const;
export const programmes = ['primary', 'lower-secondary', 'upper-secondary', 'advanced', 'global-perspectives'] as const;
export const platforms = ['playground', 'slack', 'teams'] as const;
export const linkKinds = ['set-up', 'reset', 'confirm-email'] as const;
export const requestKinds = ['reset', 'access'] as const;
export const requestStatuses = ['pending', 'approved', 'denied', 'expired'] as const;
export const mailStates = ['queued', 'sent', 'failed', 'dropped'] as const;

export type Role = (typeof roles)[number];
export type Status = (typeof statuses)[number];
export type Site = (typeof sites)[number];
export type Programme = (typeof programmes)[number];
export type LinkKind = (typeof linkKinds)[number];
export type RequestKind = (typeof requestKinds)[number];
export type RequestStatus = (typeof requestStatuses)[number];

/** The sites that a programme suggests; product.md's table. */
export const suggestedSites: Record<Programme, Site[]> = {
  primary: ['hub', 'primary', 'forums'],
  'lower-secondary': ['hub', 'lower-secondary', 'forums'],
  'upper-secondary': ['hub', 'test-maker', 'resource-plus', 'results-analysis', 'forums'],
  advanced: ['hub', 'test-maker', 'resource-plus', 'results-analysis', 'forums'],
  'global-perspectives': ['hub', 'resource-plus', 'forums'],
};

export const role = pgEnum('role', roles);
export const status = pgEnum('status', statuses);
export const site = pgEnum('site', sites);
export const programme = pgEnum('programme', programmes);
export const platform = pgEnum('platform', platforms);
export const linkKind = pgEnum('link_kind', linkKinds);
export const mailState = pgEnum('mail_state', mailStates);
export const requestKind = pgEnum('request_kind', requestKinds);
export const requestStatus = pgEnum('request_status', requestStatuses);

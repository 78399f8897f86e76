import { and, eq, inArray, sql } from 'drizzle-orm';
import {
  centreSites,
  centres,
  learnerGroups,
  siteAccess,
  siteConnections,
  users,
  workspaces,
} from '../../../db/schema/index.ts';
import { mergeSet } from '../../lib/merge-set.ts';
import { isTimeZone } from '../../lib/time.ts';
import type { ChosenRule, SecondFactorRule } from '../../words/second-factor.ts';
import type { Site } from '../../words/sites.ts';
import { audit, event } from '../audit/event.ts';
import type { Ctx, Db, Tx } from '../context.ts';

import { Refusal, refuseIfAny } from '../errors.ts';
import { checkEmail, sanitizeEmail, sanitizeName } from '../people/details.ts';
import { allow } from '../policy.ts';
import { queueShow } from '../requests/copies.ts';
import { moveToTimeZone } from '../scheduled/keep.ts';
import { mutation, queryAll } from '../use-case.ts';
import { type Centre, readCentre } from './centre.ts';
import {
  type RequestSettings,
  readRequestSettings,
  requestSettings,
  waitingIn,
  wrongHours,
} from './request-settings.ts';

export interface Settings extends Centre, RequestSettings {
  /** The conversation of this workspace where requests are decided. */
  approvalsChannel: string | null;
  /** Who signs in with a second factor. */
  secondFactor: SecondFactorRule;
  /** The e-mail that answers to mails go to; nothing: they are not read. */
  replyTo: string | null;
}

interface NewSettings extends Partial<RequestSettings> {
  supportContact?: string;
  timeZone?: string;
  sites?: Site[];
  /** The sites that were shown: only what was changed of them changes. */
  seen?: { sites?: Site[] };
  approvalsChannel?: string | null;
  secondFactor?: ChosenRule;
  /** Empty, or `none`: nobody any more. */
  replyTo?: string;
}

/** Longest support contact, in characters: a name, an address, a telephone number. */
const maxContact = 200;

export const readSettings = queryAll('readSettings', 'settings.read', (ctx, _: Record<string, never>) =>
  settingsOf(ctx),
);

/**
 * Changes the centre's settings; what is not given stays.
 *
 * @throws Refusal or Refused beside the fields: `sites-in-use` for a site that people still have access to,
 *   `site-connected` for one that still signs people in with us
 */
export const changeSettings = mutation(
  'changeSettings',
  'settings.change',
  async (ctx, input: NewSettings): Promise<Settings & { changed: boolean }> => {
    allow(ctx, 'settings.change');
    const now = await settingsOf(ctx);
    const supportContact = input.supportContact === undefined ? now.supportContact : sanitizeName(input.supportContact);
    const timeZone = input.timeZone?.trim() ?? now.timeZone;
    const sites = input.sites ? mergeSet(now.sites, input.seen?.sites, input.sites) : now.sites;
    const approvalsChannel = input.approvalsChannel === undefined ? now.approvalsChannel : input.approvalsChannel;
    const secondFactor = input.secondFactor ?? now.secondFactor;
    const replyTo = input.replyTo === undefined ? now.replyTo : readReplyTo(input.replyTo);
    const ofRequests = requestSettings(now, input);
    refuseIfAny(
      [
        ...wrongHours(ofRequests),
        [...supportContact].length > maxContact && new Refusal('value-too-long', { max: maxContact }, 'supportContact'),
        supportContact === '' && new Refusal('value-missing', {}, 'supportContact'),
        !isTimeZone(timeZone) && new Refusal('time-zone-unknown', {}, 'timeZone'),
        input.replyTo !== undefined && replyTo !== null && checkReplyTo(replyTo),
        sites.length === 0 && new Refusal('no-site', {}, 'sites'),
      ].filter((r) => r instanceof Refusal),
    );
    const taken = now.sites.filter((s) => !sites.includes(s));
    await refuseSitesInUse(ctx.db, ctx.actor.centreId, taken);

    await ctx.db
      .update(centres)
      .set({ supportContact, timeZone, secondFactor, replyTo, ...ofRequests })
      .where(eq(centres.id, ctx.actor.centreId));
    if (timeZone !== now.timeZone) await moveToTimeZone(ctx, timeZone);
    await changeSites(ctx.db, ctx.actor.centreId, sites, taken);
    if (ctx.workspaceId)
      await ctx.db.update(workspaces).set({ approvalsChannel }).where(eq(workspaces.id, ctx.workspaceId));
    // What waits is to be seen in the new channel too.
    if (approvalsChannel !== now.approvalsChannel) await queueShow(ctx.db, await waitingIn(ctx.db, ctx.actor.centreId));
    const next = { ...now, supportContact, timeZone, sites, approvalsChannel, secondFactor, replyTo, ...ofRequests };
    const changed = (Object.keys(next) as (keyof Settings)[]).filter((k) => String(next[k]) !== String(now[k]));
    if (changed.length > 0) await audit(ctx, { ...event(ctx, 'settings.change'), details: { changed, sites } });
    return { ...next, changed: changed.length > 0 };
  },
  // So that two who change different settings at once don't undo each other.
  { onePerCentre: true },
);

const readReplyTo = (given: string): string | null => (/^(none)?$/i.test(given.trim()) ? null : sanitizeEmail(given));

/** It stands in every mail, and a server that knows no SMTPUTF8 may refuse each that has other letters before the @. */
function checkReplyTo(email: string): Refusal | undefined {
  const isPlain = /^[\0-\x7f]*@/.test(email);
  return checkEmail(email, 'replyTo') ?? (isPlain ? undefined : new Refusal('reply-to-letters', {}, 'replyTo'));
}

async function settingsOf(ctx: Ctx<Db>): Promise<Settings> {
  const centre = await readCentre(ctx.db, ctx.actor.centreId);
  const [workspace] = ctx.workspaceId
    ? await ctx.db.select().from(workspaces).where(eq(workspaces.id, ctx.workspaceId))
    : [];
  const [rule] = await ctx.db
    .select({ secondFactor: centres.secondFactor, replyTo: centres.replyTo })
    .from(centres)
    .where(eq(centres.id, centre.id));
  if (!rule) throw new Error(`no centre ${centre.id}`);
  return {
    ...centre,
    ...rule,
    ...(await readRequestSettings(ctx.db, centre.id)),
    approvalsChannel: workspace?.approvalsChannel ?? null,
  };
}

/** Foreign keys forbid it too; this says what stands in the way. */
async function refuseSitesInUse(tx: Tx, centreId: string, taken: Site[]): Promise<void> {
  if (taken.length === 0) return;
  const [used] = await tx
    .select({ site: siteAccess.site, people: sql<number>`count(*)::int` })
    .from(siteAccess)
    .innerJoin(users, eq(users.id, siteAccess.userId))
    .where(and(eq(siteAccess.centreId, centreId), inArray(siteAccess.site, taken)))
    .groupBy(siteAccess.site)
    .orderBy(siteAccess.site)
    .limit(1);
  if (used) throw new Refusal('sites-in-use', used, 'sites');
  const [holding] = await tx
    .select({ site: learnerGroups.site, groups: sql<number>`count(*)::int` })
    .from(learnerGroups)
    .where(and(eq(learnerGroups.centreId, centreId), inArray(learnerGroups.site, taken)))
    .groupBy(learnerGroups.site)
    .orderBy(learnerGroups.site)
    .limit(1);
  if (holding) throw new Refusal('site-holds-data', holding, 'sites');
  const [connected] = await tx
    .select({ site: siteConnections.site })
    .from(siteConnections)
    .where(and(eq(siteConnections.centreId, centreId), inArray(siteConnections.site, taken)))
    .orderBy(siteConnections.site)
    .limit(1);
  if (connected) throw new Refusal('site-connected', connected, 'sites');
}

async function changeSites(tx: Tx, centreId: string, sites: Site[], taken: Site[]): Promise<void> {
  if (taken.length > 0) {
    await tx.delete(centreSites).where(and(eq(centreSites.centreId, centreId), inArray(centreSites.site, taken)));
  }
  await tx
    .insert(centreSites)
    .values(sites.map((site) => ({ centreId, site })))
    .onConflictDoNothing();
}

import type { Site } from '../../words/sites.ts';
import { audit, event } from '../audit/event.ts';
import { readCentre } from '../centre/centre.ts';
import { Refusal } from '../errors.ts';
import { asTarget, lockPerson } from '../people/person.ts';
import { allow } from '../policy.ts';
import { mutation } from '../use-case.ts';
import { type Asked, beginRequest, sanitizeReason, waitingFor } from './begin.ts';

/**
 * Asks for access to a site, for oneself. Asked again while the first waits, it is the first.
 *
 * @throws Refusal `site-not-eligible`, `access-already`, beside the field; `value-too-long`
 */
export const askForAccess = mutation(
  'askForAccess',
  'access.ask',
  async (ctx, { site, reason }: { site: Site; reason?: string }): Promise<Asked> => {
    const kept = sanitizeReason(reason);
    const person = await lockPerson(ctx, ctx.actor.id);
    allow(ctx, 'access.ask', asTarget(person), site);
    if (person.access.some((a) => a.site === site)) throw new Refusal('access-already', { site }, 'site');
    const centre = await readCentre(ctx.db, person.centreId);
    if (!centre.sites.includes(site)) throw new Refusal('site-not-eligible', { sites: [site] }, 'site');
    const waiting = await waitingFor(ctx, site);
    if (waiting) return { request: waiting, isNew: false };
    const request = await beginRequest(ctx, { kind: 'access', site }, kept);
    await audit(ctx, { ...event(ctx, 'access.ask', person.id), details: { request: request.id, site } });
    return { request, isNew: true };
  },
);

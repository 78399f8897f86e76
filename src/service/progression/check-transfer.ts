import { fullName } from '../../words/people.ts';
import type { Site } from '../../words/sites.ts';
import { type DataSite, dataSites } from '../../words/sites.ts';
import type { Ctx, Db } from '../context.ts';
import { Refusal } from '../errors.ts';
import { asTarget, type Person } from '../people/person.ts';
import { allow, may, NotAllowed } from '../policy.ts';
import { type Holding, holdingsOf } from './holdings.ts';

export interface TransferInput {
  from: string;
  to: string;
  /** Only what is held on this site; else on every site that the actor may transfer on. */
  site?: DataSite;
  /** Gives the receiver access to the sites, where they have none. */
  grant?: boolean;
}

export interface CheckedTransfer {
  from: Person;
  to: Person;
  holdings: Holding[];
  /** The sites to which the receiver gets access by it. */
  granted: Site[];
}

/** Whoever may hand over may also take it on themselves. */
function allowReceiving(ctx: Ctx<Db>, to: Person, site: Site): void {
  if (to.id === ctx.actor.id) return;
  allow(ctx, 'data.transfer', asTarget(to), { site, because: { name: fullName(to), as: 'receiver' } });
}

/** Throws what stands in the way of a transfer. */
export async function checkTransfer(
  ctx: Ctx<Db>,
  [from, to]: [Person, Person],
  input: TransferInput,
): Promise<CheckedTransfer> {
  return judgeTransfer(ctx, [from, to], input, await holdingsOf(ctx.db, ctx.actor.centreId, from.id));
}

/** The same where what is held is known. */
export function judgeTransfer(
  ctx: Ctx<Db>,
  [from, to]: [Person, Person],
  { site, grant }: Pick<TransferInput, 'site' | 'grant'>,
  held: Holding[],
): CheckedTransfer {
  const sites: Site[] = (site ? [site] : dataSites).filter((s) => may(ctx.actor, 'data.transfer', asTarget(from), s));
  if (sites.length === 0) throw new NotAllowed('data.transfer', from.id);
  for (const s of sites) allowReceiving(ctx, to, s);
  if (from.id === to.id) throw new Refusal('same-person', { name: fullName(from) }, 'to');
  const holdings = held.filter((h) => sites.includes(h.site));
  if (holdings.length === 0) throw new Refusal('holds-nothing', { userId: from.id, name: fullName(from), sites });
  return { from, to, holdings, granted: judgeReceiver(ctx, to, holdings, grant) };
}

/** The same of all that someone holds, which is known; where that is nothing, the rights alone are asked. */
export function judgeHandover(
  ctx: Ctx<Db>,
  [from, to]: [Person, Person],
  holdings: Holding[],
  grant: boolean | undefined,
): CheckedTransfer {
  for (const site of dataSites) {
    if (!may(ctx.actor, 'data.transfer', asTarget(from), site)) throw new NotAllowed('data.transfer', from.id);
    allowReceiving(ctx, to, site);
  }
  if (from.id === to.id) throw new Refusal('same-person', { name: fullName(from) }, 'to');
  return { from, to, holdings, granted: holdings.length > 0 ? judgeReceiver(ctx, to, holdings, grant) : [] };
}

/** Throws what is wrong with who is to get it. @returns the sites to which they get access by it */
function judgeReceiver(ctx: Ctx<Db>, to: Person, holdings: Holding[], grant: boolean | undefined): Site[] {
  if (to.status !== 'active') {
    throw new Refusal('receiver-not-active', { name: fullName(to), status: to.status }, 'to');
  }
  const missing = holdings.map((h) => h.site).filter((s) => !to.access.some((a) => a.site === s));
  if (missing.length > 0 && !grant) {
    throw new Refusal('receiver-without-access', { name: fullName(to), sites: missing }, 'grant');
  }
  for (const s of missing) allow(ctx, 'site.access', asTarget(to), { site: s });
  return missing;
}

import { randomUUID } from 'node:crypto';
import type { Json } from '../../../lib/json.ts';
import { comparableEmail } from '../../../words/read-email.ts';
import type { Ctx, Db } from '../../context.ts';
import { isUniqueViolation, retryOnce } from '../../database-errors.ts';
import { Refusal, refuseIfAny } from '../../errors.ts';
import { followMany } from '../../mail/bulk.ts';
import { mayAtAll, NotAllowed } from '../../policy.ts';
import { mutation, query } from '../../use-case.ts';
import { checkEmail, sanitizeEmail } from '../details.ts';
import { applyChanges } from './apply.ts';
import { mailsOf } from './change-emails.ts';
import { readAwaited, readEveryone } from './everyone.ts';
import { auditRefused, type Judged, judge, outlineOf } from './judge.ts';
import { holdAgreed } from './update.ts';
import type { Change } from './wanted.ts';

/** From one mail domain to another, as typed. */
export interface DomainMove {
  from: string;
  to: string;
}

/** Says of everyone whose e-mail is at the old domain whether it can be at the new one, and how it gets there. Changes nothing. */
export const previewMoveDomain = query(
  'previewMoveDomain',
  'user.edit',
  async (ctx, move: DomainMove): Promise<Judged[]> => {
    const judged = await planMove(ctx, move);
    await auditRefused(
      ctx,
      judged.flatMap(({ refusals }) => refusals),
    );
    return judged;
  },
);

/** @throws Refusal `domain-malformed`, beside its field; `domain-same`, `nobody-in-domain` */
async function planMove(ctx: Ctx<Db>, given: DomainMove): Promise<Judged[]> {
  if (!mayAtAll(ctx.actor, 'user.edit')) throw new NotAllowed('user.edit', null);
  const from = domainOf(given.from, 'from');
  const to = domainOf(given.to, 'to');
  refuseIfAny([from, to].filter((domain) => domain instanceof Refusal));
  if (typeof from !== 'string' || typeof to !== 'string') return [];
  if (from === to) throw new Refusal('domain-same', {}, 'to');
  const everyone = await readEveryone(ctx);
  const those = everyone.filter(({ email }) => partsOf(comparableEmail(email)).domain === from);
  if (those.length === 0) throw new Refusal('nobody-in-domain', { domain: from }, 'from');
  const wanted = those.map((person) => ({ person, wanted: { email: `${partsOf(person.email).local}@${to}` } }));
  return judge(ctx, wanted, await readAwaited(ctx), new Set());
}

const partsOf = (email: string) => {
  const at = email.lastIndexOf('@');
  return { local: email.slice(0, at), domain: email.slice(at + 1) };
};

/** `@School.example`, `https://school.example/`, `ada@school.example`: the domain in it, as it was written. */
export const domainIn = (written: string): string =>
  written
    .trim()
    .replace(/^https?:\/\//i, '')
    .replace(/^.*@|[/.,;]+$/g, '');

/** The same, as it is compared. */
function domainOf(written: string, field: string): string | Refusal {
  const email = sanitizeEmail(`someone@${domainIn(written)}`);
  return checkEmail(email) ? new Refusal('domain-malformed', {}, field) : partsOf(comparableEmail(email)).domain;
}

interface Moved {
  judged: Judged[];
  changes: Change[];
  changeId: string;
}

const moveOnce = mutation(
  'moveDomain',
  'user.edit',
  async (ctx, { agreed, ...move }: DomainMove & { agreed: Json }): Promise<Moved> => {
    await holdAgreed(ctx, agreed);
    const judged = await planMove(ctx, move);
    if (JSON.stringify(await outlineOf(judged)) !== JSON.stringify(agreed)) throw new Refusal('plan-changed', {});
    const changeId = randomUUID();
    const changes = judged.flatMap(({ change }) => change ?? []);
    await applyChanges(ctx, changes, { changeId });
    await followMany(ctx, mailsOf(changes));
    return { judged, changes, changeId };
  },
  { onePerCentre: true },
);

/**
 * Gives everyone whose e-mail is at one domain the same at another: at once where the school's directory or a workspace says that it
 * is theirs, and the old address is told; of who has no password yet with a new invitation; of all others when the link is pressed.
 * Sets off what {@link applyChanges} does.
 *
 * @param input.agreed the outline of the plan that was agreed to
 * @throws Refusal `plan-changed` where it would be another by now; and what stands in the way of any
 */
export const moveDomain = (ctx: Ctx, input: DomainMove & { agreed: Json }): Promise<Moved> =>
  retryOnce(
    () => moveOnce(ctx, input),
    (error) => isUniqueViolation(error, 'users_email'),
  );

import type { Json } from '../../lib/json.ts';
import { asTarget, type Person } from '../../service/people/person.ts';
import { type Act, allow, NotAllowed } from '../../service/policy.ts';
import { auditingRefusals } from '../../service/use-case.ts';
import type { Card } from '../../ui/card.ts';
import type { Call, Plan } from '../command.ts';

/** Refuses, and writes the refusal down, before a form is shown that could only be refused. @throws NotAllowed */
export async function refuseUnless(call: Call, p: Person, allowed: boolean): Promise<void> {
  await auditingRefusals(call.ctx, async () => {
    if (!allowed) throw new NotAllowed('user.edit', p.id);
  });
}

/**
 * The plan of an act upon one person. Rights are asked before anything is shown, so that nobody is led to a Yes that will
 * be refused.
 *
 * @param sensible whether there is anything to do; where not, there is no plan, and running it says why not
 */
export async function planFor(
  call: Call,
  act: Act,
  p: Person,
  sensible: boolean,
  { yes, danger, no, holds, ...card }: Card & Pick<Plan, 'yes' | 'danger' | 'no'> & { holds?: Json },
): Promise<Plan | undefined> {
  await auditingRefusals(call.ctx, async () => allow(call.ctx, act, asTarget(p)));
  if (!sensible) return undefined;
  const { id, status, role, email } = p;
  const access = p.access.map((a) => `${a.site}${a.siteAdmin ? '*' : ''}`);
  return {
    card,
    yes,
    basis: { id, status, role, email, access, ...(holds !== undefined && { holds }) },
    ...(danger && { danger }),
    ...(no && { no }),
  };
}

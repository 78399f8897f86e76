import type { Json } from '../../lib/json.ts';
import type { Person } from '../../service/people/person.ts';
import { editSeveral, type GiveAndTake, previewEdits } from '../../service/people/update/edit-several.ts';
import type { Change } from '../../service/people/update/wanted.ts';
import type { Card, Fact } from '../../ui/card.ts';
import { listed } from '../../ui/formats.ts';
import { programmeNames, siteNames, sites } from '../../ui/sentences/names.ts';
import { edit as say } from '../../ui/sentences/people.ts';
import { update } from '../../ui/sentences/update.ts';
import { buttonTo } from '../buttons.ts';
import type { Call, Plan } from '../command.ts';
import { basisOf } from './basis.ts';
import { doneForEach, planForEach } from './many.ts';
import { namesOf, stateOf } from './names.ts';

/** Sites and programmes of several, in one go: what they get, and what is taken from them. */

const factsOf = ({ give = [], take = [], addProgrammes = [], dropProgrammes = [] }: GiveAndTake): Fact[] => [
  ...(give.length > 0 ? [{ label: say.give, value: sites(give) }] : []),
  ...(take.length > 0 ? [{ label: say.take, value: sites(take) }] : []),
  ...(addProgrammes.length > 0 ? [{ label: say.addProgrammes, value: named(addProgrammes) }] : []),
  ...(dropProgrammes.length > 0 ? [{ label: say.dropProgrammes, value: named(dropProgrammes) }] : []),
];

const named = (programmes: NonNullable<GiveAndTake['addProgrammes']>) =>
  listed(programmes.map((programme) => programmeNames[programme]));

/** The plan for all whom it changes; who is left out, and why. @throws Refused where that is everyone */
export const editSeveralPlan = (call: Call, people: Person[], what: GiveAndTake): Promise<Plan | undefined> =>
  planForEach(call, people, {
    one: async (p) => {
      const [{ change, refusal } = {}] = await previewEdits(call.ctx, { ids: [p.id], ...what });
      if (!change) throw refusal;
      return {
        card: { title: say.ask(namesOf(p)), state: stateOf(p), facts: factsOf(what) },
        basis: basisOf(p, outlineOf(change)),
        yes: say.yes,
      };
    },
    verdicts: (ids) => previewEdits(call.ctx, { ids, ...what }),
    card: (good) => ({ title: say.askSeveral(good.length), facts: factsOf(what) }),
    detail: ({ change }) => change && differenceOf(change),
    holds: ({ change }) => (change ? outlineOf(change) : []),
    yes: say.yes,
  });

/** Only what is different: what someone keeps would hide it. */
function differenceOf({ person, give, take, programmes = person.programmes }: Change): string {
  const added = programmes.filter((one) => !person.programmes.includes(one));
  const dropped = person.programmes.filter((one) => !programmes.includes(one));
  const gets = [...give.map((site) => siteNames[site]), ...added.map((one) => programmeNames[one])];
  const loses = [...take.map((site) => siteNames[site]), ...dropped.map((one) => programmeNames[one])];
  return [...(gets.length > 0 ? [say.gets(gets)] : []), ...(loses.length > 0 ? [say.loses(loses)] : [])].join(' · ');
}

const outlineOf = ({ give, take, programmes }: Change): Json => [give, take, programmes ?? null];

/** Does what was agreed to. */
export async function editSeveralByYes(call: Call, whom: Person[], what: GiveAndTake): Promise<Card> {
  const { people, changeId } = await editSeveral(call.ctx, { ids: whom.map(({ id }) => id), ...what });
  return doneForEach(call, people, {
    title: say.doneSeveral(people.length),
    text: [update.undoWithin],
    row: (person) => ({
      state: stateOf(person),
      detail: sites(person.access.map((a) => a.site)),
      buttons: buttonTo(call, 'show', { person }),
    }),
    buttons: buttonTo(call, 'update', { label: update.undo, input: { undo: changeId } }),
  });
}

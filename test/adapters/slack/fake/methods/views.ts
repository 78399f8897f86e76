import { limits } from '../limits.ts';
import { SlackError } from '../slack-error.ts';
import type { Trigger } from '../types.ts';
import { allViews, openView, publishHome, pushView, readView, sameHash, stackOf, updateView } from '../views.ts';
import { teamOf } from '../world.ts';
import { knownPerson, type Method, need, optional, type Request } from './method.ts';

/** A trigger lives three seconds and is good once. */
function useTrigger({ world, args }: Request): Trigger {
  const trigger = world.triggers.get(need(args, 'trigger_id'));
  if (!trigger) throw new SlackError('invalid_trigger_id');
  if (trigger.used) throw new SlackError('exchanged_trigger_id');
  if (world.now() - trigger.issued > limits.triggerMs) throw new SlackError('expired_trigger_id');
  trigger.used = true;
  return trigger;
}

export const viewMethods: Record<string, Method> = {
  'views.open': {
    run(request) {
      const { world, args } = request;
      const sent = readView(args.view, 'modal');
      const { teamId, personId } = useTrigger(request);
      return { view: openView(world, teamOf(world, teamId), personId, sent) };
    },
  },
  'views.push': {
    run(request) {
      const { world, args } = request;
      const sent = readView(args.view, 'modal');
      const { teamId, personId, viewId } = useTrigger(request);
      const within = viewId !== undefined && stackOf(world, personId).some((each) => each.id === viewId);
      if (!within) throw new SlackError('not_found');
      return { view: pushView(world, teamOf(world, teamId), personId, sent) };
    },
  },
  'views.update': {
    run({ world, args }) {
      const id = optional(args, 'view_id');
      const externalId = id ? undefined : need(args, 'external_id');
      const view = allViews(world).find((each) => (id ? each.id === id : each.external_id === externalId));
      const sent = readView(args.view, view?.type ?? 'modal');
      if (!view) throw new SlackError('not_found');
      sameHash(view, args.hash);
      return { view: updateView(world, view, sent) };
    },
  },
  'views.publish': {
    run(request) {
      const { world, args } = request;
      const sent = readView(args.view, 'home');
      const person = knownPerson(request, need(args, 'user_id'));
      sameHash(world.homes.get(person.id), args.hash);
      return {
        view: publishHome(
          world,
          teamOf(world, request.token.teamId ?? optional(args, 'team_id') ?? person.teamId),
          person.id,
          sent,
        ),
      };
    },
  },
};

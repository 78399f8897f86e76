import { isObject } from '../../../../../src/lib/json.ts';
import { SlackError } from '../slack-error.ts';
import type { Json, View } from '../types.ts';
import { pushView, readView, stackOf, updateView } from '../views.ts';
import { teamOf, type World } from '../world.ts';

/**
 * Does with a form what the app's answer to its submission says, as Slack's client would.
 * @returns the errors to show beside fields
 * @throws SlackError where Slack would tell the person that something went wrong
 */
export function applyAnswer(world: World, personId: string, view: View, body: unknown): Record<string, string> {
  const stack = stackOf(world, personId);
  if (body === undefined || (isObject(body) && Object.keys(body).length === 0)) {
    const at = stack.indexOf(view);
    if (at >= 0) stack.splice(at, 1);
    return {};
  }
  if (!isObject(body)) throw new SlackError(`answer is no object: ${JSON.stringify(body)}`, {}, true);
  const team = teamOf(world, view.team_id);
  switch (body.response_action) {
    case 'errors':
      return errorsOf(view, body);
    case 'update':
      updateView(world, view, readView(body.view, 'modal'));
      return {};
    case 'push':
      pushView(world, team, personId, readView(body.view, 'modal'));
      return {};
    case 'clear':
      stack.splice(0);
      return {};
    default:
      throw new SlackError(`unknown response_action ${JSON.stringify(body.response_action)}`, {}, true);
  }
}

function errorsOf(view: View, body: Json): Record<string, string> {
  const { errors } = body;
  const inputs = new Set(view.blocks.filter((each) => each.type === 'input').map((each) => each.block_id));
  if (!isObject(errors) || Object.keys(errors).length === 0) throw new SlackError('errors are empty', {}, true);
  for (const [blockId, words] of Object.entries(errors)) {
    if (!inputs.has(blockId)) throw new SlackError(`errors: ${blockId} is no input block of this view`, {}, true);
    if (typeof words !== 'string' || words === '') throw new SlackError(`errors: ${blockId} has no words`, {}, true);
  }
  return errors as Record<string, string>;
}

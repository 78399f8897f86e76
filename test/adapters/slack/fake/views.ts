import { randomBytes } from 'node:crypto';
import { checkView, viewTooLarge } from './check.ts';
import { stateOf } from './input-state.ts';
import { limits } from './limits.ts';
import { normalised } from './normalise.ts';
import { ofWholeOrg } from './payloads/common.ts';
import { breach, SlackError } from './slack-error.ts';
import type { Team, View } from './types.ts';
import type { World } from './world.ts';

/** What a view sent by the app may hold. */
type Sent = Partial<View> & Pick<View, 'type' | 'blocks'>;

/** @throws SlackError as Slack would refuse it */
export function readView(value: unknown, type: 'modal' | 'home'): Sent {
  let view = value;
  if (typeof value === 'string') {
    try {
      view = JSON.parse(value);
    } catch {
      throw breach('invalid_arguments', ['[ERROR] view is not JSON [json-pointer:/view]']);
    }
  }
  if (viewTooLarge(view)) throw breach('view_too_large');
  const complaints = checkView(view, type);
  if (complaints.length > 0) throw breach('invalid_arguments', complaints);
  return view as Sent;
}

const newHash = () => `${Math.floor(Date.now() / 1_000)}.${randomBytes(6).toString('base64url')}`;

export const stackOf = (world: World, personId: string): View[] => {
  const stack = world.stacks.get(personId) ?? [];
  world.stacks.set(personId, stack);
  return stack;
};

export const allViews = (world: World): View[] => [...[...world.stacks.values()].flat(), ...world.homes.values()];

function build(world: World, team: Team, sent: Sent, place: { root?: string; previous?: string }): View {
  const id = world.id('V');
  const blocks = normalised(sent.blocks);
  refuseTakenExternalId(world, sent.external_id);
  return {
    id,
    team_id: team.id,
    app_id: world.appId,
    bot_id: team.bot.botId,
    app_installed_team_id: ofWholeOrg(world, team) && team.enterprise ? team.enterprise.id : team.id,
    ...settings(sent),
    blocks,
    hash: newHash(),
    root_view_id: place.root ?? id,
    previous_view_id: place.previous ?? null,
    state: { values: stateOf(blocks) },
  };
}

/** All that an update replaces besides the blocks. */
function settings(sent: Sent) {
  return {
    type: sent.type,
    title: sent.title,
    submit: sent.submit ?? null,
    close: sent.close ?? null,
    private_metadata: sent.private_metadata ?? '',
    callback_id: sent.callback_id ?? '',
    external_id: sent.external_id ?? '',
    clear_on_close: sent.clear_on_close ?? false,
    notify_on_close: sent.notify_on_close ?? false,
  };
}

function refuseTakenExternalId(world: World, externalId: string | undefined, except?: View): void {
  if (!externalId) return;
  if (allViews(world).some((each) => each !== except && each.external_id === externalId)) {
    throw new SlackError('duplicate_external_id');
  }
}

/** A new stack with this one modal. */
export function openView(world: World, team: Team, personId: string, sent: Sent): View {
  const view = build(world, team, sent, {});
  world.stacks.set(personId, [view]);
  return view;
}

export function pushView(world: World, team: Team, personId: string, sent: Sent): View {
  const stack = stackOf(world, personId);
  const top = stack.at(-1);
  if (!top) throw new SlackError('not_found');
  if (stack.length >= limits.viewStack) throw breach('push_limit_reached');
  const view = build(world, team, sent, { root: top.root_view_id, previous: top.id });
  stack.push(view);
  return view;
}

/** Shows something else in the same place; what was typed stays where the ids stay. */
export function updateView(world: World, view: View, sent: Sent): View {
  refuseTakenExternalId(world, sent.external_id, view);
  const blocks = normalised(sent.blocks);
  return Object.assign(view, settings(sent), {
    blocks,
    hash: newHash(),
    state: { values: stateOf(blocks, view.state.values) },
  });
}

export function publishHome(world: World, team: Team, personId: string, sent: Sent): View {
  const before = world.homes.get(personId);
  if (before) return updateView(world, before, sent);
  const view = build(world, team, sent, {});
  world.homes.set(personId, view);
  return view;
}

/** @throws SlackError hash_conflict where the app's picture of the view is not the newest */
export function sameHash(view: View | undefined, hash: unknown): void {
  if (view && typeof hash === 'string' && hash !== '' && hash !== view.hash) throw new SlackError('hash_conflict');
}

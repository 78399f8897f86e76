import type { Inbound, Place } from '../../../src/bot/inbound.ts';
import type { Came } from '../../chat/delivery.ts';
import type { Origin } from '../packed/meta.ts';
import { type Attached, attachedIn } from './attached.ts';
import { homeOf } from './home-of.ts';
import type { CommandPayload, EventPayload, Payload, ShownView } from './payload.ts';

/** Something that a person did in Slack. */
export interface Interaction extends Came {
  /** The same when Slack delivers it again. */
  id: string;
  team: string;
  /** What it is called in its address, where the payload tells it. */
  teamName?: string;
  enterprise?: string;
  /** Whether it came by an install for the whole Grid. */
  isOrgWide?: boolean;
  /** The Grid of `team`, where one part of the payload names both: in a shared channel others may name another's. */
  organisation?: string;
  /** On a Grid: it was done where all its workspaces are one, and `team` is a guess. */
  isVague?: boolean;
  /** Why it could not be found out in which of them it was. */
  unplaced?: Error;
  user: string;
  origin: Origin;
  /** Opens a dialog, within three seconds of the interaction. */
  trigger?: string;
  /** The message with the pressed button. */
  message?: { ts: string; channel: string; onlyForOne: boolean };
  /** The dialog or page with the pressed button. */
  view?: ShownView;
  /** What came with the words of a message. */
  files?: Attached[];
}

/** How long a trigger is worth trying, in milliseconds: it lives three seconds, and the way to Slack takes some of it. */
export const triggerMs = 2_700;

export const placeOf = ({ origin }: Interaction): Place => ({
  kind: isDirect(origin.channel) ? 'direct' : 'channel',
  id: origin.channel ?? '',
});

/** The message with the pressed button, as the chat of jobs refers to it; what only one person sees can't be changed by it. */
export function messageOf({ team, message }: Interaction): Pick<Inbound, 'message'> {
  if (!message || message.onlyForOne) return {};
  return { message: { team, channel: message.channel, ts: message.ts } };
}

const isDirect = (channel: string | undefined) => channel === undefined || channel.startsWith('D');

export const idOfCommand = (c: CommandPayload) => `command:${c.trigger_id}`;
export const idOfEvent = (e: Pick<EventPayload<unknown>, 'event_id'>) => `event:${e.event_id}`;
export const idOf = (p: Payload) => `${p.type}:${p.trigger_id ?? p.view?.id ?? ''}`;

export function interactionOfCommand(c: CommandPayload, came: Came): Interaction {
  const isOrgWide = c.is_enterprise_install === 'true';
  return {
    ...came,
    id: idOfCommand(c),
    team: c.team_id,
    ...(c.team_domain && { teamName: c.team_domain }),
    ...(c.enterprise_id && { enterprise: c.enterprise_id, organisation: c.enterprise_id, isOrgWide }),
    ...(c.enterprise_id && isOrgWide && isDirect(c.channel_id) && { isVague: true }),
    user: c.user_id,
    origin: { channel: c.channel_id, respond: c.response_url, ...(c.enterprise_id && { team: c.team_id }) },
    trigger: c.trigger_id,
  };
}

/** A press, a filled form, a shortcut, a search. */
export function interactionOf(p: Payload, came: Came, origin: Origin = {}): Interaction {
  const channel = p.channel?.id ?? p.container?.channel_id;
  const pressed = p.message?.ts ?? p.container?.message_ts;
  const ts = pressed ?? origin.ts;
  const onlyForOne = pressed ? p.container?.is_ephemeral === true : origin.one === true;
  const thread = p.container?.thread_ts ?? p.message?.thread_ts;
  const where = channel ?? origin.channel;
  const enterprise = p.enterprise?.id ?? p.team?.enterprise_id;
  const isOrgWide = p.is_enterprise_install === true;
  // Someone on a Grid may be in several workspaces: the dialog itself says for which it was opened.
  const opened = enterprise && isOrgWide ? origin.team : undefined;
  const team = opened ?? p.team?.id ?? origin.team ?? p.user?.team_id ?? p.enterprise?.id ?? '';
  const isVague = !origin.team && (!p.team || (isOrgWide && isDirect(channel)));
  const named = p.team?.id === team ? p.team : undefined;
  return {
    ...came,
    id: idOf(p),
    team,
    ...(named?.domain && { teamName: named.domain }),
    ...(enterprise && { enterprise, isOrgWide, ...(isVague && { isVague }) }),
    ...(named?.enterprise_id && { organisation: named.enterprise_id }),
    user: p.user?.id ?? '',
    origin: {
      ...origin,
      ...(enterprise && { team }),
      ...(channel && { channel }),
      ...(p.response_url && { respond: p.response_url }),
      ...(p.view?.type === 'home' && { home: true }),
      ...(channel && pressed && !onlyForOne && isDirect(channel) && { own: true }),
      ...(thread && { thread }),
      ...(pressed && { ts: pressed, one: onlyForOne }),
    },
    ...(p.trigger_id && { trigger: p.trigger_id }),
    ...(where && ts && { message: { ts, channel: where, onlyForOne } }),
    ...(p.view && { view: p.view }),
  };
}

/** Words that someone wrote to the bot: in their own chat with it, or in a channel, where they mention it. */
export function interactionOfMessage(
  e: EventPayload<{ user?: string; channel: string; thread_ts?: string; files?: unknown }>,
  came: Came,
): Interaction {
  const files = attachedIn(e.event.files);
  return {
    ...came,
    id: idOfEvent(e),
    ...homeOf(e, isDirect(e.event.channel)),
    user: e.event.user ?? '',
    origin: {
      channel: e.event.channel,
      ...(isDirect(e.event.channel) && { own: true }),
      ...(e.event.thread_ts && { thread: e.event.thread_ts }),
    },
    ...(files.length > 0 && { files }),
  };
}

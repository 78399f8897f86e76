import { checkSuggestions } from '../check.ts';
import type { Deliver } from '../deliver.ts';
import { isExternal, stateOf } from '../input-state.ts';
import { messageAction, suggestion, viewAction } from '../payloads/interactive.ts';
import type { Delivery, Json, Message, MessageView, Option, ShownView, StateValues, View } from '../types.ts';
import { allViews } from '../views.ts';
import type { World } from '../world.ts';
import { toggled } from './fill.ts';
import { byField, everyElement, type Found } from './find.ts';

export type Where = MessageView | ShownView;

export interface Suggested {
  text: string;
  value: string;
  description?: string;
}

/** Pressing and searching, by one person, in messages and views alike. */
export function acts(world: World, deliver: Deliver, personId: string, failed: (delivery: Delivery) => Delivery) {
  const person = () => {
    const found = world.people.get(personId);
    if (!found) throw new Error(`No person ${personId}`);
    return found;
  };
  /** What this person chose in the menus of messages. */
  const chosen = new Map<string, StateValues>();
  const suggested = new Map<string, Option[]>();

  function liveView(id: string): View {
    const view = allViews(world).find((each) => each.id === id);
    if (!view) throw new Error('This view is closed');
    return view;
  }

  /** The message as this person saw it, even if it has changed since. */
  function asSeen(where: MessageView): Message {
    const stored = world.messages.find((each) => each.channel === where.channel && each.ts === where.ts);
    const { channel, ts, text, blocks, user } = where;
    return {
      botId: stored?.botId,
      threadTs: stored?.threadTs,
      edited: where.edited,
      files: where.files.map(({ id }) => id),
      ephemeralTo: where.ephemeral ? personId : undefined,
      ...{ channel, ts, text, blocks, user },
    };
  }

  function valuesOf(where: Where): StateValues {
    if (where.kind === 'view') return liveView(where.id).state.values;
    const key = `${where.channel} ${where.ts}`;
    const values = stateOf(where.blocks, chosen.get(key));
    chosen.set(key, values);
    return values;
  }

  /** Sends any action, also one that nothing on the screen stands for. */
  async function forge(where: Where, action: Json): Promise<Delivery> {
    const actions = [{ action_ts: world.ts(), ...action }];
    const payload =
      where.kind === 'view'
        ? viewAction(world, person(), liveView(where.id), actions)
        : messageAction(world, person(), asSeen(where), actions, structuredClone(valuesOf(where)));
    const delivery = failed(await deliver('interactive', payload));
    if (delivery.body !== undefined) world.violations.push('a press is acknowledged with words, which nobody sees');
    return delivery;
  }

  const named = ({ block, element }: Found) => ({
    type: element.type,
    block_id: block.block_id,
    action_id: element.action_id,
  });

  return {
    forge,
    /** A button pressed, or a choice taken. */
    async press(where: Where, found: Found): Promise<Delivery> {
      const { block, element, option } = found;
      if (!option) {
        const { text, value, style } = element;
        return forge(where, {
          ...named(found),
          text,
          ...(value !== undefined && { value }),
          ...(style ? { style } : {}),
        });
      }
      const held = valuesOf(where)[block.block_id ?? ''];
      const now = toggled(element, option, held?.[element.action_id ?? '']);
      if (held && element.action_id && held[element.action_id]) held[element.action_id] = now;
      return forge(where, { ...named(found), ...now });
    },
    /** What an element holds now, sent as an action. */
    async sendHeld(where: ShownView, found: Found): Promise<Delivery> {
      const held = valuesOf(where)[found.block.block_id ?? '']?.[found.element.action_id ?? ''];
      return forge(where, { ...named(found), ...held });
    },
    suggestedFor: (blockId = '', actionId = '') => suggested.get(`${blockId} ${actionId}`) ?? [],
    async suggest(where: Where, name: string, words: string): Promise<Suggested[]> {
      const fields = { ...where, blocks: where.blocks.filter((block) => hasExternal([block])) };
      const { block, element } = byField(fields.blocks, name);
      if (words.length < (element.min_query_length ?? 3)) return [];
      const { block_id: blockId = '', action_id: actionId = '' } = { ...block, ...element };
      const place = where.kind === 'view' ? liveView(where.id) : asSeen(where);
      const payload = suggestion(world, person(), place, { blockId, actionId, words });
      const delivery = failed(await deliver('suggestion', payload));
      if (delivery.problem) return [];
      const complaints = checkSuggestions(delivery.body);
      world.violations.push(...complaints.map((each) => `options: ${each}`));
      if (complaints.length > 0) return [];
      const { options } = delivery.body as { options: Option[] };
      const key = `${blockId} ${actionId}`;
      // Of several each is searched by itself.
      suggested.set(key, [...(suggested.get(key) ?? []), ...options]);
      return options.map(({ text, value = '', description }) => ({
        text: text.text,
        value,
        ...(description && { description: description.text }),
      }));
    },
  };
}

const hasExternal = (blocks: ShownView['blocks']) => everyElement(blocks).some(({ element }) => isExternal(element));

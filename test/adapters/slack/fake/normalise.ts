import { randomBytes } from 'node:crypto';
import { isObject } from '../../../../src/lib/json.ts';
import { elementsOf } from './check.ts';
import type { Block } from './types.ts';

const shortId = () => randomBytes(3).toString('base64url');

/** Blocks as Slack keeps them: with ids for those that have none, and the defaults of text objects written out. */
export function normalised(blocks: Block[]): Block[] {
  const copy = structuredClone(blocks);
  for (const block of copy) {
    block.block_id ??= shortId();
    for (const element of elementsOf(block)) element.action_id ??= shortId();
    fillTexts(block);
  }
  return copy;
}

function fillTexts(value: unknown): void {
  if (Array.isArray(value)) for (const each of value) fillTexts(each);
  if (!isObject(value)) return;
  if (value.type === 'plain_text') value.emoji ??= true;
  if (value.type === 'mrkdwn') value.verbatim ??= false;
  for (const each of Object.values(value)) fillTexts(each);
}

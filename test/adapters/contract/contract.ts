import { afterAll, afterEach, beforeAll, describe, expect } from 'vitest';
import { answers } from './answers.ts';
import type { ContractChat } from './chat.ts';
import { escaping } from './escaping.ts';
import { forms } from './forms.ts';
import { idempotent } from './idempotent.ts';
import { linesTyped } from './lines.ts';
import { roles } from './people.ts';
import { privateToAsker } from './private.ts';
import { requestsDecided } from './requests.ts';
import { responsive } from './responsive.ts';
import { withoutRights } from './without-rights.ts';

type Role = (typeof roles)[number];

/**
 * What holds on every platform, with the real bot and a real database behind its adapter.
 *
 * @param who presses all that there is to press, and asks for everything in a channel; everyone, unless one platform
 *   less slow has them all
 */
export function contract(
  name: string,
  open: () => Promise<ContractChat>,
  who: { presses: readonly Role[]; asks: readonly Role[] } = { presses: roles, asks: roles },
): void {
  describe(name, () => {
    let chat: ContractChat;
    beforeAll(async () => {
      chat = await open();
    });
    afterEach(() => {
      expect(chat.broken()).toEqual([]);
    });
    afterAll(() => chat?.close());

    const get = () => chat;
    // First: nobody is suspended yet, nor called otherwise.
    linesTyped(get);
    idempotent(get);
    forms(get);
    escaping(get);
    privateToAsker(get, who.asks);
    withoutRights(get);
    responsive(get);
    // It presses whatever there is to press.
    answers(get, who.presses);
    // Last: what waits for all who may decide it names people in the channel, as it should.
    requestsDecided(get);
  });
}

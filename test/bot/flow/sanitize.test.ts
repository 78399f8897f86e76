import { expect, test } from 'vitest';
import { sanitizeInbound } from '../../../src/bot/flow/sanitize.ts';
import type { Event } from '../../../src/bot/inbound.ts';
import { senderOf } from '../talk.ts';

test('ASVS 15.2.2: of a form with more in it than any form has, no more than that is read', () => {
  let looks = 0;
  const row = {
    get email() {
      looks += 1;
      return 'x';
    },
  };
  const values = { people: Array(50_000).fill(row), sites: Array(50_000).fill('hub') };
  const event: Event = { type: 'submit', action: { verb: 'add', step: 'submit' }, values };
  const read = sanitizeInbound({ id: '1', sender: senderOf('coordinator'), place: { kind: 'direct', id: 'd' }, event });
  expect(read.event.type === 'submit' && read.event.values.sites).toHaveLength(2_500);
  expect(looks).toBe(2_500);
});

import { describe, expect, test } from 'vitest';
import { readConfig } from '../../../src/program/config/config.ts';
import { namesOf, wrongIn } from './wrong.ts';

describe('how long things are kept', () => {
  test('has times of its own, of which none is shorter than what it needs is kept for', () => {
    expect(readConfig({})).toHaveProperty('keep', { days: 90, requestDays: 365, transferDays: 365 });
    expect(readConfig({ KEEP_DAYS: '30', KEEP_REQUESTS_DAYS: '30', KEEP_TRANSFERS_DAYS: '3650' })).toHaveProperty(
      'keep',
      {
        days: 30,
        requestDays: 30,
        transferDays: 3_650,
      },
    );
    expect(readConfig({ KEEP_DAYS: '500' })).toHaveProperty('keep', { days: 500, requestDays: 500, transferDays: 500 });
  });

  test.each(['29', '3651', '0', '-90', '90 days', '1.5', 'for ever'])('never %j', (days) => {
    expect(namesOf({ KEEP_DAYS: days })).toEqual(['KEEP_DAYS']);
    expect(namesOf({ KEEP_REQUESTS_DAYS: days })).toEqual(['KEEP_REQUESTS_DAYS']);
  });

  test('nor a request or a transfer for less long than the mails that name it', () => {
    expect(wrongIn({ KEEP_DAYS: '120', KEEP_TRANSFERS_DAYS: '119' })).toEqual([
      'KEEP_TRANSFERS_DAYS: this is shorter than KEEP_DAYS, for which the mails about them are kept. Set it to 120 or more.',
    ]);
    expect(namesOf({ KEEP_REQUESTS_DAYS: '60' })).toEqual(['KEEP_REQUESTS_DAYS']);
  });
});

import type { Check } from '../check.ts';

/** Each line that would stop the start. */
export const settings: Check = {
  about: 'settings',
  async look({ wrongSettings }) {
    if (wrongSettings.length === 0) return [{ about: this.about, is: 'good', says: 'All of them can be read.' }];
    return wrongSettings.flatMap((line) => line.split('\n')).map((says) => ({ about: this.about, is: 'wrong', says }));
  },
};

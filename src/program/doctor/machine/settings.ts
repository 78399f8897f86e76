import type { Check } from '../check.ts';

/** Each line that would stop the start. */
export const settings: Check = {
  about: 'settings',
  async look({ wrongSettings, settingNotes }) {
    const { about } = this;
    const notes = settingNotes.map((says) => ({ about, is: 'note' as const, says }));
    if (wrongSettings.length === 0) return [{ about, is: 'good', says: 'All of them can be read.' }, ...notes];
    return [...wrongSettings.map((says) => ({ about, is: 'wrong' as const, says })), ...notes];
  },
};

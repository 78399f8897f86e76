import type { TrailState } from '../../service/audit/verify.ts';
import type { Card } from '../../ui/card.ts';
import { formatDate } from '../../ui/formats.ts';
import { trail as say } from '../../ui/sentences/trail.ts';
import type { Call } from '../command.ts';
import { findingsInWords, trailWords } from './trail-words.ts';

/** Whether the trail is whole, and what is wrong where it is not. */
export function trailCard(call: Call, state: TrailState): Card {
  const text = trailWords(state, (at) => formatDate(at, call.known.centre.timeZone));
  if (state.wrong === 0) return { title: say.whole, tone: 'good', text };
  return {
    title: say.notWhole,
    tone: 'problem',
    text: [...text, say.means],
    rows: findingsInWords(state).map((title) => ({ title })),
  };
}

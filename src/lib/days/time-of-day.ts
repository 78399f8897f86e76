/** The dots of Italy and Denmark only behind another number, and with seconds: else it is a day. */
const clock =
  /(?:^|[\st,]+)(?:at\s+)?(?:[上下]午|午[前後]|오[전후])?\s*(?:(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?|(?<=\d.*)\d{1,2}\.\d{2}\.\d{2})\s*([ap]\.?\s?m\.?|[صم]|uhr)?\s*(?:(z|utc|gmt)?\s*([+-]\d{2}:?\d{2})?)\s*(?:\([^()]*\))?$/;

/**
 * The words without the time of day at their end, and that.
 *
 * @returns `time` in milliseconds since midnight; `ahead`, where it names a clock, how far that is ahead of UTC in milliseconds
 */
export function takeTime(typed: string): { words: string; time?: { time: number; ahead?: number } } {
  // The pattern takes time by the cube of the blanks that follow each other.
  const words = typed.replace(/\s+/g, ' ');
  const found = clock.exec(words);
  if (!found) return { words };
  const [all, hours = '0', minutes = '0', seconds = '0', half, utc, offset] = found;
  const hour = half ? (Number(hours) % 12) + (half.startsWith('p') ? 12 : 0) : Number(hours);
  const rest = words.slice(0, words.length - all.length);
  if (hour > 24 || Number(minutes) > 59 || rest === '') return { words };
  const time = ((hour * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
  const [, sign, h = '0', m = '0'] = /([+-])(\d{2}):?(\d{2})/.exec(offset ?? '') ?? [];
  const ahead = offset ? (sign === '-' ? -1 : 1) * (Number(h) * 60 + Number(m)) * 60_000 : 0;
  return { words: rest, time: { time, ...((utc || offset) && { ahead }) } };
}

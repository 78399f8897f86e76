import { inTurns, median, quantile, type Result } from './measure.ts';
import type { School } from './world.ts';

/** A command in → its reply out, beside the least that a question to the database takes. */
export async function talking(school: School): Promise<Result[]> {
  const lines = ['whoami', 'list', 'show p77@big.example', 'list status:invited', 'show Mistybed Naem'];
  const ways: Record<string, () => Promise<unknown>> = Object.fromEntries(
    lines.map((text) => [text, () => school.send({ type: 'text', text })]),
  );
  const bare = 'select 1';
  const times = await inTurns<string>({ ...ways, [bare]: async () => school.byHand`select 1` }, 300);
  return lines.map((text) => {
    const took = times[text] ?? [];
    const theirs = median(times[bare] ?? []);
    return { what: `${text} → reply`, ours: median(took), p99: quantile(took, 0.99), against: bare, theirs };
  });
}

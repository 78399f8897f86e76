import { styleText } from 'node:util';
import { wrap } from '../../lib/text.ts';
import { count, listed } from '../../ui/formats.ts';
import type { Finding, Mark } from './check.ts';

/** Words, since not everyone sees colours, and a log has none. */
const marks: Record<Mark, { word: string; colour: Parameters<typeof styleText>[0] }> = {
  good: { word: 'ok', colour: 'green' },
  note: { word: 'note', colour: 'yellow' },
  wrong: { word: 'WRONG', colour: 'red' },
  unknown: { word: '?', colour: 'cyan' },
};

/** Wide enough for the longest word and what stands before a sentence. */
const markWidth = 7;
const aboutWidth = 14;
const widest = 100;

interface Terminal {
  /** Letters that fit a line. */
  columns?: number | undefined;
  colours: boolean;
}

/** What is printed of one finding: its line, and what to do indented beneath. */
export function findingLines({ about, is, says, todo }: Finding, { columns = widest, colours }: Terminal): string {
  const { word, colour } = marks[is];
  const mark = word.padEnd(markWidth);
  const indent = ' '.repeat(markWidth + aboutWidth);
  const room = Math.max(Math.min(columns, widest) - indent.length, 30);
  const [first = '', ...rest] = wrap(says, room);
  const steps = todo ? wrap(todo, room - 2).map((line, i) => `${i === 0 ? '→ ' : '  '}${line}`) : [];
  const head = `${colours ? styleText(colour, mark) : mark}${about.padEnd(aboutWidth - 1)} ${first}`;
  return [head, ...[...rest, ...steps].map((line) => indent + line)].join('\n');
}

/** One line that says how it stands. */
export function summary(findings: readonly Finding[]): string {
  const of = (mark: Mark) => findings.filter(({ is }) => is === mark);
  const wrong = of('wrong');
  const more = [
    ...(of('note').length > 0 ? [count(of('note').length, 'note')] : []),
    ...(of('unknown').length > 0 ? [`${of('unknown').length} not known`] : []),
  ];
  const beside = more.length > 0 ? `, ${more.join(', ')}` : '';
  if (wrong.length === 0) return `Nothing is wrong (${findings.length} looked at${beside}).`;
  const names = [...new Set(wrong.map(({ about }) => about))];
  const times = (name: string) => wrong.filter(({ about }) => about === name).length;
  const named = listed(names.map((name) => (times(name) > 1 ? `${name} (${times(name)})` : name)));
  return `${count(wrong.length, 'thing is', 'things are')} wrong: ${named}${beside && ` (${beside.slice(2)})`}.`;
}

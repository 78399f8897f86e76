import type { Refusal } from '../../service/errors.ts';
import type { Button } from '../../ui/card.ts';
import { sentenceOf } from '../../ui/sentences/sentence.ts';

/** A row of a file that was read, and what is wrong with it. */
export interface FileRow {
  /** Its row in a spreadsheet: the first after the column names is usually 2. */
  line: number;
  /** The file's own column names, and what stood below them; either may be the longer. */
  columns: string[];
  given: string[];
  /** Sentences; none where nothing is wrong. */
  problems: string[];
  /** What helps with them. */
  buttons?: Button[];
}

/** A file's rows: those to carry out, and the others; both in the file's order. */
export interface Sorted<R extends FileRow> {
  good: R[];
  refused: R[];
}

/** Sorts out the rows with which something is wrong. */
export function sortRows<R extends FileRow>(rows: R[]): Sorted<R> {
  const inOrder = [...rows].sort((a, b) => a.line - b.line);
  return {
    good: inOrder.filter((r) => r.problems.length === 0),
    refused: inOrder.filter((r) => r.problems.length > 0),
  };
}

/** The same rows, with what the service refused of each, by its place in the list. */
export function withRefusals<R extends FileRow>(
  rows: R[],
  refusalsOf: (index: number) => Refusal[],
  buttonsFor: (refusal: Refusal) => Button[] = () => [],
): R[] {
  return rows.map((row, i) => {
    const refusals = refusalsOf(i);
    const problems = [...row.problems, ...refusals.map(sentenceOf)];
    return { ...row, problems, buttons: refusals.flatMap(buttonsFor) };
  });
}

import type { Cells } from '../records.ts';

/** What is said between the thread that serves everyone and the one that reads files. */

export type Ask =
  | { type: 'workbook'; bytes: Uint8Array; maxLines: number }
  | { type: 'rows'; sheet: number; from: number }
  /** The next rows of a workbook that is written; its bytes come with the last. */
  | { type: 'write'; rows: string[][]; isFirst: boolean; isLast: boolean }
  | { type: 'guess'; sample: Uint8Array; likely: string };

/** A sheet as it is chosen by: its first rows, and the line of its last. */
export interface SheetBegun {
  name: string;
  isHidden: boolean;
  hiddenRows: number;
  uncalculated: number;
  lastLine: number;
  first: Cells[];
}

export type Answer =
  | { type: 'sheets'; sheets: SheetBegun[] }
  | { type: 'rows'; rows: Cells[] }
  | { type: 'written'; bytes?: Uint8Array }
  | { type: 'guessed'; encodings: string[] }
  | { type: 'trouble'; why: 'too-much' | 'unreadable' };

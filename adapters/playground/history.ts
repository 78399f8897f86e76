import { appendFileSync, chmodSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { readIfThere } from '../../src/lib/file-problem.ts';
import type { Card } from '../../src/ui/card.ts';

/** A message as it is kept. */
export interface Message {
  id: string;
  /** `direct:<key>`, one for each person, or `approvals`. */
  place: string;
  /** A person's key, or `staffroom`. */
  from: string;
  /** ISO 8601, UTC. */
  at: string;
  /** The only person who can see it. */
  only?: string;
  /** Whom its files are for. */
  owner?: string;
  text?: string;
  card?: Card;
}

type Line = { put: Message } | { gone: string };

/** More than anyone scrolls back; older ones are dropped when the file is compacted. */
const maxKept = 1_000;
const linesBeforeCompacting = 4_000;

const ours = 0o600;

function parseLine(line: string): Line | undefined {
  try {
    const parsed = JSON.parse(line) as Line;
    if ('gone' in parsed ? typeof parsed.gone === 'string' : typeof parsed.put?.id === 'string') return parsed;
  } catch {
    // The last line, cut short by a crash; the message it held was never shown as kept.
  }
  return undefined;
}

export type History = ReturnType<typeof openHistory>;

/**
 * Messages in memory and in an append-only file of JSON lines, which is replayed at the start. Written in one go for
 * each change: a crash leaves at most one torn line, which is skipped and never joined to the next.
 */
export function openHistory(file: string) {
  const messages = new Map<string, Message>();
  let lines = 0;
  const content = readIfThere(file);
  for (const line of content.split('\n')) {
    const parsed = line === '' ? undefined : parseLine(line);
    lines += 1;
    if (!parsed) continue;
    if ('gone' in parsed) messages.delete(parsed.gone);
    else messages.set(parsed.put.id, parsed.put);
  }
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  // It names people: nobody else on the machine reads it. An older version made it readable.
  appendFileSync(file, '', { mode: ours });
  chmodSync(file, ours);
  if (content !== '' && !content.endsWith('\n')) appendFileSync(file, '\n');

  const compact = () => {
    for (const id of [...messages.keys()].slice(0, Math.max(0, messages.size - maxKept))) messages.delete(id);
    const fresh = `${file}.new`;
    const kept = [...messages.values()].map((put) => `${JSON.stringify({ put })}\n`);
    writeFileSync(fresh, kept.join(''), { mode: ours });
    renameSync(fresh, file);
    lines = kept.length;
  };
  let isBehind = false;
  const append = (line: Line) => {
    try {
      if (isBehind) compact();
      else appendFileSync(file, `${JSON.stringify(line)}\n`);
      isBehind = false;
    } catch {
      // The disk is full, perhaps after half a line: all is in memory, and is written anew with the next.
      isBehind = true;
    }
    lines += 1;
    if (lines > linesBeforeCompacting && !isBehind) compact();
  };
  if (lines > linesBeforeCompacting) compact();

  return {
    /** Oldest first. */
    all: () => [...messages.values()],
    get: (id: string) => messages.get(id),
    /** Adds a message, or replaces the one with its id where it stands. */
    put: (message: Message) => {
      messages.set(message.id, message);
      append({ put: message });
    },
    remove: (id: string) => {
      if (messages.delete(id)) append({ gone: id });
    },
  };
}

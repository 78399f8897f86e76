import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { codeRoot, fromSources } from './package-root.ts';

/** Of a file of a build: the sources' paths, and for each of its lines two numbers, which source, and its line (`src/build/places.js`). */
interface Places {
  sources: string[];
  lines: number[];
}

const read = new Map<string, Places | undefined>();

/** A line of a stack trace, with the place in the sources instead of that in the build: `src/main.ts:12`. */
export function inSources(frame: string): string {
  if (fromSources) return frame;
  return frame.replace(/(file:\/\/[^\s()]+\.js):(\d+):\d+/, (there, file: string, line: string) => {
    if (!file.startsWith(codeRoot.href) || file.includes('node_modules')) return there;
    const places = placesOf(file);
    const at = 2 * (Number(line) - 1);
    const source = places?.sources[places.lines[at] ?? -1];
    return source ? `${source}:${places?.lines[at + 1]}` : there;
  });
}

/** Kept: errors come in numbers, and this is some 200 kB. */
function placesOf(file: string): Places | undefined {
  if (!read.has(file)) read.set(file, readPlaces(file));
  return read.get(file);
}

function readPlaces(file: string): Places | undefined {
  try {
    return JSON.parse(readFileSync(fileURLToPath(`${file}.places`), 'utf8'));
  } catch {
    // A build is cleared away once it is an hour old and there are two newer ones.
    return undefined;
  }
}

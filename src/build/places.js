import { SourceMap } from 'node:module';
import { posix } from 'node:path';

/**
 * Where the lines of a compiled file come from, as `src/lib/places.ts` reads it: a source map takes the program hundreds of
 * milliseconds and megabytes to read, and this a few.
 *
 * @param {string} map a source map
 * @param {string} compiled what it is of
 * @returns {string} JSON: the sources' paths from the root, and for each compiled line two numbers, which source, and its line
 */
export function placesIn(map, compiled) {
  const read = new SourceMap(JSON.parse(map));
  /** @type {string[]} */
  const sources = [];
  /** @type {number[]} */
  const lines = [];
  for (const [i, line] of compiled.split('\n').entries()) {
    const found = read.findEntry(i, line.search(/\S|$/));
    const isHere = 'originalSource' in found && found.generatedLine === i;
    const source = isHere ? posix.normalize(found.originalSource).replace(/^(\.\.\/)+/, '') : '';
    const at = sources.includes(source) ? sources.indexOf(source) : sources.push(source) - 1;
    lines.push(at, isHere ? found.originalLine + 1 : 0);
  }
  return JSON.stringify({ sources, lines });
}

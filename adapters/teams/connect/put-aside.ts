import Module, { createRequire } from 'node:module';

/**
 * Packages that Microsoft's load as they start, and only need for what this program has them do never: together 60 MB of memory
 * and half of the time that they take to load. Each is asked for by Microsoft's own alone, so that nobody else misses it.
 */
export const putAside = [
  // Signs people in by a conversation; reads numbers and dates in eleven languages for it.
  'botbuilder-dialogs',
  // Tokens of a bot that is part of Azure.
  '@azure/identity',
  // Calls other bots.
  'axios',
  // Bots that are called over a socket or a pipe.
  'botframework-streaming',
  // Speech, and transcripts in files.
  'htmlparser2',
  'fs-extra',
];

/** Who asks for them, each found beside the one before it. */
const askers = ['botbuilder', 'botframework-connector'];

/** As a module each of whose exports is a class, or a function, that says so where it is used after all. */
function standIn(name: string, file: string): NodeJS.Module {
  const module = new Module(file);
  // No arrow: classes are made from it.
  function exported() {
    throw new Error(`${name} is not loaded: see adapters/teams/connect/put-aside.ts`);
  }
  module.exports = new Proxy({}, { get: (_, key) => (key === '__esModule' ? true : exported) });
  module.loaded = true;
  return module;
}

let asker = createRequire(import.meta.url);
for (const name of askers) asker = createRequire(asker.resolve(name));
for (const name of putAside) {
  const file = asker.resolve(name);
  // What is there already is there.
  asker.cache[file] ??= standIn(name, file);
}

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
  // What speaks to models.
  'yaml',
];

/** A module each of whose exports is a class, or a function, that says so where it is used after all. @param {string} name */
const standIn = (name) => `
  function exported() { throw new Error('${name} is not in the build: see src/build/put-aside.js'); }
  module.exports = new Proxy({}, { get: (_, key) => key === '__esModule' || exported });`;

/** Leaves them out of a build. @type {import('esbuild').Plugin} */
export const withoutThem = {
  name: 'put aside',
  setup({ onResolve, onLoad }) {
    const names = new RegExp(`^(${putAside.join('|')})$`);
    onResolve({ filter: names }, ({ path }) => ({ path, namespace: 'put-aside' }));
    onLoad({ filter: names, namespace: 'put-aside' }, ({ path }) => ({ contents: standIn(path), loader: 'js' }));
  },
};

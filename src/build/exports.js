import { parentPort, workerData } from 'node:worker_threads';

/** A thread, so that what it loads goes with it: tells what can be imported from packages, as Node sees it. */

/** @type {Record<string, string[]>} */
const exported = {};
for (const name of workerData) exported[name] = Object.keys(await import(name)).filter((each) => /^[\w$]+$/.test(each));
parentPort?.postMessage(exported);

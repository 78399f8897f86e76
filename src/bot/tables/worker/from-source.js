import { register } from 'tsx/esm/api';

/** Begins the worker where the sources run as they are, in tests and while developing: a thread knows of no TypeScript by itself. */
register();
await import('./worker.ts');

import { resolve } from 'node:path';

/**
 * A path as whoever typed it means it, absolute: npm goes to the folder of the program before it runs one, and says where it was
 * asked.
 */
export const typedPath = (path: string, env: Record<string, string | undefined> = process.env): string =>
  resolve((env.npm_lifecycle_event && env.INIT_CWD) || '', path);

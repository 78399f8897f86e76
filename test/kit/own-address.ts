import { networkInterfaces } from 'node:os';

/** An address of this machine by which others reach it; nothing where it has none. */
export const ownAddress = Object.values(networkInterfaces())
  .flatMap((all) => all ?? [])
  .find(({ family, internal }) => family === 'IPv4' && !internal)?.address;

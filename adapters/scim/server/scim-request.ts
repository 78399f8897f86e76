import type { Directory } from '../../../src/service/directory/principal.ts';

/** What a directory asks for, by itself or as one of many in a bulk. */
export interface ScimRequest {
  directory: Directory;
  /** The address of the service, without a slash at its end. */
  base: string;
  method: string;
  /** What comes after that: `Users`, an id. */
  path: string[];
  /** What comes after the question mark. */
  query: Record<string, unknown>;
  body: unknown;
  /** The versions of which it may be to be changed; nothing: whichever. */
  expected?: readonly string[] | undefined;
}

export interface ScimResponse {
  status: number;
  body?: object;
  /** Where the resource is. */
  location?: string;
  /** Its version, as it is written. */
  tag?: string;
}

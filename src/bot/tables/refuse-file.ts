import { Refusal } from '../../service/errors.ts';

/** @throws Refusal beside the field of the file */
export function refuseFile(why: string): never {
  throw new Refusal('file-unreadable', { why }, 'file');
}

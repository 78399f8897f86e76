import { Full } from '../../../src/lib/at-once.ts';
import { isDatabaseAway, isOutcomeUnknown } from '../../../src/service/database-errors.ts';
import { DirectoryRefusal, type DirectoryRefusals } from '../../../src/service/directory/refusal.ts';
import { Refusal, type RefusalCode } from '../../../src/service/errors.ts';
import { directoryRefusals, scimWords } from '../../../src/ui/sentences/directory.ts';
import { sentenceOutside } from '../../../src/ui/sentences/sentence.ts';
import { statusOf } from '../../pages/http-error.ts';
import { largestBody } from './schemas.ts';
import { ScimError, type ScimType } from './scim-error.ts';

type Kind = [status: number, scimType?: ScimType];

/** Whatever a value is wrong in is `invalidValue`; what is more than that: */
const ofRefusal: Partial<Record<RefusalCode, Kind>> = {
  'person-unknown': [404],
  'email-in-use': [409, 'uniqueness'],
  'email-in-use-here': [409, 'uniqueness'],
  'last-coordinator': [400, 'mutability'],
  'holds-data': [409],
  'too-many-tries': [429],
};

const ofDirectory: Partial<Record<keyof DirectoryRefusals, Kind>> = {
  'user-name-used': [409, 'uniqueness'],
  'external-id-used': [409, 'uniqueness'],
  'user-name-no-email': [400, 'mutability'],
  'members-many': [413],
  'filter-path': [400, 'invalidFilter'],
  'filter-value': [400, 'invalidFilter'],
  'version-other': [412],
};

/** What an error says to a directory; nothing where it is a mistake of ours. */
export function scimErrorOf(error: unknown): ScimError | undefined {
  if (error instanceof ScimError) return error;
  if (error instanceof Refusal) return refused(error);
  if (error instanceof DirectoryRefusal) return directoryRefused(error);
  if (error instanceof Full) return new ScimError(429, scimWords.full);
  if (isDatabaseAway(error)) return new ScimError(503, scimWords.away);
  if (isOutcomeUnknown(error)) return new ScimError(503, scimWords.outcomeUnknown);
  // What the body parser says.
  const status = statusOf(error);
  if (status === 413) return new ScimError(413, scimWords.bodyLarge(largestBody));
  if (status === 415) return new ScimError(415, scimWords.type);
  return status ? new ScimError(400, scimWords.bodyUnreadable, 'invalidSyntax') : undefined;
}

const refused = (refusal: Refusal) => made(ofRefusal[refusal.code], sentenceOutside(refusal));

function directoryRefused({ code, params }: DirectoryRefusal): ScimError {
  const sentence = directoryRefusals[code] as (params: unknown) => string;
  return made(ofDirectory[code], sentence(params));
}

const made = ([status, scimType]: Kind = [400, 'invalidValue'], detail: string) =>
  new ScimError(status, detail, scimType);

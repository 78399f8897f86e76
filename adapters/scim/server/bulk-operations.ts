import { isObject } from '../../../src/lib/json.ts';
import { scimWords as say } from '../../../src/ui/sentences/directory.ts';
import { type Attributes, lowerKeys } from './read-values.ts';
import { ScimError } from './scim-error.ts';
import { versionsIn } from './versions.ts';

/** One of the many of a bulk. */
export interface Operation {
  method: string;
  path: string[];
  bulkId: string | undefined;
  data: unknown;
  /** The versions of which it may be to be changed. */
  expected: readonly string[] | undefined;
  /** What is wrong with it as it stands. */
  wrong?: ScimError;
}

/** What is wrong with one of them stands beside it. */
export function readOperations(sent: unknown[]): Operation[] {
  const seen = new Set<string>();
  return sent.map((one) => {
    const operation = readOperation(one);
    const { bulkId, method, wrong } = operation;
    if (wrong || method !== 'POST') return operation;
    const fresh = bulkId !== undefined && !seen.has(bulkId);
    if (bulkId !== undefined) seen.add(bulkId);
    return fresh ? operation : { ...operation, wrong: new ScimError(400, say.bulkId, 'invalidSyntax') };
  });
}

function readOperation(sent: unknown): Operation {
  const given: Attributes = isObject(sent) ? lowerKeys(sent) : {};
  const method = typeof given.method === 'string' ? given.method.toUpperCase() : '';
  const [address = ''] = typeof given.path === 'string' ? given.path.split('?') : [];
  const path = address.replace(/^\//, '').split('/');
  const bulkId = typeof given.bulkid === 'string' && given.bulkid !== '' ? given.bulkid : undefined;
  const operation = { method, path, bulkId, data: given.data, expected: versionsIn(given.version) };
  if (!['POST', 'PUT', 'PATCH', 'DELETE'].includes(method)) {
    return { ...operation, wrong: new ScimError(400, say.bulkMethod, 'invalidSyntax') };
  }
  const leads = (path[0] === 'Users' || path[0] === 'Groups') && path.length === (method === 'POST' ? 1 : 2);
  return leads ? operation : { ...operation, wrong: new ScimError(400, say.bulkPath, 'invalidPath') };
}

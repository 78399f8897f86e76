import {
  groupSchema,
  resourceTypeSchema,
  schemaSchema,
  serviceProviderConfigSchema,
  userSchema,
} from '../schema-ids.ts';

/** What a directory can ask about the service itself: RFC 7643 §5 to §7. Only what we keep is named. */

interface Attribute {
  name: string;
  type: 'string' | 'boolean' | 'complex' | 'reference' | 'dateTime';
  description: string;
  multiValued: boolean;
  required: boolean;
  caseExact: boolean;
  mutability: 'readOnly' | 'readWrite' | 'immutable';
  returned: 'always' | 'default';
  uniqueness: 'none' | 'server';
  subAttributes?: Attribute[];
  canonicalValues?: string[];
  referenceTypes?: string[];
}

const attribute = (name: string, description: string, other: Partial<Attribute> = {}): Attribute => ({
  name,
  type: 'string',
  description,
  multiValued: false,
  required: false,
  caseExact: false,
  mutability: 'readWrite',
  returned: 'default',
  uniqueness: 'none',
  ...other,
});

const ours = { mutability: 'readOnly' } as const;
const once = { mutability: 'immutable' } as const;
const uniqueHere = { uniqueness: 'server' } as const;

const complex = (name: string, description: string, other: Partial<Attribute>, subAttributes: Attribute[]) =>
  attribute(name, description, { type: 'complex', ...other, subAttributes });

const reference = (to: 'User' | 'Group', description: string, other: Partial<Attribute>) =>
  attribute('$ref', description, { type: 'reference', referenceTypes: [to], caseExact: true, ...other });

const user = [
  attribute('externalId', 'The directory’s own id of the person.', { caseExact: true, ...uniqueHere }),
  attribute('userName', 'What the person signs in to the directory with.', { required: true, ...uniqueHere }),
  complex('name', 'The person’s name.', { required: true }, [
    attribute('givenName', 'First name.'),
    attribute('familyName', 'Last name; none where someone has one name.'),
    attribute('formatted', 'Both, made here. Of someone new who is sent without them they are read from it.', ours),
  ]),
  attribute('displayName', 'First and last name, made here. Of someone new, the same.', ours),
  complex(
    'emails',
    'One, for work: what the person signs in to the sites with. Without it the userName is.',
    { multiValued: true },
    [
      attribute('value', 'The address.', uniqueHere),
      attribute('type', 'Always work.', { canonicalValues: ['work'], ...ours }),
      attribute('primary', 'Always true.', { type: 'boolean', ...ours }),
    ],
  ),
  attribute('active', 'Whether the account is invited or active; else it is suspended.', { type: 'boolean' }),
  complex(
    'groups',
    'The Cambridge programmes that the person teaches. Changed by the groups’ members.',
    { multiValued: true, ...ours },
    [
      attribute('value', 'The group’s id.', { caseExact: true, ...ours }),
      reference('Group', 'The group’s address.', ours),
      attribute('display', 'The group’s name.', ours),
      attribute('type', 'Always direct.', { canonicalValues: ['direct'], ...ours }),
    ],
  ),
];

const group = [
  attribute('externalId', 'The directory’s own id of the group.', { caseExact: true }),
  attribute('displayName', 'The programme’s name.', { ...ours, ...uniqueHere }),
  complex('members', 'Who teaches the programme.', { multiValued: true }, [
    attribute('value', 'The user’s id.', once),
    reference('User', 'The user’s address.', ours),
    attribute('display', 'The user’s name.', ours),
    attribute('type', 'Always User.', { canonicalValues: ['User'], ...ours }),
  ]),
];

export const largestPage = 500;
export const usualPage = 100;
/** What is done in the time of a bulk (`maxBulkMs`) by a machine that is busy otherwise: the slowest takes 30 ms there. */
export const largestBulk = 500;
/** In bytes; and what the body parser is told. */
export const largestBody = 1_048_576;

const schema = (base: string, id: string, name: string, description: string, attributes: Attribute[]) => ({
  schemas: [schemaSchema],
  id,
  name,
  description,
  attributes,
  meta: { resourceType: 'Schema', location: `${base}/Schemas/${id}` },
});

export const schemas = (base: string) => [
  schema(base, userSchema, 'User', 'A teacher, or another of the school’s staff.', user),
  schema(base, groupSchema, 'Group', 'A Cambridge programme, with those who teach it.', group),
];

const resourceType = (base: string, name: string, description: string, schemaId: string) => ({
  schemas: [resourceTypeSchema],
  id: name,
  name,
  endpoint: `/${name}s`,
  description,
  schema: schemaId,
  meta: { resourceType: 'ResourceType', location: `${base}/ResourceTypes/${name}` },
});

export const resourceTypes = (base: string) => [
  resourceType(base, 'User', 'The school’s staff.', userSchema),
  resourceType(base, 'Group', 'The Cambridge programmes.', groupSchema),
];

export const serviceProviderConfig = (base: string) => ({
  schemas: [serviceProviderConfigSchema],
  patch: { supported: true },
  bulk: { supported: true, maxOperations: largestBulk, maxPayloadSize: largestBody },
  filter: { supported: true, maxResults: largestPage },
  changePassword: { supported: false },
  sort: { supported: true },
  etag: { supported: true },
  authenticationSchemes: [
    {
      type: 'oauthbearertoken',
      name: 'Token',
      description: 'A token that a coordinator makes in their own chat with Staffroom',
      primary: true,
    },
  ],
  meta: { resourceType: 'ServiceProviderConfig', location: `${base}/ServiceProviderConfig` },
});

/** How SCIM names what a message or a resource is (RFC 7643, section 10; RFC 7644, section 8.2). */

const core = 'urn:ietf:params:scim:schemas:core:2.0';
const message = 'urn:ietf:params:scim:api:messages:2.0';

export const userSchema = `${core}:User`;
export const enterpriseSchema = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
export const groupSchema = `${core}:Group`;
export const schemaSchema = `${core}:Schema`;
export const resourceTypeSchema = `${core}:ResourceType`;
export const serviceProviderConfigSchema = `${core}:ServiceProviderConfig`;

export const listSchema = `${message}:ListResponse`;
export const searchSchema = `${message}:SearchRequest`;
export const patchSchema = `${message}:PatchOp`;
export const bulkRequestSchema = `${message}:BulkRequest`;
export const bulkResponseSchema = `${message}:BulkResponse`;
export const errorSchema = `${message}:Error`;

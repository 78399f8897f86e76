import { customType } from 'drizzle-orm/pg-core';

/** Bytes. Out of JSON, where several reads are one statement, they come as PostgreSQL writes them: `\x`, and two digits for each. */
export const bytea = customType<{ data: Buffer; driverData: Buffer | string }>({
  dataType: () => 'bytea',
  fromDriver: (bytes) => (typeof bytes === 'string' ? Buffer.from(bytes.slice(2), 'hex') : bytes),
});

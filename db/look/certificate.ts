import { TLSSocket } from 'node:tls';
import type { Pool } from '../connect.ts';

/** When the certificate ends that the server shows; nothing where the connection is not encrypted. */
export async function serverCertificateEnd(db: Pool): Promise<Date | undefined> {
  const client = await db.$client.connect();
  try {
    const { connection } = client as typeof client & { connection?: { stream?: unknown } };
    const stream = connection?.stream;
    return stream instanceof TLSSocket ? new Date(stream.getPeerCertificate().valid_to) : undefined;
  } finally {
    client.release();
  }
}

/** Bytes between two turns of others: a few milliseconds of work. */
const perTurn = 250_000;

/** Excel saves CSV as UTF-8, as UTF-16 or in the old Western European code page, without saying which. */
export async function decode(bytes: Uint8Array): Promise<string> {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return inParts(bytes, new TextDecoder('utf-16le'));
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return inParts(bytes, new TextDecoder('utf-16be'));
  try {
    return await inParts(bytes, new TextDecoder('utf-8', { fatal: true }));
  } catch {
    return inParts(bytes, new TextDecoder('windows-1252'));
  }
}

async function inParts(bytes: Uint8Array, decoder: TextDecoder): Promise<string> {
  let text = '';
  for (let at = 0; at < bytes.length; at += perTurn) {
    if (at > 0) await new Promise((resolve) => setTimeout(resolve));
    text += decoder.decode(bytes.subarray(at, at + perTurn), { stream: true });
  }
  return text + decoder.decode();
}

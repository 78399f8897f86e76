/** The versions that a header or an operation names (RFC 9110 §8.8.3); nothing for `*` or none: whichever. */
export function versionsIn(sent: unknown): readonly string[] | undefined {
  if (typeof sent !== 'string' || sent.trim() === '' || sent.trim() === '*') return undefined;
  return sent.split(',').map((tag) => tag.trim().replace(/^(?:W\/)?"?|"$/g, ''));
}

/** Whether who asks has this very version: what `If-None-Match` says. */
export function isKnownVersion(header: string | undefined, tag: string | undefined): boolean {
  if (tag === undefined || header === undefined) return false;
  const [version] = versionsIn(tag) ?? [];
  return header.trim() === '*' || (version !== undefined && (versionsIn(header) ?? []).includes(version));
}

/**
 * What a cookie is called, and who gets it: this host alone, over https alone, and no script. There its name says so
 * (`__Host-`), and browsers refuse one of that name from anybody else. They ask `/` for its path.
 */
export function hostCookie(publicUrl: string, name: string) {
  const secure = new URL(publicUrl).protocol === 'https:';
  return {
    name: `${secure ? '__Host-' : ''}staffroom_${name}`,
    options: { httpOnly: true, sameSite: 'lax', secure, path: '/' },
  } as const;
}

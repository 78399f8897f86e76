/** A page's links to others of the project, as they stand there, those of pictures too; addresses elsewhere are left out. */
export function linksOf(page: string): string[] {
  const prose = page.replaceAll(/^```.*?^```/gms, '');
  const targets = [...prose.matchAll(/\]\(([^()\s]+)\)/g)].map(([, target = '']) => target);
  return targets.filter((target) => !/^[a-z]+:/.test(target));
}

/** The anchors of a page's headings, as GitHub makes them: small letters, hyphens for spaces, no other signs. */
export function anchorsOf(page: string): string[] {
  const prose = page.replaceAll(/^```.*?^```/gms, '');
  return [...prose.matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** Opens the secret address as its page does. @returns the headers that a browser sends from then on */
export async function openedBy(address: string): Promise<{ cookie: string }> {
  const [page = '', secret] = address.split('#');
  const response = await fetch(page, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ secret }),
  });
  const [cookie = ''] = response.headers.getSetCookie().map((each) => each.split(';')[0]);
  if (response.status !== 204) throw new Error(`${page}: ${response.status}`);
  return { cookie };
}

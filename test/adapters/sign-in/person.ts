interface Answer {
  status: number;
  url: string;
  text: string;
  headers: Headers;
  /** Whether it leads to another host, where nobody has asked yet. */
  leaves?: boolean;
}

/** Someone with a browser: it keeps cookies as browsers do, follows redirects on our own pages, and sends forms. */
export class Person {
  readonly cookies: { name: string; value: string; path: string; set: string }[] = [];
  private page: Answer | undefined;
  /** The address of a copy of the program that answers in place of the public one. */
  via: ((url: string) => string) | undefined;

  /** What the browser says of itself. */
  agent: string | undefined;

  /** Opens an address, and follows redirects, and pages that go on by themselves, until one leads to another host, or a page stays. */
  async open(url: string, init: RequestInit = {}): Promise<Answer> {
    const home = new URL(url).host;
    let at = url;
    let next = init;
    for (let hops = 0; hops < 20; hops += 1) {
      const response = await this.send(at, next);
      const text = await response.text();
      const goesOn = /<meta http-equiv="refresh" content="0; url=([^"]*)">/.exec(text)?.[1];
      const location = response.headers.get('location') ?? (goesOn && unescaped(goesOn));
      if (!location) {
        // Where the page's script puts it.
        const own = /<link rel="canonical" href="([^"]*)">/.exec(text)?.[1];
        this.page = { status: response.status, url: unescaped(own ?? at), text, headers: response.headers };
        return this.page;
      }
      at = new URL(location, at).href;
      next = {};
      if (new URL(at).host !== home) {
        return { status: response.status, url: at, text: '', headers: response.headers, leaves: true };
      }
    }
    throw new Error('redirected without end');
  }

  /** Sends the form of the page that is open, with the hidden fields that are in it. */
  async submit(fields: Record<string, string>): Promise<Answer> {
    if (!this.page) throw new Error('no page is open');
    const { text, url } = this.page;
    const action = unescaped(/<form[^>]*\baction="([^"]*)"/.exec(text)?.[1] ?? url);
    const hidden = [...text.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)];
    const body = new URLSearchParams([...hidden.map(([, n = '', v = '']) => [n, unescaped(v)])]);
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    return this.open(new URL(action, url).href, { method: 'POST', body });
  }

  /** Opens a sign-in, and gives e-mail and password. */
  async signIn(url: string, email: string | null, password: string): Promise<Answer> {
    const page = await this.open(url);
    if (!page.text.includes('name="password"')) throw new Error(`no sign-in at ${page.url}: ${page.text}`);
    return this.submit({ email: email ?? '', password });
  }

  cookie(name: string): string | undefined {
    return this.cookies.findLast((c) => c.name === name || (c.name.startsWith(`${name}.`) && !c.name.endsWith('.sig')))
      ?.set;
  }

  private async send(url: string, init: RequestInit): Promise<Response> {
    const { pathname } = new URL(url);
    const cookie = this.cookies
      .filter((c) => pathname === c.path || pathname.startsWith(c.path.endsWith('/') ? c.path : `${c.path}/`))
      .map((c) => `${c.name}=${c.value}`)
      .join('; ');
    const headers = {
      ...(init.headers as Record<string, string>),
      ...(cookie && { cookie }),
      ...(this.agent && { 'user-agent': this.agent }),
    };
    const response = await fetch(this.via?.(url) ?? url, { ...init, headers, redirect: 'manual' });
    for (const set of response.headers.getSetCookie()) this.keep(set);
    return response;
  }

  private keep(set: string): void {
    const [pair = '', ...rest] = set.split(/; */);
    const name = pair.slice(0, pair.indexOf('='));
    const value = pair.slice(pair.indexOf('=') + 1);
    const path = rest.find((r) => /^path=/i.test(r))?.slice(5) ?? '/';
    const expires = rest.find((r) => /^expires=/i.test(r))?.slice(8);
    const before = this.cookies.findIndex((c) => c.name === name && c.path === path);
    if (before >= 0) this.cookies.splice(before, 1);
    if (value !== '' && !(expires && Date.parse(expires) < Date.now())) this.cookies.push({ name, value, path, set });
  }
}

const unescaped = (text: string) =>
  text.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<');

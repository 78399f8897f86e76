import { type RequestListener, request } from 'node:http';

/** What a reverse proxy does wrong; nothing is as it should be. */
export interface ProxyFaults {
  /** What becomes of X-Forwarded-For: it is set to the caller's address where nothing is said. */
  forwarded?: 'passed' | 'appended' | 'none';
  /** Headers that it keeps back. */
  drops?: string[];
  maxBytes?: number;
  /** Methods that it does not let through. */
  refuses?: string[];
}

/** No address of anyone's: where the proxy says that all come from. */
const caller = '192.0.2.44';

/** A reverse proxy before a server. @param to its origin */
export function reverseProxy(to: () => string, faults: ProxyFaults = {}): RequestListener {
  const { forwarded, drops = [], maxBytes = Number.POSITIVE_INFINITY, refuses = [] } = faults;
  return (req, res) => {
    const { method = 'GET', headers } = req;
    if (refuses.includes(method)) return void res.writeHead(405).end();
    if (Number(headers['content-length'] ?? 0) > maxBytes) return void res.writeHead(413).end();
    const said = headers['x-forwarded-for'];
    const passed: Record<string, string | string[] | undefined> = { ...headers, via: '1.1 proxy' };
    for (const name of drops) delete passed[name];
    if (forwarded === 'none') delete passed['x-forwarded-for'];
    else if (forwarded === 'appended') passed['x-forwarded-for'] = said ? `${said}, ${caller}` : caller;
    else passed['x-forwarded-for'] = (forwarded === 'passed' && said) || caller;
    const onward = request(`${to()}${req.url}`, { method, headers: passed }, (answer) => {
      res.writeHead(answer.statusCode ?? 0, answer.headers);
      answer.pipe(res);
    });
    onward.on('error', () => res.writeHead(502).end());
    req.pipe(onward);
  };
}

import { oidcPath, signInPath } from '../../src/service/sign-in/issuer.ts';
import { hostCookie } from '../pages/host-cookie.ts';
import { cookieOf } from '../pages/http-request.ts';
import type { Context, Cookies } from './oidc-library.ts';

/** So many sign-ins may be under way in one browser: of more, those begun first are given up. */
const maxUnderWay = 5;

/** What the library calls its cookies. */
export const cookieNames = (publicUrl: string) => ({
  session: hostCookie(publicUrl, 'session').name,
  interaction: hostCookie(publicUrl, 'sign_in').name,
  resume: hostCookie(publicUrl, 'resume').name,
});

const uidInPath = new RegExp(`(?:${signInPath}|${oidcPath}/auth)/([\\w-]+)`);

/**
 * The library keeps sign-ins that are under way in one browser apart by the paths of their cookies. Cookies of this host alone
 * have no paths: ours are kept apart by their names, to which the sign-in's id is added.
 */
export function keepApartByName(cookies: Cookies, req: Context['req'], publicUrl: string): void {
  const { interaction, resume } = cookieNames(publicUrl);
  const { options } = hostCookie(publicUrl, 'sign_in');
  const { get, set } = cookies;
  const isOurs = (name: string) => name === interaction || name === resume;
  const nameHere = (name: string) => `${name}.${uidInPath.exec(pathOf(req))?.[1]}`;
  cookies.get = (name, how) => {
    if (!isOurs(name)) return get.call(cookies, name, how);
    // Not by the library, which keeps a pattern for each name that it was ever asked for.
    const value = cookieOf(req, nameHere(name));
    const signature = cookieOf(req, `${nameHere(name)}.sig`);
    return value && signature && cookies.keys.verify(`${nameHere(name)}=${value}`, signature) ? value : undefined;
  };
  cookies.set = (name, value, how) => {
    if (!isOurs(name)) return set.call(cookies, name, value, how);
    const put = (name: string, value: string | null) =>
      set.call(cookies, name, value, { ...how, ...options, signed: true });
    if (value === null) return put(nameHere(name), null);
    for (const old of underWay(req, name).slice(0, 1 - maxUnderWay)) put(old, null);
    return put(`${name}.${value}`, value);
  };
}

/** With what stands before the routers, where Express has taken that away. */
const pathOf = (req: Context['req'] & { originalUrl?: string }): string => req.originalUrl ?? req.url ?? '';

/** What the browser sent of this kind, those that it got first at the head. */
const underWay = (req: Context['req'], name: string): string[] =>
  (req.headers.cookie ?? '')
    .split(/; */)
    .map((c) => c.slice(0, c.indexOf('=')))
    .filter((n) => n.startsWith(`${name}.`) && !n.endsWith('.sig'));

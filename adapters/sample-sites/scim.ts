import express, { type ErrorRequestHandler, type Request, type Response, Router } from 'express';
import { isSameSecret } from '../../src/lib/hash.ts';
import { objectOf } from '../../src/lib/json.ts';
import { statusOf } from '../pages/http-error.ts';
import {
  enterpriseSchema,
  errorSchema,
  listSchema,
  serviceProviderConfigSchema,
  userSchema,
} from '../scim/schema-ids.ts';
import { type Account, type Accounts, Taken } from './accounts.ts';
import { BadPatch, patched } from './patch.ts';

const type = 'application/scim+json';
const maxPage = 200;

/** A site's SCIM 2.0 service, by which Staffroom keeps its accounts in step: users, looked up by name or by Staffroom's id. */
export function scimService(options: { accounts: Accounts; token: string; base: string }): Router {
  const { accounts, token, base } = options;
  const router = Router();
  const send = (res: Response, status: number, body: object) =>
    res.status(status).type(type).send(JSON.stringify(body));
  const sendUser = (res: Response, status: number, account: Account) => {
    res.set('ETag', etagOf(account)).set('Location', `${base}/Users/${account.id}`);
    send(res, status, resource(account, base));
  };
  const fail = (res: Response, status: number, detail: string, scimType?: string) =>
    send(res, status, { schemas: [errorSchema], status: String(status), detail, ...(scimType && { scimType }) });

  router.use((req, res, next) => {
    if (isSameSecret(req.headers.authorization ?? '', `Bearer ${token}`)) return next();
    res.set('WWW-Authenticate', 'Bearer');
    fail(res, 401, 'the token is not the one of this site');
  });
  router.use(express.json({ type: [type, 'application/json'], limit: '100kb' }));
  router.get('/ServiceProviderConfig', (_req, res) => void send(res, 200, config));
  router
    .route('/Users')
    .get((req, res) => {
      const found = filtered(accounts.all(), req.query.filter);
      if (!found)
        return void fail(res, 400, 'only userName, externalId and id can be asked for by eq', 'invalidFilter');
      const from = Math.max(1, Number(req.query.startIndex) || 1);
      const asked = Number(req.query.count ?? maxPage);
      const count = Number.isNaN(asked) ? maxPage : Math.min(maxPage, Math.max(0, asked));
      const page = found.slice(from - 1, from - 1 + count).map((a) => resource(a, base));
      const numbers = { totalResults: found.length, startIndex: from, itemsPerPage: page.length };
      send(res, 200, { schemas: [listSchema], ...numbers, Resources: page });
    })
    .post((req, res) => {
      const user = checked(req.body);
      sendUser(res, 201, accounts.make(user));
    });
  router
    .route('/Users/:id')
    .all((req, res, next) => {
      const account = accounts.get(String(req.params.id));
      if (!account) return void fail(res, 404, 'there is no such user');
      const match = req.headers['if-match'];
      if (match && match !== '*' && match !== etagOf(account)) return void fail(res, 412, 'it has changed since');
      res.locals.account = account;
      next();
    })
    .get((_req, res) => sendUser(res, 200, accountIn(res)))
    .put((req, res) => sendUser(res, 200, accounts.put(accountIn(res).id, checked(req.body))))
    .patch((req, res) => {
      const { id, user } = accountIn(res);
      sendUser(res, 200, accounts.put(id, checked(patched(user, req.body))));
    })
    .delete((_req, res) => {
      accounts.remove(accountIn(res).id);
      res.status(204).end();
    });
  router.use((_req, res) => void fail(res, 404, 'there is nothing here'));
  router.use(((error, _req, res, next) => {
    if (error instanceof Taken) return void fail(res, 409, 'another user has this userName', 'uniqueness');
    if (error instanceof BadPatch) return void fail(res, 400, error.message, error.scimType);
    const status = statusOf(error);
    if (status) return void fail(res, status, 'this can’t be read', 'invalidSyntax');
    next(error);
  }) satisfies ErrorRequestHandler);
  return router;
}

const accountIn = (res: Response) => res.locals.account as Account;

const etagOf = ({ version }: Account) => `W/"${version}"`;

function resource(account: Account, base: string) {
  const { id, created, modified, user } = account;
  const location = `${base}/Users/${id}`;
  return {
    schemas: [userSchema, ...(user[enterpriseSchema] ? [enterpriseSchema] : [])],
    id,
    ...user,
    meta: { resourceType: 'User', created, lastModified: modified, location, version: etagOf(account) },
  };
}

const config = {
  schemas: [serviceProviderConfigSchema],
  patch: { supported: true },
  bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
  filter: { supported: true, maxResults: maxPage },
  changePassword: { supported: false },
  sort: { supported: false },
  etag: { supported: true },
  authenticationSchemes: [
    { type: 'oauthbearertoken', name: 'Bearer token', description: 'The token that the site was set up with' },
  ],
};

const question = /^\s*(userName|externalId|id)\s+eq\s+("(?:[^"\\\p{Cc}]|\\["\\/bfnrt]|\\u[\da-f]{4})*")\s*/iu;

/** Those for whom an attribute is what is asked for, or another: `userName eq "a" or externalId eq "b"`. @returns nothing for a question that is not understood */
function filtered(accounts: Account[], filter: Request['query'][string]): Account[] | undefined {
  if (filter === undefined) return accounts;
  const asked: ((a: Account) => boolean)[] = [];
  for (let rest = String(filter); ; ) {
    const parts = question.exec(rest);
    if (!parts) return undefined;
    asked.push(isAsked(parts[1] ?? '', parts[2] ?? '""'));
    rest = rest.slice(parts[0].length);
    if (rest === '') return accounts.filter((a) => asked.some((is) => is(a)));
    if (!/^or\s/i.test(rest)) return undefined;
    rest = rest.slice(2);
  }
}

function isAsked(attribute: string, quoted: string): (a: Account) => boolean {
  const wanted: string = JSON.parse(quoted);
  if (/^id$/i.test(attribute)) return ({ id }) => id === wanted;
  if (/^externalId$/i.test(attribute)) return ({ user }) => user.externalId === wanted;
  return ({ user }) => String(user.userName).toLowerCase() === wanted.toLowerCase();
}

function checked(user: unknown): Record<string, unknown> {
  const { userName, active } = objectOf(user);
  if (typeof userName !== 'string' || userName.trim() === '') throw new BadPatch('invalidValue', 'userName is missing');
  if (active !== undefined && typeof active !== 'boolean') {
    throw new BadPatch('invalidValue', 'active has to be true or false');
  }
  return objectOf(user);
}

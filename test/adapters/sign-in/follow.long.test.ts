import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { compile } from '../../../src/build/compile.js';
import { packageRoot } from '../../../src/lib/package-root.ts';
import { useOpened } from '../../kit/opened.ts';
import { asked } from '../../kit/statements.ts';
import { Person } from './person.ts';
import { testSite } from './site.ts';
import { connectSite, password, useSignIn } from './world.ts';

const world = useSignIn();
const site = useOpened(async () => testSite(world.app, await connectSite(world)));

const signIn = async () => {
  const { url, finish } = await site.begin();
  const back = await new Person().signIn(url, (await world.person()).email, password);
  await finish(back.url);
};

test('promises are followed no longer than a request is served', async () => {
  const of = (path: string) => JSON.stringify(new URL(path, packageRoot).href);
  // A process of its own: vitest follows promises too. They have ids then.
  const code = `
    import { executionAsyncId } from 'node:async_hooks';
    import { whileFollowed } from ${of('adapters/sign-in/follow.ts')};
    import { followed } from ${of('adapters/sign-in/oidc-library.ts')};
    const areFollowed = async () => { await null; return executionAsyncId() !== 0; };
    let end;
    let seen;
    const long = whileFollowed(() => followed.run({ url: '/long' }, async () => {
      await new Promise((resolve) => { end = resolve; });
      seen = followed.getStore()?.url;
    }));
    await whileFollowed(() => followed.run({ url: '/short' }, async () => {}));
    end();
    await long;
    console.log(seen, await areFollowed());`;
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--import',
    'tsx',
    '--input-type=module',
    '-e',
    code,
  ]);
  expect(stdout.trim()).toBe('/long false');
});

test('in a build, where packages lie in a few files, it is the library’s own following that is ended', async () => {
  const of = async (name: string) => new URL(`node_modules/oidc-provider/lib/${name}`, await compile()).href;
  const { default: followed } = await import(await of('helpers/als.js'));
  const { Provider } = await import(await of('provider.js'));
  expect(followed.run({ url: '/here' }, () => Provider.ctx)).toEqual({ url: '/here' });
});

test('a sign-in asks the database so often, and no more', async () => {
  await signIn();
  const person = await world.person();
  const { url, finish } = await site.begin();
  const { transactions, alone } = await asked(world.app.db, async () => {
    const back = await new Person().signIn(url, person.email, password);
    await finish(back.url);
  });
  expect({ alone: alone.length, transactions: transactions.map((t) => t.length) }).toEqual({
    alone: 10,
    transactions: [],
  });
});

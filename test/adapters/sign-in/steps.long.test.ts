import { TOTP } from 'otpauth';
import { expect, test } from 'vitest';
import { passwordRates } from '../../../src/service/sign-in/check-password.ts';
import { useOpened } from '../../kit/opened.ts';
import { Person } from './person.ts';
import { testSite } from './site.ts';
import { connectSite, password, useSignIn } from './world.ts';

const world = useSignIn();
const site = useOpened(async () => testSite(world.app, await connectSite(world)));

const attempt = async (email: string | null, given: string, person = new Person()) =>
  person.signIn((await site.begin({ prompt: 'login' })).url, email, given);
const steps = () => world.steps.splice(0);

test('what comes of each step of a sign-in is told', async () => {
  const ben = await world.person();
  await attempt(ben.email, 'not this');
  expect(steps()).toEqual(['wrong']);
  await attempt('nobody@nowhere.example', password);
  expect(steps()).toEqual(['wrong']);
  await attempt(ben.email, password);
  expect(steps()).toEqual(['done']);
  await attempt((await world.person({ status: 'suspended', suspendedFrom: 'active' })).email, password);
  expect(steps()).toEqual(['suspended']);
  // Without a password nothing was tried.
  await attempt(ben.email, '');
  expect(steps()).toEqual([]);

  for (let i = 0; i < passwordRates.byStrangers.limit; i += 1) await attempt('nobody@else.example', `guess ${i}`);
  steps();
  await attempt('nobody@else.example', 'one more');
  expect(steps()).toEqual(['locked']);
});

test('with a second factor one is signed in once it was given', async () => {
  const { email } = await world.person({ role: 'coordinator' });
  const amina = new Person();
  const page = await attempt(email, password, amina);
  expect(steps()).toEqual(['second_factor']);
  const secret = (/<dd class="secret">([^<]*)/.exec(page.text)?.[1] ?? '').replaceAll(' ', '');
  const code = () => new TOTP({ secret }).generate({ timestamp: world.clock().getTime() });
  await amina.submit({ code: code() });
  expect(steps()).toEqual([]);
  await amina.submit({});
  expect(steps()).toEqual(['done']);

  world.clock.advance(30_000);
  const again = new Person();
  await attempt(email, password, again);
  steps();
  await again.submit({ code: '000000' === code() ? '000001' : '000000' });
  expect(steps()).toEqual(['second_factor_wrong']);
  await again.submit({ code: code() });
  expect(steps()).toEqual(['done']);
});

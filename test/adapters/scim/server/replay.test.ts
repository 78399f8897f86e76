import { describe, expect, test } from 'vitest';
import { useDatabase } from '../../../kit/database.ts';
import { aSchool } from '../../../kit/school.ts';
import { entraGroups, entraUsers } from './entra.ts';
import { oktaGroups, oktaSpec, oktaUsers } from './okta.ts';
import { replay } from './replay.ts';
import { type ScimClient, tokenFor, useDirectory } from './serve.ts';

const database = useDatabase();
const server = useDirectory(database.app());

async function aDirectory(): Promise<{ client: ScimClient; people: { a: string; b: string } }> {
  const school = await aSchool(database.app());
  const coordinator = await school.person({ role: 'coordinator' });
  const [a, b] = [await school.person(), await school.person()];
  return { client: server.client(await tokenFor(school.as(coordinator))), people: { a: a.id, b: b.id } };
}

describe('Microsoft Entra ID', () => {
  test('brings a user from the first look to the end', async () => {
    const { client } = await aDirectory();
    await replay(client, entraUsers);
    expect(server.broken).toEqual([]);
  });

  test('fills and empties a group', async () => {
    const { client, people } = await aDirectory();
    await replay(client, entraGroups, people);
    expect(server.broken).toEqual([]);
  });
});

describe('Okta', () => {
  test('passes its own SPEC test', async () => {
    const { client } = await aDirectory();
    await replay(client, oktaSpec);
    expect(server.broken).toEqual([]);
  });

  test('brings a user to and fro', async () => {
    const { client } = await aDirectory();
    await replay(client, oktaUsers);
    expect(server.broken).toEqual([]);
  });

  test('pushes a group', async () => {
    const { client, people } = await aDirectory();
    await replay(client, oktaGroups, people);
    expect(server.broken).toEqual([]);
  });
});

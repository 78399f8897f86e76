import { and, not, type SQL, sql } from 'drizzle-orm';
import { prebuilt, type Values } from '../../../db/prebuilt.ts';
import { users } from '../../../db/schema/index.ts';
import type { Ctx } from '../context.ts';
import { sightOf, siteList, within } from './filter.ts';
import { type Person, personColumns } from './person.ts';

/**
 * How near a name has to be: from what is one slip away to what is far off. Fewer are as near, and are found with less reading.
 *
 * The index counts the threes that are shared, and all who have enough are compared: with the second level just below a half, those of a
 * frequent name who share half of them (*Okaafox*, *Okafor*) are taken, and not compared to be refused, and then once more on the next level.
 */
const nearness = [0.6, 0.4, 0.3];
/** Of how many as near as that the nearest are taken: it is their comparison that costs, and of a hundred of one name any three will do. */
const maxCompared = 100;
/** But to *Ngozy Nguyen* all of a frequent family name are near: then who has the other name too is looked for by itself. */
const closest = 0.8;
const maxNear = 3;

/** So many are looked for in one statement, for a tenth of a second at most at usual sizes. */
const perStatement = 25;

/**
 * By letters in threes: "Okafour" is near "Okafor".
 *
 * @param texts each a name, or an e-mail, of which what stands before the @ counts
 * @returns for each, in their order, the nearest of those whom the actor may list, at most three; perhaps nobody
 * @throws NotAllowed where that is nobody
 */
export async function nearest({ db, actor }: Ctx, texts: string[]): Promise<Person[][]> {
  const read = ofSight[sightOf(actor, 'user.list')];
  const { centreId, siteAdminOf } = actor;
  const found: Person[][] = [];
  // One after the other: a long list would else have every connection there is, and all others would wait for it.
  for (let at = 0; at < texts.length; at += perStatement) {
    const words = texts.slice(at, at + perStatement).map((text) => text.split('@')[0] ?? '');
    const rows = await read(db, { centreId, sites: siteList(siteAdminOf), words });
    found.push(...words.map((_, n) => rows.filter((row) => row.n === n + 1).map(({ person }) => person)));
  }
  return found;
}

interface Asked {
  centreId: string;
  sites: string;
  words: string[];
}

/**
 * One statement walks through the levels, for each of the words: a level that is near enough for three ends it. Its plan can't know the
 * words, which come out of a list, so that one that is kept is as good as another.
 */
const nearestOf = (sight: ReturnType<typeof sightOf>) =>
  prebuilt(
    (db, { centreId, sites, words }: Values<Asked>) =>
      db
        .select({ n: sql<number>`near.n::int`, person: personColumns })
        .from(users)
        .innerJoin(
          sql`(
            select typed.n, best.* from (
              select n, fold(word) as words from unnest(${words}::text[]) with ordinality as r(word, n) offset 0
            ) as typed, lateral (
              with ${sql.join(
                nearness.map((least, i) => level(i, least, within(sight, { centreId, sites }))),
                sql`, `,
              )}, ${found('closest', closest, ofManyWords, within(sight, { centreId, sites }))}
              select * from (${sql.join([...nearness.map(foundOn), sql`select * from closest`], sql` union `)}) as compared
              order by likeness desc, sort_name, id limit ${sql.raw(`${maxNear}`)}
            ) as best
          ) as near`,
          sql`near.id = ${users.id}`,
        )
        .orderBy(sql`near.n, near.likeness desc, near.sort_name, near.id`),
    { isNamed: true },
  );

const ofSight = { centre: nearestOf('centre'), sites: nearestOf('sites') };

const nameOf = (i: number) => `level${i}`;
/** Also whom a level found that had not enough: of the hundred of the next they may be none. */
const foundOn = (_: number, i: number) => sql.raw(`select * from ${nameOf(i)}`);
const countOf = (i: number) => sql.raw(`(select count(*) from ${nameOf(i)})`);
const hasEnough = (i: number) => sql`${countOf(i)} >= ${sql.raw(`${maxNear}`)}`;
const ofManyWords = sql`${countOf(0)} >= ${sql.raw(`${maxCompared}`)} and typed.words ~ '[^ ._-][ ._-]+[^ ._-]'`;

/** Some who are as near as that, where no level before has enough. */
const level = (i: number, least: number, visible: SQL | undefined) =>
  found(
    nameOf(i),
    least,
    and(...nearness.slice(0, i).map((_, before) => not(hasEnough(before)))) ?? sql`true`,
    visible,
  );

/**
 * Some who are as near as that, where the condition holds. The operator compares with a setting: asked by it the index answers,
 * where a comparison with the function's result would read everyone. What is read refers to the setting, and so is read when it is set.
 */
const found = (name: string, least: number, onlyIf: SQL, visible: SQL | undefined) => sql`
  ${sql.raw(name)} as materialized (
    select person.id, person.sort_name, word_similarity(typed.words, person.search_text) as likeness
    from (
      select set_config('pg_trgm.word_similarity_threshold', ${sql.raw(`'${least}'`)}, true) as least
      where ${onlyIf} offset 0
    ) as setting, lateral (
      select id, sort_name, search_text from ${users}
      where ${visible} and ${users.searchText} %> typed.words and setting.least is not null offset 0
    ) as person limit ${sql.raw(`${maxCompared}`)}
  )`;

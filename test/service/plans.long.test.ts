import { describe, test } from 'vitest';
import { askedOfPeople } from './plans/people.ts';
import { useSchools } from './plans/schools.ts';
import { askedInUse } from './plans/use.ts';

/**
 * What is asked most is carried out without reading a table that grows from end to end, and without looking at rows by the thousand
 * that are not wanted: among 100 schools, whatever their size, and also by a plan that was made without knowing the values.
 *
 * The statements are those that the use cases send, so that none can drift from them.
 */

describe.each([1, 100, 1_000])('in 100 schools of %d people each', (each) => {
  const schools = useSchools(each);

  test.each(askedOfPeople)('%s', async (_, run) => {
    // What is planned or looked up once is, by then.
    await run(schools);
    await schools.expectFewReadsOf(() => run(schools));
  });

  test.each(askedInUse)('%s', (_, run) => schools.expectFewReadsOf(() => run(schools)));
});

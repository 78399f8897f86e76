import pg from 'pg';
import { expect } from 'vitest';
import { statementName } from '../../db/statement-names.ts';
import type { Sent } from './recorded.ts';

/** Read or passed over, and not wanted: more are no accident. */
const fewRows = 1_000;

interface Node {
  'Node Type': string;
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  'Rows Removed by Index Recheck'?: number;
  Plans?: Node[];
}

const nodesOf = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

const reads = /^\s*(select|with)\b[\s\S]*\bfrom\b/i;
const writes = /^\s*(update|delete)\b/i;

/**
 * Has PostgreSQL carry out anew what was sent, and undo it, and expects that it reads no table that grows from end to end and passes over
 * no rows by the thousand: by a plan for these values, and for what has a name also by one that was made without knowing them.
 *
 * @param client of whoever may read all that was asked
 */
export async function expectFewReads(client: pg.Client, sent: readonly Sent[]): Promise<void> {
  const statements = sent.filter(({ text }) => reads.test(text) || writes.test(text));
  expect(statements.length).toBeGreaterThan(0);
  for (const { text, parameters } of statements) {
    const modes = statementName(text) ? ['force_custom_plan', 'force_generic_plan'] : ['force_custom_plan'];
    for (const mode of modes) {
      const nodes = nodesOf(await explain(client, text, parameters, mode));
      const scanned = nodes.filter(
        (n) => n['Node Type'] === 'Seq Scan' && n['Actual Rows'] + (n['Rows Removed by Filter'] ?? 0) > fewRows,
      );
      expect(scanned, `${mode}: ${text}`).toEqual([]);
      const passedOver = nodes.filter(
        (n) =>
          ((n['Rows Removed by Filter'] ?? 0) + (n['Rows Removed by Index Recheck'] ?? 0)) * n['Actual Loops'] >
          fewRows,
      );
      expect(passedOver, `${mode}: ${text}`).toEqual([]);
    }
  }
}

async function explain(client: pg.Client, text: string, parameters: unknown[], mode: string): Promise<Node> {
  await client.query('begin');
  try {
    await client.query(`set local plan_cache_mode = ${mode}`);
    await client.query(`prepare asked as ${text}`);
    const values = parameters.map(literal).join(', ');
    const { rows } = await client.query(`explain (analyze, format json) execute asked${values && `(${values})`}`);
    return rows[0]['QUERY PLAN'][0].Plan;
  } finally {
    await client.query('rollback');
    await client.query('deallocate all');
  }
}

function literal(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (Buffer.isBuffer(value)) return `'\\x${value.toString('hex')}'`;
  if (Array.isArray(value)) return pg.escapeLiteral(`{${value.join(',')}}`);
  return pg.escapeLiteral(value instanceof Date ? value.toISOString() : String(value));
}

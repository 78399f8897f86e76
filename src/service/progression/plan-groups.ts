import { randomUUID } from 'node:crypto';
import type { DataSite } from '../../words/sites.ts';
import { Refusal } from '../errors.ts';
import { type ImportRow, keyOf, type PlannedGroup } from './import-rows.ts';
import { IndexByKey } from './index-by-key.ts';

/** Someone's groups, by all that a row may call one. */
export class PlannedGroups {
  private readonly index = new IndexByKey(keysOf);

  add(group: PlannedGroup): void {
    this.index.add(group);
  }

  /** The group that a row names: one that is there or that an earlier row brought, or a new one. */
  of({ group, stage, subject }: ImportRow, site: DataSite): PlannedGroup | Refusal {
    if (!group) return new Refusal('group-missing', {});
    const alike = this.index.all(keyOfGroup(site, group, stage, subject));
    const [first] = alike;
    if (alike.length > 1) return new Refusal('group-ambiguous', { group });
    if (first) return first;
    if (stage === undefined || !subject) return new Refusal('group-new', { group });
    return { id: randomUUID(), site, name: group, stage, subject, isNew: true };
  }
}

/** By what a group is found: its stage and its subject may be left out. */
const keyOfGroup = (site: DataSite, name: string, stage?: number, subject = '') =>
  keyOf(site, name, String(stage ?? ''), subject);

const keysOf = (g: PlannedGroup): string[] =>
  [...new Set([g.name, g.shown ?? g.name])].flatMap((name) => [
    keyOfGroup(g.site, name),
    keyOfGroup(g.site, name, g.stage),
    keyOfGroup(g.site, name, undefined, g.subject),
    keyOfGroup(g.site, name, g.stage, g.subject),
  ]);

import { randomUUID } from 'node:crypto';
import type { DataSite } from '../../words/sites.ts';
import { Refusal } from '../errors.ts';
import { ByWords } from './by-words.ts';
import { type ImportRow, keyOf, type PlannedGroup } from './import-rows.ts';
import { IndexByKey } from './index-by-key.ts';
import { bestSpelling } from './roster.ts';

/** Someone's groups, by all that a row may call one. */
export class PlannedGroups {
  private readonly index = new IndexByKey(keysOf);
  /** By what rows say of a group: most say the same as another. */
  private readonly said = new ByWords<{ isOffered?: boolean; found?: PlannedGroup | Refusal }>();

  add(group: PlannedGroup): void {
    this.index.add(group);
  }

  /** Has the group of which a row says all, unless there is one; spelt alike in whatever order the rows are. */
  offer({ group, stage, subject }: ImportRow, site: DataSite): void {
    if (!group || stage === undefined || !subject) return;
    const said = this.bySaid(site, group, stage, subject);
    if (said.isOffered) return;
    said.isOffered = true;
    const there = this.index.only(keyOfGroup(site, group, stage, subject));
    if (!there) this.index.add({ id: randomUUID(), site, name: group, stage, subject, isNew: true });
    if (!there?.isNew) return;
    there.name = bestSpelling([there.name, group]);
    there.subject = bestSpelling([there.subject, subject]);
  }

  /** The group that a row names: one that is there, or that a row offered. To be asked when no more are added. */
  of({ group, stage, subject }: ImportRow, site: DataSite): PlannedGroup | Refusal {
    const said = this.bySaid(site, group, stage, subject);
    said.found ??= this.find({ group, stage, subject }, site);
    return said.found;
  }

  private bySaid(site: DataSite, group: string, stage?: number, subject = '') {
    const place = this.said.under(site).under(stage).under(subject).under(group);
    place.value ??= {};
    return place.value;
  }

  private find({ group, stage, subject }: Pick<ImportRow, 'group' | 'stage' | 'subject'>, site: DataSite) {
    if (!group) return new Refusal('group-missing', {});
    const [first, ...others] = this.index.all(keyOfGroup(site, group, stage, subject));
    if (others.length > 0) return new Refusal('group-ambiguous', { group });
    return first ?? new Refusal('group-new', { group });
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

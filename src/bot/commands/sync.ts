import { z } from 'zod';
import { mendSite, queueComparison } from '../../service/provisioning/comparisons.ts';
import { field as sayField } from '../../ui/sentences/bot.ts';
import { siteNames } from '../../ui/sentences/names.ts';
import { sync as say } from '../../ui/sentences/provisioning.ts';
import { command } from '../command.ts';
import { keptFileCard } from '../flow/kept-files.ts';
import { choice, hidden, needed } from '../inputs.ts';

export default command({
  verb: 'sync',
  aliases: ['compare', 'compare site', 'synchronise', 'synchronize'],
  about: ['compare'],
  group: 'school',
  order: 50,
  label: 'Compare a site',
  summary: 'Compare the accounts at a site with ours, and mend them',
  examples: ['sync test-maker', 'sync hub'],
  may: 'site.sync',
  inputs: {
    site: needed(
      choice({ label: 'Site', options: siteNames, only: (call) => call.known.centre.sites, line: 'words' }),
      sayField.choose,
    ),
    found: hidden(z.uuid()),
    kept: hidden(z.uuid()),
  },
  title: say.title,
  intro: say.intro,
  submit: 'Compare',
  run: async (call, { site, found, kept }) => {
    if (kept) return keptFileCard(call, kept, say.file(site));
    if (!found) {
      await queueComparison(call.ctx, { site });
      return { title: say.begun(site), text: [say.begunNext] };
    }
    const { mended } = await mendSite(call.ctx, { id: found });
    return { title: say.mended(mended), tone: 'good', text: [say.mendedNext] };
  },
});

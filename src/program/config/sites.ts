import { z } from 'zod';
import { setting } from './fields.ts';

const example = '/etc/staffroom/sites.json';

export const sitesFields = {
  SITES_FILE: setting(
    {
      is: 'The path of a JSON file that says how the schools’ sites are connected; see [docs/settings.md](docs/settings.md#sites_file).',
      example,
      without: 'sites are connected in chat, with `/staff site`',
    },
    z.string().refine((path) => path.endsWith('.json'), {
      error: `this is not the path of a JSON file such as ${example}`,
    }),
  ),
};

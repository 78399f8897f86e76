import { z } from 'zod';
import { optional } from './fields.ts';

export const sitesFields = {
  SITES_FILE: optional(
    z.string().refine((path) => path.endsWith('.json'), {
      error: 'this is not the path of a JSON file such as /etc/staffroom/sites.json',
    }),
  ),
};

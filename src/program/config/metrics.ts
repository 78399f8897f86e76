import { z } from 'zod';
import { setting } from './fields.ts';

/** As short as nobody guesses it over a network; and as a header takes it. */
const minLength = 16;
const maxLength = 200;

export const metricsFields = {
  METRICS_TOKEN: setting(
    {
      is: `What a Prometheus shows as a bearer token to be told at \`/metrics\` how the program does: at least ${minLength} characters, such as \`openssl rand -hex 32\` prints; see [docs/monitoring.md](docs/monitoring.md).`,
      without: 'there is no such address',
    },
    z.string().refine((s) => s.length >= minLength && s.length <= maxLength && /^[\x21-\x7e]+$/.test(s), {
      error: `this is not a token of ${minLength} to ${maxLength} letters, digits and signs without spaces; openssl rand -hex 32 prints one`,
    }),
  ),
};

import { z } from 'zod';
import { setting, urlWithPassword } from './fields.ts';

const example = 'postgres://staffroom:secret@db.school.example/staffroom?sslmode=verify-full';

export const databaseFields = {
  DATABASE_URL: setting(
    {
      is: 'A PostgreSQL of your own, 15 or newer. What its user needs, and what may stand behind a `?`, is in [docs/settings.md](docs/settings.md#database_url).',
      example,
      without: 'an embedded one, kept under `.data/`',
    },
    z.preprocess(
      // PostgreSQL's own programs take an address of a socket with a user and no host; a URL can't be so.
      (s) => (typeof s === 'string' ? s.replace(/^(postgres(?:ql)?:\/\/[^/?#]*@)(?=[:/?])/, '$1localhost') : s),
      urlWithPassword(['postgres:', 'postgresql:'], example, /^\/?[^/@]*$/),
    ),
  ),
};

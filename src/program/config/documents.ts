import { wrap } from '../../lib/text.ts';
import { aboutOf } from './fields.ts';
import { groups } from './groups.ts';

/** What is written of the settings for people, made of what each says of itself. */

const begins = '<!-- settings: made by npm run settings -->';
const ends = '<!-- settings: end -->';
const width = 120;

/** README with its table of the settings as it is to be. @throws Error where the two comments around it are not there */
export function inReadme(readme: string): string {
  const [from, to] = [readme.indexOf(begins), readme.indexOf(ends)];
  if (from < 0 || to < from) throw new Error(`README.md has no ${begins} with ${ends} after it.`);
  return `${readme.slice(0, from + begins.length)}\n${table()}\n${readme.slice(to)}`;
}

function table(): string {
  const rows = groups.flatMap(({ title, says, fields }) => [
    `| **${title}** |${says ? ` ${says} ` : ' '}| |`,
    ...Object.entries(fields).map(([name, field]) => {
      const { is, without, needed } = aboutOf(field);
      return `| \`${name}\` | ${is} | ${[without, needed && `needed ${needed}`].filter(Boolean).join('; ')} |`;
    }),
  ]);
  return ['| setting | what it is | without it |', '| --- | --- | --- |', ...rows].join('\n');
}

/** `.env.example`: each setting with what it is, commented out. */
export function envExample(): string {
  const parts = groups.map(({ title, says, fields }) =>
    [
      ...comment(`--- ${title}${says ? `. ${says}` : ''}`),
      ...Object.entries(fields).flatMap(([name, field]) => {
        const { is, without, needed, example = '' } = aboutOf(field);
        const rest = [needed && `Needed ${needed}.`, without && `Without it: ${without}.`];
        return [...comment([is, ...rest].filter(Boolean).join(' ')), `#${name}=${example}`];
      }),
    ].join('\n'),
  );
  const head = comment(
    'Copy to .env. Every line is optional: without them Staffroom runs on this machine alone, with a sample school. A line counts once its # at the beginning is gone.',
  ).join('\n');
  return `${[head, ...parts].join('\n\n')}\n`;
}

/** Without what is for Markdown, in lines of comments. */
function comment(text: string): string[] {
  const plain = text.replaceAll('`', '').replace(/\[([^\]]*)\]\([^)]*\)/g, '$1');
  return wrap(plain, width - 2).map((line) => `# ${line}`);
}

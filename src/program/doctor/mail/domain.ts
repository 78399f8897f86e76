import type { Resolver } from 'node:dns/promises';
import { listed } from '../../../ui/formats.ts';
import type { Finding } from '../check.ts';

/** What is asked of DNS. */
export type Names = Pick<Resolver, 'resolveTxt' | 'resolveMx' | 'resolve4' | 'resolve6'>;

/** Names under which many mail services publish their key; a domain's own can't be listed. */
const selectors = ['selector1', 'selector2', 'google', 'default', 'k1', 's1', 's2', 'dkim', 'mail', 'fm1', 'zmail'];

/**
 * What DNS says of a domain that sends mail: whether answers arrive there, and whether others can tell its mails from forged ones.
 *
 * @param from the address of MAIL_FROM
 */
export async function checkMailDomain(from: string, names: Names): Promise<Finding[]> {
  const domain = from.slice(from.lastIndexOf('@') + 1).toLowerCase();
  try {
    const [arrives, spf, dkim, dmarc] = await Promise.all([
      answersTo(domain, names),
      spfOf(domain, names),
      dkimOf(domain, names),
      dmarcOf(domain, names),
    ]);
    return [arrives, spf, ...signatures(domain, dkim, dmarc)];
  } catch (error) {
    return [
      {
        about: 'mail sender',
        is: 'unknown',
        says: `What DNS says of ${domain} can’t be told: it gave no answer (${(error as NodeJS.ErrnoException).code}).`,
        todo: 'Look at this machine’s network and DNS, then look again.',
      },
    ];
  }
}

/** @returns nothing where there is none of the kind. @throws what DNS failed by */
async function found<T>(lookUp: Promise<T[]>): Promise<T[]> {
  return lookUp.catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENODATA' || error.code === 'ENOTFOUND') return [];
    throw error;
  });
}

const texts = async (name: string, names: Names, begins: RegExp): Promise<string[]> =>
  (await found(names.resolveTxt(name))).map((parts) => parts.join('')).filter((text) => begins.test(text));

async function answersTo(domain: string, names: Names): Promise<Finding> {
  const mx = await found(names.resolveMx(domain));
  // RFC 7505: a domain says so that it takes no mail.
  if (mx.length > 0 && mx.every(({ exchange }) => exchange === '' || exchange === '.')) {
    return {
      about: 'mail sender',
      is: 'wrong',
      says: `${domain} says in DNS that it takes no mail (a null MX). Many servers then take none from it.`,
      todo: 'Set MAIL_FROM to an address in a domain that takes mail, or have the MX record changed.',
    };
  }
  if (mx.length > 0)
    return { about: 'mail sender', is: 'good', says: `${domain} takes mail: what bounces comes back.` };
  const own = [...(await found(names.resolve4(domain))), ...(await found(names.resolve6(domain)))];
  if (own.length > 0) {
    return {
      about: 'mail sender',
      is: 'note',
      says: `${domain} has no MX record, so that answers and what bounces go to whatever is at its address.`,
      todo: 'Set an MX record, or set MAIL_FROM to an address in a domain that takes mail.',
    };
  }
  return {
    about: 'mail sender',
    is: 'wrong',
    says: `${domain} has neither an MX record nor an address in DNS. Most servers take no mail from such a sender.`,
    todo: 'Look whether MAIL_FROM is mistyped, or have the domain set up for mail.',
  };
}

async function spfOf(domain: string, names: Names): Promise<Finding> {
  const records = await texts(domain, names, /^v=spf1(\s|$)/i);
  const [record] = records;
  if (record === undefined) {
    return {
      about: 'SPF',
      is: 'wrong',
      says: `${domain} has no SPF record, so that mails from there are taken for forged by many, or end in spam.`,
      todo: `Add a TXT record at ${domain}: whoever runs the mail server says what goes into it, such as v=spf1 include:spf.protection.outlook.com -all.`,
    };
  }
  if (records.length > 1) {
    return {
      about: 'SPF',
      is: 'wrong',
      says: `${domain} has ${records.length} SPF records, and with more than one none counts.`,
      todo: 'Put them together into one.',
    };
  }
  if (/\s\+?all\s*$/i.test(record)) {
    return {
      about: 'SPF',
      is: 'note',
      says: `The SPF record of ${domain} lets everyone send in its name (it ends in +all).`,
      todo: 'Have it end in -all or ~all.',
    };
  }
  return {
    about: 'SPF',
    is: 'good',
    says: `${domain} has one. Whether the mail server is among those it allows is not told by DNS alone.`,
  };
}

/** The selectors that were guessed and are there. */
async function dkimOf(domain: string, names: Names): Promise<string[]> {
  const there = await Promise.all(
    // A key that is empty was withdrawn.
    selectors.map(async (selector) => ({
      selector,
      keys: await texts(`${selector}._domainkey.${domain}`, names, /(^|;)\s*p=[^;\s]/i),
    })),
  );
  return there.filter(({ keys }) => keys.length > 0).map(({ selector }) => selector);
}

/** The policy, looked for at the domain and then at those above it. */
async function dmarcOf(domain: string, names: Names): Promise<string | undefined> {
  for (let at = domain; at.includes('.'); at = at.slice(at.indexOf('.') + 1)) {
    const [record] = await texts(`_dmarc.${at}`, names, /^v=DMARC1\b/i);
    if (record === undefined) continue;
    const tag = (name: 'p' | 'sp') => tags(record).get(name);
    return ((at === domain ? undefined : tag('sp')) ?? tag('p') ?? 'none').toLowerCase();
  }
  return undefined;
}

const tags = (record: string) =>
  new Map(
    record.split(';').map((part): [string, string] => {
      const [name = '', value = ''] = part.split('=').map((each) => each.trim());
      return [name.toLowerCase(), value];
    }),
  );

function signatures(domain: string, dkim: string[], dmarc: string | undefined): Finding[] {
  const keys: Finding =
    dkim.length > 0
      ? {
          about: 'DKIM',
          is: 'good',
          says: `A key of ${domain} is at ${listed(dkim)}. That mails are signed with it is seen in a mail alone.`,
        }
      : {
          about: 'DKIM',
          is: 'unknown',
          says: `No key of ${domain} is at any of the names that are usual. It may be at another: they can’t be listed.`,
          todo: 'Look into the head of a mail that came from Staffroom: it should say dkim=pass. If not, have the mail server sign.',
        };
  if (dmarc === undefined) {
    return [
      keys,
      {
        about: 'DMARC',
        is: 'note',
        says: `${domain} has no DMARC record. Gmail, Yahoo and Outlook expect one of whoever sends much.`,
        todo: `Add a TXT record at _dmarc.${domain}: v=DMARC1; p=none begins it and changes nothing yet.`,
      },
    ];
  }
  const strict =
    dmarc === 'none'
      ? ''
      : ` Mails that pass neither SPF nor DKIM for it are ${dmarc === 'reject' ? 'refused' : 'put into spam'}.`;
  return [keys, { about: 'DMARC', is: 'good', says: `${domain} has p=${dmarc}.${strict}` }];
}

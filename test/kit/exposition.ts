/** A family of samples, as Prometheus' text format has it. */
export interface Family {
  type: string;
  help: string;
  samples: { name: string; labels: Record<string, string>; value: number }[];
}

/** Prometheus reads numbers as Go does, in whatever case: prom-client writes Nan. */
const sampleLine = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? ([Nn]a[Nn]|[+-]?Inf|[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/;
const labelPart = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)/;

/**
 * Reads what `/metrics` gives, by the rules of Prometheus' text format 0.0.4 to the letter: each family with its HELP and TYPE before
 * its samples, all in one place; no sample twice; counters end in _total; buckets grow, and end with +Inf and the count.
 *
 * @throws Error with the line that is wrong
 */
export function readExposition(text: string): Map<string, Family> {
  if (!text.endsWith('\n')) throw new Error('the last line does not end');
  const families = new Map<string, Family>();
  const seen = new Set<string>();
  let help: { name: string; words: string } | undefined;
  let current: { name: string; family: Family } | undefined;
  for (const line of text.split('\n')) {
    const wrong = (why: string) => new Error(`${why}: ${line}`);
    if (line === '') continue;
    const [, kind, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line) ?? [];
    if (kind === 'HELP') {
      if (families.has(name)) throw wrong('a family is in two places');
      help = { name, words: rest };
    } else if (kind === 'TYPE') {
      if (help?.name !== name) throw wrong('a type without its help');
      if (!/^(counter|gauge|histogram|summary)$/.test(rest)) throw wrong('no such type');
      if ((rest === 'counter') !== name.endsWith('_total'))
        throw wrong('a counter ends in _total, and nothing else does');
      current = { name, family: { type: rest, help: help.words, samples: [] } };
      families.set(name, current.family);
    } else {
      const [, sample = '', inside, value = ''] = sampleLine.exec(line) ?? [];
      if (!sample || !current) throw wrong('no sample');
      const suffixes = current.family.type === 'histogram' ? ['_bucket', '_sum', '_count'] : ['', '_sum', '_count'];
      if (!suffixes.some((suffix) => sample === current?.name + suffix)) throw wrong('a sample of another family');
      const labels = labelsIn(inside ?? '', wrong);
      const key = `${sample} ${JSON.stringify(Object.entries(labels).sort())}`;
      if (seen.has(key)) throw wrong('a sample twice');
      seen.add(key);
      current.family.samples.push({ name: sample, labels, value: numberOf(value) });
    }
  }
  for (const [name, family] of families) if (family.type === 'histogram') checkBuckets(name, family);
  return families;
}

function labelsIn(text: string, wrong: (why: string) => Error): Record<string, string> {
  const labels: Record<string, string> = {};
  for (let rest = text; rest !== ''; ) {
    const [part, name = '', value = ''] = labelPart.exec(rest) ?? [];
    if (!part || name in labels) throw wrong('labels that can’t be read');
    labels[name] = value;
    rest = rest.slice(part.length);
  }
  return labels;
}

const numberOf = (text: string): number => (/Inf$/.test(text) ? Number(`${text}inity`) : Number(text));

function checkBuckets(name: string, { samples }: Family): void {
  const open = new Map<string, { le: number; count: number }>();
  for (const sample of samples) {
    const { le, ...others } = sample.labels;
    const key = JSON.stringify(Object.entries(others).sort());
    if (sample.name === `${name}_bucket`) {
      const before = open.get(key) ?? { le: Number.NEGATIVE_INFINITY, count: 0 };
      const now = { le: numberOf(le ?? 'NaN'), count: sample.value };
      if (!(now.le > before.le && now.count >= before.count))
        throw new Error(`buckets that don’t grow: ${name} ${key}`);
      open.set(key, now);
    } else if (sample.name === `${name}_count`) {
      const last = open.get(key);
      if (last?.le !== Number.POSITIVE_INFINITY || last.count !== sample.value)
        throw new Error(`a count that is not of its buckets: ${name} ${key}`);
    }
  }
}

/** The one sample with these labels, whatever others it has; nothing where there is none or there are several. */
export function sampleOf(
  families: Map<string, Family>,
  name: string,
  labels: Record<string, string> = {},
): number | undefined {
  const family = families.get(name) ?? families.get(name.replace(/_(bucket|sum|count)$/, ''));
  const found = (family?.samples ?? []).filter(
    (each) => each.name === name && Object.entries(labels).every(([label, value]) => each.labels[label] === value),
  );
  return found.length === 1 ? found[0]?.value : undefined;
}

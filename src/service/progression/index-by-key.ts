/** Things found by one or several keys; of one key there may be several. */
export class IndexByKey<T extends { id: string }> {
  private readonly byKey = new Map<string, T[]>();
  private readonly ids = new Set<string>();
  private readonly keys: (item: T) => string[];

  constructor(keys: (item: T) => string[]) {
    this.keys = keys;
  }

  /** @returns whether it was not there yet */
  add(item: T): boolean {
    if (this.ids.has(item.id)) return false;
    this.ids.add(item.id);
    for (const key of this.keys(item)) {
      const there = this.byKey.get(key);
      if (there) there.push(item);
      else this.byKey.set(key, [item]);
    }
    return true;
  }

  put(item: T): T {
    this.add(item);
    return item;
  }

  all(key: string): T[] {
    return this.byKey.get(key) ?? [];
  }

  only(key: string): T | undefined {
    return this.byKey.get(key)?.[0];
  }
}

/** What one copy of the program learns and others keep in memory: things of one kind, each by its key. */
export interface Changes {
  /** Whether all that was told until a moment ago has been heard here. */
  current(): boolean;
  /** @param hear called with what has changed; without a key where anything may have */
  subscribe(hear: (key?: string) => void): void;
  /**
   * Tells all copies, this one too. Goes on trying while the database is away.
   *
   * @param key the platform's ids; never more of a person
   * @throws Error where the program ends first
   */
  announce(key: string): Promise<void>;
}

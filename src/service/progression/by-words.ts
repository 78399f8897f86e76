/**
 * What is known by several words, a map for each of them. A key put together of the words would be a new text for each row of a file, read from
 * end to end to find what most rows have in common.
 */
export class ByWords<T> {
  value: T | undefined;
  private next: Map<string | number | undefined, ByWords<T>> | undefined;
  /** What was asked for last: most rows say what the one above says. */
  private lastWord: string | number | undefined;
  private last: ByWords<T> | undefined;

  /** What is known by all words up to here, and this one. */
  under(word: string | number | undefined): ByWords<T> {
    if (this.last && word === this.lastWord) return this.last;
    this.next ??= new Map();
    let there = this.next.get(word);
    if (!there) {
      there = new ByWords();
      this.next.set(word, there);
    }
    this.lastWord = word;
    this.last = there;
    return there;
  }
}

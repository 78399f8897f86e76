/** Things of which a learner has one in a test. */
export class ByTest<T> {
  private readonly tests = new Map<string, Map<string, T>>();
  /** The test that was asked of last: rows of a file come test by test, or learner by learner. */
  private lastId = '';
  private last: Map<string, T> | undefined;

  get(testId: string, learnerId: string): T | undefined {
    return this.of(testId)?.get(learnerId);
  }

  set(testId: string, learnerId: string, value: T): void {
    const there = this.of(testId);
    if (there) there.set(learnerId, value);
    else {
      this.last = new Map([[learnerId, value]]);
      this.tests.set(testId, this.last);
    }
  }

  private of(testId: string): Map<string, T> | undefined {
    if (testId !== this.lastId) {
      this.lastId = testId;
      this.last = this.tests.get(testId);
    }
    return this.last;
  }
}

/** Things of which a learner has one in a test. */
export class ByTest<T> {
  private readonly tests = new Map<string, Map<string, T>>();

  get(testId: string, learnerId: string): T | undefined {
    return this.tests.get(testId)?.get(learnerId);
  }

  set(testId: string, learnerId: string, value: T): void {
    const there = this.tests.get(testId);
    if (there) there.set(learnerId, value);
    else this.tests.set(testId, new Map([[learnerId, value]]));
  }
}

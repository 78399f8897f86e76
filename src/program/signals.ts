/** When an end that hangs is hurried, and when it is over, in milliseconds after the first signal. */
const hurryAfterMs = 9_000;
const overAfterMs = 10_000;

/** A second signal sooner than this is the first again: of a Ctrl-C, npm passes on what the terminal has sent already. */
const sameMs = 1_000;

/** Listens for Ctrl-C and SIGTERM, from now on, so that one that comes during the start is not lost. */
export function signals() {
  /** Take nothing new, finish what was taken. */
  const stop = new AbortController();
  /** Wait for nothing but what would outlive the process. */
  const hurry = new AbortController();
  let again = false;
  const hear = () => {
    if (again) hurry.abort();
    if (stop.signal.aborted) return;
    stop.abort();
    setTimeout(() => {
      again = true;
    }, sameMs).unref();
    setTimeout(() => hurry.abort(), hurryAfterMs).unref();
    setTimeout(() => process.exit(1), overAfterMs).unref();
  };
  process.on('SIGTERM', hear);
  process.on('SIGINT', hear);
  return { stop: stop.signal, hurry: hurry.signal };
}

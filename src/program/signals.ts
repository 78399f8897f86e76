/** When an end that hangs is hurried, and when it is over, in milliseconds after the door was to close. */
const hurryAfterMs = 9_000;
const overAfterMs = 10_000;

/** A second signal sooner than this is the first again: of a Ctrl-C, npm passes on what the terminal has sent already. */
const sameMs = 1_000;

/** How soon it is seen that whoever started us is gone, in milliseconds. */
const goneMs = 500;

/** Listens for Ctrl-C and SIGTERM, from now on, so that one that comes during the start is not lost. */
export function signals() {
  /** The end was asked for: whoever can is to send requests elsewhere. */
  const stop = new AbortController();
  /** Take nothing new, finish what was taken. */
  const close = new AbortController();
  /** Wait for nothing but what would outlive the process. */
  const hurry = new AbortController();
  let beforeClosing: () => Promise<void> = async () => {};
  let again = false;
  const closeDoor = () => {
    if (close.signal.aborted) return;
    close.abort();
    setTimeout(() => hurry.abort(), hurryAfterMs).unref();
    setTimeout(() => process.exit(1), overAfterMs).unref();
  };
  const hear = (before: () => Promise<void>) => {
    if (again) {
      closeDoor();
      hurry.abort();
    }
    if (stop.signal.aborted) return;
    stop.abort();
    setTimeout(() => {
      again = true;
    }, sameMs).unref();
    void before().then(closeDoor);
  };
  process.on('SIGTERM', () => hear(beforeClosing));
  // Whoever sits at the terminal sees that it is told to end, and waits for it.
  process.on('SIGINT', () => hear(async () => {}));
  // The shell between npm and us takes npm's signal for its own end, and passes it on to nobody.
  const { ppid } = process;
  const isGone = () => process.ppid !== ppid && !stop.signal.aborted;
  if (process.env.npm_lifecycle_event) setInterval(() => isGone() && hear(beforeClosing), goneMs).unref();
  return {
    stop: stop.signal,
    close: close.signal,
    hurry: hurry.signal,
    /** From now on the door closes once this is over that begins at SIGTERM; until now it does at once. */
    leaveGrace(begin: () => Promise<void>) {
      beforeClosing = begin;
    },
  };
}

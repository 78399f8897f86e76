import type { Response } from 'express';
import type { WireEvent } from './wire.ts';

/** Often enough to find out about a closed page. */
const heartbeatMs = 20_000;

/** Turns a response into a stream of server-sent events. */
export function openStream(res: Response): { send(event: WireEvent): void; end(): void } {
  res.set({
    'Content-Type': 'text/event-stream; charset=utf-8',
    // nginx would keep it until there is more.
    'X-Accel-Buffering': 'no',
  });
  res.flushHeaders();
  res.write('retry: 1000\n\n');
  const beat = setInterval(() => res.write(': still here\n\n'), heartbeatMs);
  beat.unref();
  res.on('close', () => clearInterval(beat));
  return {
    // JSON has no raw line breaks, so one event is one line.
    send: (event) => res.write(`data: ${JSON.stringify(event)}\n\n`),
    end: () => res.end(),
  };
}

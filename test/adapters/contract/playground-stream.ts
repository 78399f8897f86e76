import type { WireEvent, WireMessage } from '../../../adapters/playground/wire.ts';

/** The messages that one person's page shows, kept by the stream of events as the page keeps them. */
export interface Stream {
  messages: Map<string, WireMessage>;
  /** Waits until all that the server has sent by now is here. */
  upToDate(): Promise<void>;
}

/** @param ring makes the server send every stream one more "mail", whose id it returns, behind all that it sent before */
export async function openStream(url: string, ring: () => number): Promise<Stream> {
  const messages = new Map<string, WireMessage>();
  const waiting = new Map<number, () => void>();
  const happen = (event: WireEvent) => {
    if (event.type === 'snapshot') for (const each of event.messages) messages.set(each.id, each);
    else if (event.type === 'message') messages.set(event.message.id, event.message);
    else if (event.type === 'gone') messages.delete(event.id);
    else waiting.get(Number(event.mails[0]?.id))?.();
  };
  const { body } = await fetch(url);
  if (!body) throw new Error('no stream');
  await new Promise<void>((opened) => {
    void read(body, (event) => {
      happen(event);
      opened();
    });
  });
  return {
    messages,
    upToDate: () =>
      new Promise((resolve) => {
        const rung = ring();
        waiting.set(rung, () => {
          waiting.delete(rung);
          resolve();
        });
      }),
  };
}

async function read(body: ReadableStream<Uint8Array>, on: (event: WireEvent) => void): Promise<void> {
  const decoder = new TextDecoder();
  let text = '';
  try {
    for await (const chunk of body) {
      text += decoder.decode(chunk, { stream: true });
      const events = text.split('\n\n');
      text = events.pop() ?? '';
      for (const each of events) if (each.startsWith('data: ')) on(JSON.parse(each.slice(6)) as WireEvent);
    }
  } catch {
    // The server ends its streams when it closes.
  }
}

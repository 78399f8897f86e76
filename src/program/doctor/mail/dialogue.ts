import type { Socket } from 'node:net';

/** What a mail server answers: `250-SIZE 36700160` and the other lines of one reply. */
export interface Reply {
  code: number;
  /** Without the code. */
  lines: string[];
}

/** Longest reply that is read, in characters: those of real servers are well below. */
const maxSaid = 20_000;

/** Speaks SMTP (RFC 5321) over a connection, a line and its reply at a time. */
export interface Dialogue {
  /** What the server says of its own accord: its greeting. @throws Error with the code of what broke the connection */
  hear(): Promise<Reply>;
  /** @throws Error with the code of what broke the connection */
  say(line: string): Promise<Reply>;
  /** Lets go of the socket, for TLS to take it. @throws Error where the server has said more than it was asked: that came unencrypted */
  leave(): void;
}

export function openDialogue(socket: Socket): Dialogue {
  let text = '';
  let broken: Error | undefined;
  let wake = () => {};
  const take = (part: Buffer) => {
    text += part.toString('utf8');
    if (text.length > maxSaid) socket.destroy(new Error('ETOOLONG'));
    wake();
  };
  const fail = (error?: Error) => {
    broken ??= error ?? new Error('ECONNCLOSED');
    wake();
  };
  const failAtEnd = () => fail();
  socket.on('data', take).on('error', fail).on('close', failAtEnd).on('end', failAtEnd);

  async function hear(): Promise<Reply> {
    for (;;) {
      const reply = firstIn(text);
      if (reply) {
        text = text.slice(reply.length);
        return reply;
      }
      if (broken) throw broken;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
  return {
    hear,
    say(line) {
      socket.write(`${line}\r\n`);
      return hear();
    },
    leave() {
      socket.off('data', take).off('error', fail).off('close', failAtEnd).off('end', failAtEnd);
      if (text !== '') throw new Error('EINJECTED');
    },
  };
}

/** The first whole reply in what came, and how much of it that is; nothing where it is not whole yet. */
function firstIn(text: string): (Reply & { length: number }) | undefined {
  const lines: string[] = [];
  let at = 0;
  for (;;) {
    const end = text.indexOf('\n', at);
    if (end < 0) return undefined;
    const [, code = '', more = '', words = ''] = /^(\d{3})([ -]?)(.*?)\r?$/.exec(text.slice(at, end)) ?? [];
    // What is no SMTP at all (a page, say) is a reply without a code.
    lines.push(code ? words : text.slice(at, end));
    at = end + 1;
    if (more !== '-') return { code: Number(code), lines, length: at };
  }
}

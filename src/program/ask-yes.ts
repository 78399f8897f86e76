import { createInterface } from 'node:readline/promises';

/**
 * Asks on a terminal whether to go on.
 *
 * @returns whether the answer was yes; also Ctrl-C and Ctrl-D are no
 */
export async function askYes(
  question: string,
  { input, output }: { input: NodeJS.ReadableStream; output: NodeJS.WritableStream } = {
    input: process.stdin,
    output: process.stdout,
  },
): Promise<boolean> {
  const terminal = createInterface({ input, output, terminal: true });
  // What breaks off a question is thrown by it.
  const answer = await terminal.question(`${question} Type yes: `).catch(() => {
    output.write('\n');
    return '';
  });
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}

import type { Json } from './types.ts';

/** An answer with `ok: false`. */
export class SlackError extends Error {
  readonly error: string;
  readonly more: Json;
  /** True where the app sent what Slack documents as too much or malformed. */
  readonly violation: boolean;

  constructor(error: string, more: Json = {}, violation = false) {
    super(error);
    this.error = error;
    this.more = more;
    this.violation = violation;
  }
}

/** One line for the list of violations. */
export function inOneLine(from: string, { error, more }: SlackError): string {
  const { messages = [] } = (more.response_metadata ?? {}) as { messages?: string[] };
  return [`${from}: ${error}`, ...messages].join(' ');
}

/** The app broke a limit, or sent something malformed. */
export function breach(error: string, messages: string[] = []): SlackError {
  return new SlackError(error, messages.length > 0 ? { response_metadata: { messages } } : {}, true);
}

import type { Option } from '../../../src/ui/form.ts';
import type { AdaptiveCardJson } from '../../adaptive-card/json.ts';
import type { WireAnswer, WireEvent, WirePerson, WirePlace, WireSuggestion } from '../wire.ts';

export interface KnownPerson extends WirePerson {
  initials: string;
}

const { base = '', people = '[]' } = document.body.dataset;

/** Everyone whom one can be here. */
export const known = JSON.parse(people) as KnownPerson[];

/** An address of the server's, with its query. */
export function address(path: string, query: Record<string, string> = {}): string {
  const search = new URLSearchParams(query).toString();
  return `${base}/api/${path}${search ? `?${search}` : ''}`;
}

const pauseMs = 600;

/**
 * Posts something that a person did. Sent again once with the same id if the connection broke, since the server
 * then knows that it is the same. Throws if there is no answer.
 */
export async function post(path: string, body: Record<string, unknown>): Promise<WireAnswer> {
  const request = {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ id: crypto.randomUUID(), ...body }),
  };
  const response = await fetch(address(path), request).catch(async () => {
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    return await fetch(address(path), request);
  });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return (await response.json()) as WireAnswer;
}

async function get<T>(url: string, signal: AbortSignal): Promise<T[]> {
  const response = await fetch(url, { signal });
  return response.ok ? ((await response.json()) as T[]) : [];
}

export function suggestions(as: string, place: WirePlace, text: string, signal: AbortSignal) {
  return get<WireSuggestion>(address('suggest', { as, place, text }), signal);
}

/** What waits for this person as a card, where anything may. */
export function whatWaits(as: string, signal: AbortSignal) {
  return get<AdaptiveCardJson>(address('waiting', { as }), signal);
}

export function findPeople(as: string, q: string, signal: AbortSignal) {
  return get<Option>(address('people', { as, q }), signal);
}

/** How long to wait before the stream is asked for anew, in milliseconds. */
const againMs = 1_500;

const isShut = () =>
  fetch(location.pathname).then(
    ({ status }) => status === 403,
    () => false,
  );

/** What happens, as this person sees it, until closed. */
export function watch(as: string, on: (event: WireEvent) => void, connected: (now: boolean) => void): () => void {
  let source: EventSource;
  let again: ReturnType<typeof setTimeout> | undefined;
  let isClosed = false;
  const open = () => {
    source = new EventSource(address('events', { as }));
    source.onopen = () => connected(true);
    source.onmessage = ({ data }) => on(JSON.parse(data as string) as WireEvent);
    source.onerror = () => {
      connected(false);
      // The browser connects again by itself, but gives up for good at an answer that is no stream: a server that starts.
      if (source.readyState === EventSource.CLOSED) again = setTimeout(openAgain, againMs);
    };
  };
  const openAgain = async () => {
    // What let this browser in may be over: the page then says how to be let in again.
    if (await isShut()) location.reload();
    else if (!isClosed) open();
  };
  open();
  return () => {
    isClosed = true;
    clearTimeout(again);
    source.close();
  };
}

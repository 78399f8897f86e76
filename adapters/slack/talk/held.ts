import type { Delivery } from '../../chat/delivery.ts';
import type { Pace } from '../context.ts';
import type { SlackMessage } from '../render/card.ts';

/** An acknowledgement that is held for a moment, so that what is ready by then goes with it. */
export interface Held {
  /** Whether it is there before the acknowledgement has to go; a failure counts as there. */
  before(work: Promise<unknown>): Promise<boolean>;
  /**
   * Acknowledges with the answer; nothing where Slack takes none. It is kept nowhere: where Slack does not hear it, Slack itself says
   * so to whoever asked.
   *
   * @returns whether it went: not where the connection is gone that it would go by
   */
  answer?(message: SlackMessage): Promise<boolean>;
  /** Acknowledges what is answered otherwise in a moment, and changes nothing. */
  letGo(): Promise<void>;
  /** Acknowledges once it is kept, unless that takes too long. @returns false for what was taken before: it is answered there */
  taken(): Promise<boolean>;
  /** Ends once Slack has been told. */
  over: Promise<void>;
}

/** bolt's type of it differs from payload to payload. */
export type Ack = (answer?: object) => Promise<void>;

/** Holds an acknowledgement; by itself it goes after `pace.holdMs`. @param takesAnswer whether Slack shows an answer that comes with it */
export function hold(
  ack: Ack,
  delivery: Delivery,
  { holdMs, keepMs }: Pick<Pace, 'holdMs' | 'keepMs'>,
  takesAnswer = false,
): Held {
  let end: () => void = () => {};
  const over = new Promise<void>((resolve) => {
    end = resolve;
  });
  let late: () => void = () => {};
  const tooLate = new Promise<boolean>((resolve) => {
    late = () => resolve(false);
  });
  const timer = setTimeout(() => {
    late();
    taken();
  }, holdMs);
  let told: Promise<boolean> | undefined;
  /** Once: what comes later finds it done. */
  const tell = (answer?: object): Promise<boolean> => {
    told ??= ack(answer)
      .then(
        () => true,
        () => false,
      )
      .finally(() => {
        clearTimeout(timer);
        end();
      });
    return told;
  };
  let ours: Promise<boolean> | undefined;
  const taken = (): Promise<boolean> => {
    // With an answer, or where nothing was changed, it went without being kept.
    if (told && !ours) return told.then(() => true);
    ours ??= (async () => {
      const isOurs = !(await delivery.keptWithin(keepMs)) || (await delivery.ours());
      await tell();
      return isOurs;
    })();
    return ours;
  };
  return {
    before: (work) =>
      Promise.race([
        work.then(
          () => true,
          () => true,
        ),
        tooLate,
      ]),
    ...(takesAnswer && {
      answer: async (message) => !told && !ours && tell({ response_type: 'ephemeral', ...message }),
    }),
    letGo: async () => void (await (ours ?? tell())),
    taken,
    over,
  };
}

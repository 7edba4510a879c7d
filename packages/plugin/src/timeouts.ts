import { type Clock, createStop } from "@tutti/runtime";
import { parseDurationNs, STRING } from "@tutti/values";
import { block, type NestedBlockDefinition, optional } from "./definition.ts";
import { providerError } from "./errors.ts";
import { ProviderFailure } from "./failure.ts";
import type { PlainRecord } from "./plain.ts";

/** How long each may take, as Go writes durations (`90s`, `20m`), unless the configuration says otherwise. */
export interface Timeouts {
  readonly create?: string;
  readonly read?: string;
  readonly update?: string;
  readonly delete?: string;
}

/** What can take too long. */
export type Timed = keyof Timeouts;

/** The name of the block. */
export const TIMEOUTS = "timeouts";

/** The block by which a configuration changes them. */
export function timeoutsBlock(timeouts: Timeouts): NestedBlockDefinition {
  const attributes = Object.entries(timeouts).map(([name, value]) => [
    name,
    optional(STRING, { description: `How long it may take, like ${value}, which is the default.` }),
  ]);
  return { nesting: "single", block: block(Object.fromEntries(attributes)) };
}

/** Durations that are none, each with where it stands. */
export function timeoutMistakes(
  written: unknown,
): readonly { readonly at: readonly [string, string]; readonly detail: string }[] {
  return Object.entries(recordOf(written)).flatMap(([name, text]) =>
    typeof text === "string" && (millisecondsOf(text) ?? 0) <= 0
      ? [
          {
            at: [TIMEOUTS, name] as const,
            detail: `${JSON.stringify(text)} is no time that something may take. Write it like "90s" or "20m".`,
          },
        ]
      : [],
  );
}

/** What is being done, and how long it may take. */
interface Limited {
  readonly verb: Timed;
  readonly doing: string;
  readonly signal: AbortSignal;
  readonly timeouts: Timeouts | undefined;
  /** The block of the object. */
  readonly written: unknown;
}

/** Runs with a signal that is aborted in time; a handler that leaves off because of it has failed for that reason. */
export async function withinTime<T>(
  clock: Clock,
  { verb, doing, signal, timeouts, written }: Limited,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const own = recordOf(written)[verb];
  const limit = typeof own === "string" ? own : timeouts?.[verb];
  const limitMs = limit === undefined ? undefined : millisecondsOf(limit);
  if (limit === undefined || limitMs === undefined) return run(signal);
  const late = createStop();
  const reason = new DOMException(`took longer than ${limit}`, "TimeoutError");
  const timer = clock.after(limitMs, () => late.abort(reason), { unref: true });
  try {
    return await run(AbortSignal.any([signal, late.signal]));
  } catch (error) {
    if (!late.signal.aborted || signal.aborted) throw error;
    const partial = error instanceof ProviderFailure ? error.partial : undefined;
    throw new ProviderFailure(
      providerError("provider-timeout"),
      `To ${doing} took longer than ${limit}. To allow more, write a block ${TIMEOUTS} with ${verb} = "…" into the resource.`,
      { ...(partial === undefined ? {} : { partial }), cause: error },
    );
  } finally {
    timer.cancel();
  }
}

function recordOf(written: unknown): PlainRecord {
  return typeof written === "object" && written !== null ? (written as PlainRecord) : {};
}

function millisecondsOf(text: string): number | undefined {
  const ns = parseDurationNs(text);
  return ns === undefined ? undefined : ns / 1e6;
}

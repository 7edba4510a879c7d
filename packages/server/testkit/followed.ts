import type { AgentClient, CallOptions } from "@tutti/agent-api";
import { createStop } from "@tutti/runtime";

/** An event of a stream, as a browser reads it. */
interface FollowedEvent {
  readonly kind: string;
  readonly id: string | undefined;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A client of `/v1/watch`. For tests. */
interface Followed {
  /** What came so far; grows. */
  readonly events: readonly FollowedEvent[];
  /** What a browser would send when it comes again. */
  readonly lastId: () => string;
  readonly text: () => string;
  /** Resolves once one more has come. */
  next(): Promise<void>;
  /** Of the answer, once it has ended. */
  readonly ended: Promise<string>;
  stop(): void;
}

/** Begins to follow. */
export function follow(
  client: AgentClient,
  query: Readonly<Record<string, string>>,
  options: CallOptions = {},
): Followed {
  const stop = createStop();
  const events: FollowedEvent[] = [];
  let text = "";
  let rest = "";
  let lastId = "";
  let wakes: (() => void)[] = [];
  const take = (piece: Uint8Array): void => {
    const more = new TextDecoder().decode(piece);
    text += more;
    const blocks = (rest + more).split("\n\n");
    rest = blocks.pop() ?? "";
    for (const block of blocks) {
      const fields = new Map(block.split("\n").map((line) => splitOnce(line)));
      lastId = fields.get("id") ?? lastId;
      const data = fields.get("data");
      if (data !== undefined)
        events.push({ kind: fields.get("event") ?? "", id: fields.get("id"), data: JSON.parse(data) });
    }
    for (const wake of wakes.splice(0)) wake();
  };
  const ended = client
    .call("watch.follow", { ...options, query, signal: stop.signal, onPiece: take })
    .then((answer) => `${answer.status} ${answer.status === 200 ? "" : answer.text()}`.trim())
    .catch((error: unknown) => String(error));
  return {
    events,
    lastId: () => lastId,
    text: () => text,
    next: () =>
      new Promise((resolve) => {
        wakes = [...wakes, resolve];
      }),
    ended,
    stop: () => stop.abort(new Error("enough")),
  };
}

function splitOnce(line: string): [string, string] {
  const at = line.indexOf(": ");
  return [line.slice(0, at), line.slice(at + 2)];
}

/** Events in a line each: kind, name, old and new index. */
export function told(events: readonly FollowedEvent[]): readonly string[] {
  return events.map(({ kind, data }) => {
    if (kind === "begin") return "begin";
    if (kind === "error") return `error ${data["Status"]} ${data["Message"]}`;
    const at = (side: unknown): string => (side === null ? "-" : "+");
    return `${kind} ${data["Type"]} ${data["Name"]} ${at(data["Before"])}${at(data["After"])}`;
  });
}

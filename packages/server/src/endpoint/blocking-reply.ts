import type { Outcome } from "../state/refusal.ts";
import { Refusal } from "../state/refusal.ts";
import type { BlockingRead, Reply } from "./reply.ts";
import { json, refusal } from "./reply.ts";

/** A blocking read that answers JSON. */
export function blockingJson(read: {
  readonly topics: readonly string[];
  readonly shareKey?: string;
  run(): { readonly index: number; readonly newsAt?: number; readonly value: Outcome<unknown> };
}): Reply {
  const blocking: BlockingRead = {
    topics: read.topics,
    ...(read.shareKey === undefined ? {} : { shareKey: read.shareKey }),
    run() {
      const { value, ...at } = read.run();
      return { ...at, reply: value instanceof Refusal ? refusal(value) : json(value) };
    },
  };
  return { kind: "blocking", read: blocking };
}

import { Buffer } from "node:buffer";
import { type JsonRecord, recordsOf, textOf } from "../api/json-shapes.ts";

/** What a node told of a job, in the order of keys. */
export type NodeReply =
  | { readonly kind: "ack"; readonly node: string }
  | { readonly kind: "heartbeat"; readonly node: string }
  | { readonly kind: "output"; readonly node: string; readonly text: string }
  | { readonly kind: "exit"; readonly node: string; readonly status: number };

/** The replies among the keys below a job's prefix that were not seen yet; notes them as seen. */
export function newReplies(value: unknown, prefix: string, seen: Set<string>): readonly NodeReply[] {
  return recordsOf(value)
    .filter((row) => !seen.has(textOf(row["Key"])))
    .sort((a, b) => orderOf(a) - orderOf(b))
    .flatMap((row) => {
      const key = textOf(row["Key"]);
      seen.add(key);
      return replyOf(key.slice(prefix.length), Buffer.from(textOf(row["Value"]), "base64"));
    });
}

/** As they were written: what a node says at its end comes behind what it wrote. */
function orderOf(row: JsonRecord): number {
  return Number(row["CreateIndex"] ?? 0);
}

function replyOf(name: string, value: Buffer): readonly NodeReply[] {
  const [, node = "", what = ""] = /^([^/]+)\/(ack|exit|out\/[0-9a-f]+)$/.exec(name) ?? [];
  if (what === "ack") return [{ kind: "ack", node }];
  if (what === "exit") return [{ kind: "exit", node, status: Number(value.toString()) || 0 }];
  if (what === "") return [];
  return value.length === 0
    ? [{ kind: "heartbeat", node }]
    : [{ kind: "output", node, text: value.toString() }];
}

/** Whole lines of what nodes write piece by piece. */
export class NodeLines {
  readonly #begun = new Map<string, string>();

  /** The lines that are whole with this piece. */
  add(node: string, text: string): readonly string[] {
    const lines = ((this.#begun.get(node) ?? "") + text).split("\n");
    this.#begun.set(node, lines.pop() ?? "");
    return lines;
  }

  /** What is left when nothing more comes. */
  rest(node: string): readonly string[] {
    const left = this.#begun.get(node) ?? "";
    this.#begun.delete(node);
    return left === "" ? [] : [left];
  }
}

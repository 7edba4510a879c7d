import { Buffer } from "node:buffer";
import type { ApiAnswer } from "@tutti/agent-api";
import { textFlag, uint64Flag } from "../../command/flags.ts";
import type { ApiCall } from "../api/api-command.ts";
import { commandError } from "../errors.ts";
import { pageError } from "./page-errors.ts";

/** By which a part of the keys below a prefix is chosen. */
export const PAGE_FLAGS = {
  start: textFlag(),
  end: textFlag(),
  limit: uint64Flag(),
  depth: uint64Flag(),
} as const;

/** As many as an answer may hold: more of them are asked for in turn. */
const PAGE_KEYS_MAX = 1_000n;

type Call = ApiCall<typeof PAGE_FLAGS>;

export function choosesPages(call: Call): boolean {
  return Object.keys(PAGE_FLAGS).some((name) => call.given(name));
}

/**
 * Reads what `query` lists, page by page where a part is chosen: a page may be
 * short, or empty, with more behind it. `tell` says what an answer holds, and
 * how much that was; where keys are left behind the limit it is told where to
 * go on.
 */
export async function readPages(
  call: Call,
  asked: { readonly key: string; readonly query: Readonly<Record<string, string | undefined>> },
  tell: (answer: ApiAnswer) => number,
): Promise<number> {
  const paged = choosesPages(call);
  const { end, depth, limit } = call.flags;
  let { start } = call.flags;
  let left = call.given("limit") ? limit : undefined;
  if (left === 0n) return call.fail(pageError("kv-limit-zero"));
  for (;;) {
    const most = left === undefined || left > PAGE_KEYS_MAX ? PAGE_KEYS_MAX : left;
    const page = {
      start: start === "" ? undefined : start,
      end: end === "" ? undefined : end,
      depth: call.given("depth") ? String(depth) : undefined,
      limit: String(most),
    };
    const query = { ...asked.query, ...(paged ? page : {}) };
    const answer = await call.client.call("kv.read", { rest: asked.key, query });
    if (answer.status === 404) return 0;
    if (answer.status !== 200) return call.fail(commandError("unexpected-answer-to-delete", answer.status));
    const told = tell(answer);
    const next = answer.headers.get("x-next-key");
    if (!paged || next === undefined) return 0;
    const behind = unescapedKey(next);
    if (behind === undefined || !standsBehind(behind, start))
      return call.fail(pageError("kv-next-key-not-behind", JSON.stringify(next), JSON.stringify(start)));
    start = behind;
    if (left !== undefined) left -= BigInt(told);
    if (left === 0n) {
      const kind = pageError("kv-more-behind", JSON.stringify(start));
      call.context.stderr.warning(kind, `${kind.summary}\n`);
      return 0;
    }
  }
}

/** By their bytes, as keys are sorted: units of UTF-16 sort otherwise. */
function standsBehind(key: string, other: string): boolean {
  return Buffer.compare(Buffer.from(key), Buffer.from(other)) > 0;
}

function unescapedKey(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

import { brotliDecompressSync, gunzipSync } from "node:zlib";
import type { Plan } from "../src/plan.ts";
import { encodePlanFile } from "../src/plan-file/plan-file.ts";

/** All that a plan file says, so that a secret in it can be found. */
export function planFileText(plan: Plan): string {
  const none = new Map<string, string>();
  const bytes = encodePlanFile({
    plan,
    sources: none,
    dataFiles: undefined,
    extra: none,
    workspace: "default",
  });
  const [start = "", size = ""] = /^.*\n(\d+)\n/.exec(new TextDecoder("latin1").decode(bytes)) ?? [];
  const end = start.length + Number(size);
  const parts = [gunzipSync(bytes.subarray(start.length, end)), brotliDecompressSync(bytes.subarray(end))];
  return parts.map((part) => part.toString("utf8")).join("");
}

import { gunzipSync } from "node:zlib";
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
  // Both parts, one behind the other.
  const start = bytes.indexOf(0x0a, bytes.indexOf(0x0a) + 1) + 1;
  return new TextDecoder().decode(gunzipSync(bytes.subarray(start)));
}

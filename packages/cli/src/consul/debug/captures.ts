import type { AgentClient, ApiAnswer, CallOptions, RouteId } from "@tutti/agent-api";
import { createStop, fromUnknown } from "@tutti/runtime";
import { withoutSecrets } from "./without-secrets.ts";

/** Names of what can be captured; `members` is an older name of `cluster`. */
export const CAPTURES = ["agent", "cluster", "host", "logs", "metrics", "pprof"] as const;
export type Capture = (typeof CAPTURES)[number];

/** Of the log so much is captured, in characters. */
const LOG_LENGTH_MAX = 32 << 20;

/** A file of the archive, or why it is not there. */
export type Captured =
  | { readonly path: string; readonly text: string }
  | { readonly path: string; readonly failed: string };

interface StaticPart {
  readonly capture: Capture;
  readonly path: string;
  readonly route: RouteId;
}

/** What does not change while it is captured. */
export const STATIC_PARTS: readonly StaticPart[] = [
  { capture: "agent", path: "agent.json", route: "agent.self" },
  { capture: "host", path: "host.json", route: "agent.host" },
  { capture: "cluster", path: "members.json", route: "agent.members" },
];

/** One answer as a file, without what may be secret in it. */
export async function captureJson(
  client: AgentClient,
  path: string,
  route: RouteId,
  options: CallOptions = {},
): Promise<Captured> {
  const answer = await ask(client, route, options);
  if (typeof answer === "string") return { path, failed: answer };
  const value = answer.json();
  return value === undefined
    ? { path, failed: "the answer is no JSON" }
    : { path, text: `${JSON.stringify(withoutSecrets(value), undefined, 2)}\n` };
}

/** A profile of so many seconds. */
export async function captureProfile(
  client: AgentClient,
  path: string,
  route: "debug.profile" | "debug.heap",
  seconds: number,
): Promise<Captured> {
  const answer = await ask(client, route, { query: { seconds: String(seconds) } });
  return typeof answer === "string" ? { path, failed: answer } : { path, text: answer.text() };
}

/** The log until the signal: of the level DEBUG, or why there is none. */
export async function captureLog(client: AgentClient, path: string, until: AbortSignal): Promise<Captured> {
  let text = "";
  const ending = createStop();
  const end = (): void => ending.abort();
  until.addEventListener("abort", end);
  const decoder = new TextDecoder();
  const answer = await ask(client, "agent.monitor", {
    query: { loglevel: "DEBUG" },
    signal: ending.signal,
    onPiece: (piece) => {
      if (text.length < LOG_LENGTH_MAX) text += decoder.decode(piece, { stream: true });
    },
  });
  until.removeEventListener("abort", end);
  if (typeof answer === "string" && !until.aborted) return { path, failed: answer };
  return { path, text };
}

async function ask(client: AgentClient, route: RouteId, options: CallOptions): Promise<ApiAnswer | string> {
  try {
    const answer = await client.call(route, options);
    return answer.status === 200 ? answer : `${answer.status} ${answer.text().trim()}`;
  } catch (error) {
    return fromUnknown(error, route).message;
  }
}

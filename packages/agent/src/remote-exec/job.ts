import { Buffer } from "node:buffer";

/** What somebody wants to be run here: Consul's own form, so that its `exec` and ours can ask each other's agents. */
export interface Job {
  /** A line for the shell; a program with its arguments; or a script, with a line that says what runs it. */
  readonly run:
    | { readonly kind: "line"; readonly line: string }
    | { readonly kind: "args"; readonly args: readonly string[] }
    | { readonly kind: "script"; readonly script: Uint8Array };
  /** After so long without output whoever asked is told that it still runs. */
  readonly waitMs: number;
}

/** Where a job lies, and whose session it belongs to: what an event `_rexec` brings. */
export interface JobPlace {
  readonly prefix: string;
  readonly session: string;
}

const WAIT_MS_MIN = 100;
const WAIT_MS_MAX = 60_000;

/** The place that an event's payload names; undefined where it is none. */
export function parseJobPlace(payload: string): JobPlace | undefined {
  const { Prefix: prefix, Session: session } = parseObject(payload);
  const isPlace =
    typeof prefix === "string" &&
    typeof session === "string" &&
    prefix !== "" &&
    /^[0-9a-f-]{36}$/i.test(session);
  return isPlace ? { prefix, session } : undefined;
}

/** The job that a key holds; undefined where it is none. */
export function parseJob(text: string): Job | undefined {
  const { Command, Args, Script, Wait } = parseObject(text);
  const waitMs = Math.min(WAIT_MS_MAX, Math.max(WAIT_MS_MIN, typeof Wait === "number" ? Wait / 1e6 : 0));
  if (typeof Script === "string" && Script !== "")
    return { run: { kind: "script", script: Buffer.from(Script, "base64") }, waitMs };
  if (Array.isArray(Args) && Args.length > 0 && Args.every((arg) => typeof arg === "string"))
    return { run: { kind: "args", args: Args }, waitMs };
  return typeof Command === "string" && Command !== ""
    ? { run: { kind: "line", line: Command }, waitMs }
    : undefined;
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
}

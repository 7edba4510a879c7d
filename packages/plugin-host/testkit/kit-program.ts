/**
 * The program of the test kit: `kitProvider` over the plugin protocol. What it
 * does wrong is said by variables: `KIT_PROTOCOL` (5 or 6), `KIT_MISBEHAVES`
 * (`hangs:readResource`, `dies:applyResourceChange`, `lies:…`, `garbage:…`, `nonsense:…`,
 * or before it speaks: `silent`, `mute`, `babbles`, `exits`).
 */

import { createRealRuntime } from "@tutti/runtime";
import { providerHandlers } from "../src/serve/provider-handlers.ts";
import type { Handler } from "../src/serve/serve-methods.ts";
import { servePlugin } from "../src/serve/serve-plugin.ts";
import { kitProvider } from "./kit-provider.ts";

const protocol = process.env["KIT_PROTOCOL"] === "5" ? 5 : 6;
const [misbehaves = "", where = ""] = (process.env["KIT_MISBEHAVES"] ?? "").split(":");

const BEFORE: Readonly<Record<string, () => void>> = {
  exits: () => {
    process.stderr.write("no such luck\n");
    process.exit(3);
  },
  babbles: () => {
    process.stdout.write("hello, who are you?\n");
    setInterval(() => {}, 1_000);
  },
  silent: () => void setInterval(() => {}, 1_000),
  netrpc: () => {
    process.stdout.write("1|4|tcp|127.0.0.1:1|netrpc\n");
    setInterval(() => {}, 1_000);
  },
  elsewhere: () => {
    process.stdout.write("1|6|unix|/nowhere/at/all|grpc\n");
    setInterval(() => {}, 1_000);
  },
};

const DURING: Readonly<Record<string, (handler: Handler) => Handler>> = {
  hangs: () => () => new Promise(() => {}),
  dies: () => async () => {
    process.stderr.write("panic: out of ink\n\ngoroutine 1 [running]:\nmain.main()\n");
    process.exit(2);
  },
  garbage: () => async () => ({
    newState: { msgpack: Uint8Array.of(0xc1, 0xc1) },
    plannedState: { msgpack: Uint8Array.of(0xc1, 0xc1) },
    state: { msgpack: Uint8Array.of(0xc1, 0xc1) },
  }),
  nonsense: () => async () => ({ result: { msgpack: Uint8Array.of(0xc3) } }),
  lies: (handler) => async (request, signal) => {
    const answer = await handler(request, signal);
    const { priorState } = request as { readonly priorState?: object };
    return { ...answer, newState: priorState };
  },
  defers: (handler) => async (request, signal) => ({
    ...(await handler(request, signal)),
    deferred: { reason: 1 },
  }),
};

async function main(): Promise<void> {
  const before = BEFORE[misbehaves];
  if (before !== undefined) return before();
  const handlers = { ...(await providerHandlers(kitProvider(), { protocol })) };
  const handler = handlers[where];
  const wrong = DURING[misbehaves];
  if (handler !== undefined && wrong !== undefined) handlers[where] = wrong(handler);
  const printed = process.env["KIT_PRINTS"];
  process.stderr.write(`${JSON.stringify({ "@level": "info", "@message": "kit is up", protocol })}\n`);
  await servePlugin(createRealRuntime(), {
    protocol,
    handlers,
    ...(printed === undefined ? {} : { printed }),
  });
}

void main();

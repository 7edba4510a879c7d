/** A program as go-plugin makes them, seen from inside: says where it listens and answers calls of gRPC. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRealRuntime } from "@tutti/runtime";
import { GRPCController, GRPCStdio, StdioData_Channel } from "../src/gen/goplugin_pb.js";
import { MAGIC_COOKIE } from "../src/process/handshake.ts";
import { createOwnCertificate } from "../src/process/own-certificate.ts";
import { type Served, type ServedMethod, serveMethods } from "./serve-methods.ts";

interface Plugin {
  readonly protocol: 5 | 6;
  readonly methods: readonly Served[];
  /** Written to the standard output of whoever asks for it. */
  readonly printed?: string;
}

/** Serves until it is asked to end; says the handshake on standard output. */
export async function servePlugin({ protocol, methods, printed }: Plugin): Promise<void> {
  if (process.env[MAGIC_COOKIE.name] !== MAGIC_COOKIE.value) {
    process.stderr.write("This program is a plugin; it is not meant to be started by hand.\n");
    process.exit(1);
  }
  // Ctrl-C reaches the whole group; who started us decides.
  process.on("SIGINT", () => {});
  const folder = mkdtempSync(join(tmpdir(), "tutti-kit-"));
  const end = (): void => {
    rmSync(folder, { recursive: true, force: true });
    process.exit(0);
  };
  const shutdown = async (): Promise<object> => {
    setTimeout(end, 5);
    return {};
  };
  const client = process.env["PLUGIN_CLIENT_CERT"] ?? "";
  const identity =
    client === "" ? undefined : { ...(await createOwnCertificate(createRealRuntime())), client };
  const path = join(folder, "socket");
  await serveMethods([...methods, ...ownMethods(printed, shutdown)], path, identity);
  process.stdout.write(`1|${protocol}|unix|${path}|grpc|${bare(identity?.certificate ?? "")}\n`);
}

/** What go-plugin adds to the methods of every plugin. */
export function ownMethods(printed: string | undefined, shutdown: () => Promise<object>): readonly Served[] {
  return [
    {
      method: GRPCStdio.method.streamStdio as ServedMethod,
      handler: (_: never, signal: AbortSignal) => printing(printed, signal),
    },
    { method: GRPCController.method.shutdown as ServedMethod, handler: shutdown },
  ];
}

/** Base64 without line breaks and padding. */
function bare(pem: string): string {
  return pem.replaceAll(/-----[^-]*-----|\s|=/g, "");
}

async function* printing(text: string | undefined, signal: AbortSignal): AsyncGenerator<object> {
  if (text !== undefined) yield { channel: StdioData_Channel.STDOUT, data: new TextEncoder().encode(text) };
  await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
}

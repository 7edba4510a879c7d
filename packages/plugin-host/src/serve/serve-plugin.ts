/** A program as go-plugin makes them, seen from inside: says where it listens and answers calls of gRPC. */

import { type ListenAddress, type OwnProcess, ownProcess, type Runtime } from "@tutti/runtime";
import { MAGIC_COOKIE } from "../process/handshake.ts";
import { createOwnCertificate } from "../process/own-certificate.ts";
import { logLine } from "./log-line.ts";
import { ownMethods } from "./own-methods.ts";
import { type Handler, serveMethods } from "./serve-methods.ts";
import { methodsOf } from "./served-methods.ts";

/** What is served. */
export interface Plugin {
  readonly protocol: 5 | 6;
  /** By the names of version 6. */
  readonly handlers: Readonly<Record<string, Handler | undefined>>;
  /** Written to the standard output of whoever asks for it. */
  readonly printed?: string;
  /** With `-debug`: serves whoever comes, under this name, and says how to come. */
  readonly source?: string | undefined;
}

/** So long its last answer has to leave. */
const LEAVE_MS = 5;

/** Serves until it is asked to end; says the handshake on standard output. */
export async function servePlugin(runtime: Runtime, plugin: Plugin): Promise<void> {
  const own = ownProcess();
  const { variables } = runtime.environment;
  const isDebug = own.args.some((word) => word === "-debug" || word === "--debug");
  if (!isDebug && variables.get(MAGIC_COOKIE.name) !== MAGIC_COOKIE.value) {
    own.log(
      "This program is a provider: it is started by the program that uses it, and not by hand.\nTo run it in a debugger, start it with -debug.\n",
    );
    own.exit(1);
  }
  own.keepOutputFree();
  const place = await openPlace(runtime);
  const end = (): void => {
    runtime.clock.after(LEAVE_MS, () => {
      void place.remove().finally(() => own.exit(0));
    });
  };
  // Ctrl-C reaches the whole group; who started us decides. In a debugger nobody did.
  runtime.processes.onSignal("SIGINT", isDebug ? end : () => {});
  runtime.processes.onSignal("SIGTERM", end);
  const client = variables.get("PLUGIN_CLIENT_CERT") ?? "";
  const identity = isDebug || client === "" ? undefined : await createOwnCertificate(runtime);
  const methods = [
    ...methodsOf(plugin.protocol, (name) => plugin.handlers[name]),
    ...ownMethods({ printed: plugin.printed, onShutdown: end }),
  ];
  const listener = await serveMethods(methods, place.address, {
    tls: identity && { identity, clientAuthority: client },
    onBug: (error, call) => own.log(logLine(runtime.clock, "error", `${call} failed`, causeOf(error))),
  });
  const at =
    "socketPath" in place.address
      ? { Network: "unix", String: place.address.socketPath }
      : { Network: "tcp", String: `${place.address.host}:${listener.port}` };
  const protocol = plugin.protocol;
  if (isDebug) sayDebug(own, runtime, { protocol, at, source: plugin.source });
  else own.say(`1|${protocol}|${at.Network}|${at.String}|grpc|${bare(identity?.certificate ?? "")}\n`);
}

/** A local socket in a folder of our own; on Windows, which go-plugin gives none there, a port of this machine. */
async function openPlace({ disk, environment, random }: Runtime): Promise<{
  readonly address: ListenAddress;
  remove(): Promise<void>;
}> {
  if (environment.os === "windows")
    return { address: { host: "127.0.0.1", port: 0 }, remove: async () => {} };
  const { variables } = environment;
  const root = variables.get("PLUGIN_UNIX_SOCKET_DIR") || variables.get("TMPDIR") || "/tmp";
  const folder = `${root}/plugin-${random.uuid()}`;
  await disk.makeDirectory(folder, { mode: 0o700 });
  return {
    address: { socketPath: `${folder}/socket` },
    remove: () => disk.remove(folder, { recursive: true }),
  };
}

function sayDebug(
  own: OwnProcess,
  { environment }: Runtime,
  {
    protocol,
    at,
    source,
  }: { readonly protocol: number; readonly at: object; readonly source: string | undefined },
): void {
  const reattach = {
    [source ?? "example.com/acme/provider"]: {
      Protocol: "grpc",
      ProtocolVersion: protocol,
      Pid: environment.pid,
      Test: true,
      Addr: at,
    },
  };
  own.say(
    `The provider runs. To use it, set this in another terminal:\n\n\tTF_REATTACH_PROVIDERS='${JSON.stringify(reattach)}'\n\nCtrl-C ends it.\n`,
  );
}

/** Base64 without line breaks and padding. */
function bare(pem: string): string {
  return pem.replaceAll(/-----[^-]*-----|\s|=/g, "");
}

function causeOf(error: unknown): { readonly error: string } {
  return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

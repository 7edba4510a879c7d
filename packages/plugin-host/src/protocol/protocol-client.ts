/**
 * Calls of the plugin protocol, whichever version a plugin speaks. The two
 * have the same messages under some other names, so what is asked and
 * answered has the types of version 6 everywhere else.
 */

import type { MessageInitShape, MessageShape } from "@bufbuild/protobuf";
import type { BlockingHttp2 } from "@tutti/runtime";
import type { Provider as Provider6 } from "../gen/tfplugin6_pb.js";
import type { GrpcChannel, Method } from "../grpc/grpc-channel.ts";
import type { ProtocolVersion } from "../process/handshake.ts";

type Methods = typeof Provider6.method;
type CallName = {
  [Name in keyof Methods]: Methods[Name]["methodKind"] extends "unary" ? Name : never;
}[keyof Methods];
type EventsName = "listResource" | "invokeAction";
/** What is asked by a method. */
export type Asked<Name extends keyof Methods> = MessageInitShape<Methods[Name]["input"]>;
/** What answers it. */
export type Answered<Name extends keyof Methods> = MessageShape<Methods[Name]["output"]>;

/** A plugin's methods. */
export interface ProtocolClient {
  readonly version: ProtocolVersion;
  call<Name extends CallName>(
    name: Name,
    request: Asked<Name>,
    signal?: AbortSignal,
  ): Promise<Answered<Name>>;
  /** The same, and the answer as it comes. */
  callBytes<Name extends CallName>(name: Name, request: Asked<Name>): Promise<Uint8Array>;
  /** The same while everything here waits. */
  callBlocking<Name extends CallName>(
    connection: BlockingHttp2,
    name: Name,
    request: Asked<Name>,
    timeoutMs: number,
  ): Answered<Name>;
  /** Each message as it comes. */
  events<Name extends EventsName>(
    name: Name,
    request: Asked<Name>,
    onEvent: (event: Answered<Name>) => void,
    signal?: AbortSignal,
  ): Promise<void>;
}

type Init = MessageInitShape<Method["input"]>;

/** Methods that version 5 calls something else. */
const NAMES_IN_5: Readonly<Partial<Record<keyof Methods, string>>> = {
  getProviderSchema: "getSchema",
  validateProviderConfig: "prepareProviderConfig",
  validateResourceConfig: "validateResourceTypeConfig",
  validateDataResourceConfig: "validateDataSourceConfig",
  configureProvider: "configure",
  stopProvider: "stop",
};

/** The messages of a version are loaded when the first plugin speaks it. */
export async function createProtocolClient(
  version: ProtocolVersion,
  channel: GrpcChannel,
): Promise<ProtocolClient> {
  const methods = await methodsOf(version);
  const found = (name: keyof Methods): Method => {
    const method = methods[(version === 5 ? NAMES_IN_5[name] : undefined) ?? name];
    if (method === undefined) throw new Error(`version ${version} of the protocol has no ${name}`);
    return method;
  };
  // Messages of version 5 have the members of version 6, but for some that it lacks.
  const call = (name: keyof Methods, request: Init, signal?: AbortSignal): Promise<object> =>
    channel.call(found(name), request, signal);
  const events = (
    name: keyof Methods,
    request: Init,
    onEvent: (event: never) => void,
    signal?: AbortSignal,
  ): Promise<void> => channel.stream(found(name), request, onEvent as (event: object) => void, signal);
  const callBlocking = (
    connection: BlockingHttp2,
    name: keyof Methods,
    request: Init,
    timeoutMs: number,
  ): object => channel.callBlocking(connection, found(name), request, timeoutMs);
  return {
    version,
    call: call as ProtocolClient["call"],
    callBytes: (name, request) => channel.callBytes(found(name), request as Init),
    callBlocking: callBlocking as ProtocolClient["callBlocking"],
    events: events as ProtocolClient["events"],
  };
}

async function methodsOf(version: ProtocolVersion): Promise<Readonly<Record<string, Method>>> {
  const { Provider } =
    version === 5 ? await import("../gen/tfplugin5_pb.js") : await import("../gen/tfplugin6_pb.js");
  return Provider.method;
}

/** A program as go-plugin makes them, seen from inside: says where it listens and answers calls of gRPC. */

import { mkdtempSync, rmSync } from "node:fs";
import http2 from "node:http2";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { create, type DescMessage, fromBinary, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { createRealRuntime } from "@tutti/runtime";
import { GRPCController, GRPCStdio, StdioData_Channel } from "../src/gen/goplugin_pb.js";
import { encodeFrame, FrameReader } from "../src/grpc/message-frames.ts";
import { MAGIC_COOKIE } from "../src/process/handshake.ts";
import { createOwnCertificate } from "../src/process/own-certificate.ts";

/** One method of a service; a stream answers more than once. */
interface ServedMethod {
  readonly name: string;
  readonly parent: { readonly typeName: string };
  readonly input: DescMessage;
  readonly output: DescMessage;
}

/** What answers a call: a message, or several. */
export type Handler = (request: never, signal: AbortSignal) => Promise<object> | AsyncIterable<object>;

class Refusal extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

interface Plugin {
  readonly protocol: 5 | 6;
  readonly methods: readonly { readonly method: ServedMethod; readonly handler: Handler | undefined }[];
  /** Written to the standard output of whoever asks for it. */
  readonly printed?: string;
}

const MESSAGE_SIZE_MAX = 256 << 20;
const UNIMPLEMENTED = 12;
const UNKNOWN = 2;

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
  const served = new Map(
    [
      ...methods,
      {
        method: GRPCStdio.method.streamStdio as ServedMethod,
        handler: (_: never, signal: AbortSignal) => printing(printed, signal),
      },
      {
        method: GRPCController.method.shutdown as ServedMethod,
        handler: async () => {
          setTimeout(end, 5);
          return {};
        },
      },
    ].map((one) => [`/${one.method.parent.typeName}/${one.method.name}`, one]),
  );
  const client = process.env["PLUGIN_CLIENT_CERT"] ?? "";
  const own = client === "" ? undefined : await createOwnCertificate(createRealRuntime());
  const server =
    own === undefined
      ? http2.createServer()
      : http2.createSecureServer({
          key: own.key,
          cert: own.certificate,
          ca: client,
          requestCert: true,
          rejectUnauthorized: true,
        });
  server.on("stream", (stream: http2.ServerHttp2Stream, headers) => {
    stream.on("error", () => {});
    const found = served.get(headers[":path"] ?? "");
    if (found?.handler === undefined)
      refuse(stream, new Refusal(UNIMPLEMENTED, `unknown method ${headers[":path"]}`));
    else answer(stream, found.method, found.handler);
  });
  const path = join(folder, "socket");
  server.listen(path, () => {
    const certificate = own === undefined ? "" : bare(own.certificate);
    process.stdout.write(`1|${protocol}|unix|${path}|grpc|${certificate}\n`);
  });
}

/** Base64 without line breaks and padding. */
function bare(pem: string): string {
  return pem.replaceAll(/-----[^-]*-----|\s|=/g, "");
}

async function* printing(text: string | undefined, signal: AbortSignal): AsyncGenerator<object> {
  if (text !== undefined) yield { channel: StdioData_Channel.STDOUT, data: new TextEncoder().encode(text) };
  await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
}

function answer(stream: http2.ServerHttp2Stream, method: ServedMethod, handler: Handler): void {
  const reader = new FrameReader(MESSAGE_SIZE_MAX);
  const left = new AbortController();
  const found: Uint8Array[] = [];
  stream.on("close", () => left.abort());
  stream.on("data", (piece: Buffer) => found.push(...reader.take(new Uint8Array(piece))));
  stream.on("end", async () => {
    try {
      const request = fromBinary(method.input, found[0] ?? new Uint8Array()) as never;
      const answers = handler(request, left.signal);
      const all = Symbol.asyncIterator in answers ? answers : [await answers];
      respond(stream);
      for await (const one of all) send(stream, method.output, one);
      end(stream, 0, "");
    } catch (error) {
      refuse(stream, error instanceof Refusal ? error : new Refusal(UNKNOWN, String(error)));
    }
  });
}

function respond(stream: http2.ServerHttp2Stream): void {
  if (stream.headersSent || stream.destroyed) return;
  stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
}

function send(stream: http2.ServerHttp2Stream, output: DescMessage, message: object): void {
  if (stream.destroyed) return;
  const init = message as MessageInitShape<DescMessage>;
  stream.write(encodeFrame(toBinary(output, create(output, init))));
}

function end(stream: http2.ServerHttp2Stream, status: number, message: string): void {
  if (stream.destroyed) return;
  stream.on("wantTrailers", () =>
    stream.sendTrailers({ "grpc-status": String(status), "grpc-message": encodeURIComponent(message) }),
  );
  stream.end();
}

function refuse(stream: http2.ServerHttp2Stream, { status, message }: Refusal): void {
  respond(stream);
  end(stream, status, message);
}

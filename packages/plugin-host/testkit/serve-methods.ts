/** What a socket answers: calls of gRPC, with other handlers from one test to the next. */

import http2 from "node:http2";
import { create, type DescMessage, fromBinary, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { encodeFrame, FrameReader } from "../src/grpc/message-frames.ts";

/** One method of a service; a stream answers more than once. */
export interface ServedMethod {
  readonly name: string;
  readonly parent: { readonly typeName: string };
  readonly input: DescMessage;
  readonly output: DescMessage;
}

/** What answers a call: a message, or several. */
export type Handler = (request: never, signal: AbortSignal) => Promise<object> | AsyncIterable<object>;

/** A status of gRPC in place of an answer. */
export class Refusal extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const MESSAGE_SIZE_MAX = 256 << 20;
const UNIMPLEMENTED = 12;
const UNKNOWN = 2;

/** A method, and who answers it; nobody does where it is not implemented. */
export interface Served {
  readonly method: ServedMethod;
  readonly handler: Handler | undefined;
}

/** Who may call, and who answers. */
interface Identity {
  readonly key: string;
  readonly certificate: string;
  /** Of the only caller that is let in. */
  readonly client: string;
}

/** Serves at the path of a socket, once it listens; with TLS where there is an identity. Gives what ends it. */
export async function serveMethods(
  methods: readonly Served[],
  path: string,
  identity?: Identity,
): Promise<() => void> {
  const served = new Map(methods.map((one) => [`/${one.method.parent.typeName}/${one.method.name}`, one]));
  const sessions = new Set<http2.Http2Session>();
  const server =
    identity === undefined
      ? http2.createServer()
      : http2.createSecureServer({
          key: identity.key,
          cert: identity.certificate,
          ca: identity.client,
          requestCert: true,
          rejectUnauthorized: true,
        });
  server.on("session", (session) => {
    sessions.add(session);
    session.on("close", () => sessions.delete(session));
  });
  server.on("stream", (stream: http2.ServerHttp2Stream, headers) => {
    stream.on("error", () => {});
    const found = served.get(headers[":path"] ?? "");
    if (found?.handler === undefined)
      refuse(stream, new Refusal(UNIMPLEMENTED, `unknown method ${headers[":path"]}`));
    else answer(stream, found.method, found.handler);
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return () => {
    for (const session of sessions) session.destroy();
    server.close();
  };
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

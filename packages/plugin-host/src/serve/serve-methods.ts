/** What a plugin listens with: calls of gRPC, each answered by a handler. */

import { create, type DescMessage, fromBinary, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import {
  type Http2Exchange,
  type Http2Tls,
  type ListenAddress,
  type Listener,
  serveHttp2,
} from "@tutti/runtime";
import { encodeFrame, FrameReader } from "../grpc/message-frames.ts";

/** One method of a service; a stream answers more than once. */
export interface ServedMethod {
  readonly name: string;
  readonly parent: { readonly typeName: string };
  readonly input: DescMessage;
  readonly output: DescMessage;
}

/** What answers a call: a message, or several. The signal is aborted when nobody waits any more. */
export type Handler = (request: never, signal: AbortSignal) => Promise<object> | AsyncIterable<object>;

/** A status of gRPC in place of an answer. */
export class Refusal extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** As large as Terraform takes them. */
const MESSAGE_SIZE_MAX = 256 << 20;
const UNIMPLEMENTED = 12;
const UNKNOWN = 2;

/** A method, and who answers it; nobody does where it is not implemented. */
export interface Served {
  readonly method: ServedMethod;
  readonly handler: Handler | undefined;
}

/** Where it listens, to whom, and who is told of bugs. */
export interface ServeOptions {
  readonly tls?: Http2Tls | undefined;
  readonly onBug?: (error: unknown, call: string) => void;
}

/** Serves at an address, once it listens. */
export async function serveMethods(
  methods: readonly Served[],
  address: ListenAddress,
  { tls, onBug = () => {} }: ServeOptions = {},
): Promise<Listener> {
  const served = new Map(methods.map((one) => [`/${one.method.parent.typeName}/${one.method.name}`, one]));
  return serveHttp2(
    address,
    (exchange) => {
      const found = served.get(exchange.path);
      if (found?.handler === undefined)
        return refuse(exchange, new Refusal(UNIMPLEMENTED, `unknown method ${exchange.path}`));
      answer(exchange, found.method, found.handler).catch((error) => {
        if (!(error instanceof Refusal)) onBug(error, found.method.name);
        refuse(exchange, error instanceof Refusal ? error : new Refusal(UNKNOWN, String(error)));
      });
    },
    tls,
  );
}

async function answer(exchange: Http2Exchange, method: ServedMethod, handler: Handler): Promise<void> {
  const question = await firstMessage(exchange);
  const answers = handler(fromBinary(method.input, question) as never, exchange.gone);
  const all = Symbol.asyncIterator in answers ? answers : [await answers];
  respond(exchange);
  for await (const one of all) {
    const init = one as MessageInitShape<DescMessage>;
    await exchange.write(encodeFrame(toBinary(method.output, create(method.output, init))));
  }
  end(exchange, 0, "");
}

/** All that we serve ask once; one that keeps its side open, to ask more, is answered all the same. */
async function firstMessage({ body }: Http2Exchange): Promise<Uint8Array> {
  const reader = new FrameReader(MESSAGE_SIZE_MAX);
  for await (const piece of body) {
    const [message] = reader.take(new Uint8Array(piece));
    if (message !== undefined) return message;
  }
  return new Uint8Array();
}

function respond(exchange: Http2Exchange): void {
  exchange.respond(200, { "content-type": "application/grpc" });
}

function end(exchange: Http2Exchange, status: number, message: string): void {
  exchange.end({ "grpc-status": String(status), "grpc-message": encodeURIComponent(message) });
}

function refuse(exchange: Http2Exchange, { status, message }: Refusal): void {
  respond(exchange);
  end(exchange, status, message);
}

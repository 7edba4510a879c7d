import {
  create,
  type DescMessage,
  type DescMethod,
  fromBinary,
  type MessageInitShape,
  type MessageShape,
  toBinary,
} from "@bufbuild/protobuf";
import { type BlockingHttp2, type Http2Connection, type Http2Question, RuntimeError } from "@tutti/runtime";
import { encodeFrame, FrameError, FrameReader } from "./message-frames.ts";
import { failureOfTrailers, RPC, RpcFailure } from "./rpc-failure.ts";

/** Of one message; the schemas of the largest providers have 10 MB. As large as Terraform's. */
const MESSAGE_SIZE_MAX = 256 << 20;

/** A method of a service with the messages that go in and come out. */
export type Method<
  In extends DescMessage = DescMessage,
  Out extends DescMessage = DescMessage,
> = DescMethod & {
  readonly input: In;
  readonly output: Out;
};

/** Calls over one connection. Every failure is an `RpcFailure`, but for that of the signal. */
export class GrpcChannel {
  readonly #connection: Http2Connection;

  constructor(connection: Http2Connection) {
    this.#connection = connection;
  }

  /** The same, and the answer as it comes: it may be large, and little of it asked for. */
  async callBytes<In extends DescMessage>(
    method: Method<In>,
    request: MessageInitShape<In>,
    signal?: AbortSignal,
  ): Promise<Uint8Array> {
    const found: Uint8Array[] = [];
    await this.#frames(method, request, (bytes) => found.push(bytes), signal);
    return onlyOf(found);
  }

  /** One message for one. */
  async call<In extends DescMessage, Out extends DescMessage>(
    method: Method<In, Out>,
    request: MessageInitShape<In>,
    signal?: AbortSignal,
  ): Promise<MessageShape<Out>> {
    const found: MessageShape<Out>[] = [];
    await this.stream(method, request, (message) => found.push(message), signal);
    return onlyOf(found);
  }

  /** One message for one, over another connection, while everything here waits; not longer than `timeoutMs`. */
  callBlocking<In extends DescMessage, Out extends DescMessage>(
    connection: BlockingHttp2,
    method: Method<In, Out>,
    request: MessageInitShape<In>,
    timeoutMs: number,
  ): MessageShape<Out> {
    try {
      const question = { ...questionOf(method, request), bodyMax: MESSAGE_SIZE_MAX };
      const { status, headers, trailers, body } = connection.request(question, timeoutMs);
      const failure = failureOfTrailers(status, headers, trailers);
      if (failure !== undefined) throw failure;
      const reader = new FrameReader(MESSAGE_SIZE_MAX);
      const found = reader.take(body);
      reader.end();
      return decoded(method.output, onlyOf(found));
    } catch (error) {
      throw asFailure(asUnavailable(error));
    }
  }

  /** Any number of messages for one, each given as it comes. */
  async stream<In extends DescMessage, Out extends DescMessage>(
    method: Method<In, Out>,
    request: MessageInitShape<In>,
    onMessage: (message: MessageShape<Out>) => void,
    signal?: AbortSignal,
  ): Promise<void> {
    return this.#frames(method, request, (bytes) => onMessage(decoded(method.output, bytes)), signal);
  }

  async #frames<In extends DescMessage>(
    method: Method<In>,
    request: MessageInitShape<In>,
    onFrame: (bytes: Uint8Array) => void,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const reader = new FrameReader(MESSAGE_SIZE_MAX);
    let broken: unknown;
    const onBody = (piece: Uint8Array): void => {
      if (broken !== undefined) return;
      try {
        for (const bytes of reader.take(piece)) onFrame(bytes);
      } catch (error) {
        broken = error;
      }
    };
    const question = { ...questionOf(method, request), onBody };
    const { status, headers, trailers } = await this.#asked(question, signal);
    if (broken !== undefined) throw asFailure(broken);
    const failure = failureOfTrailers(status, headers, trailers);
    if (failure !== undefined) throw failure;
    try {
      reader.end();
    } catch (error) {
      throw asFailure(error);
    }
  }

  async #asked(
    ...[question, signal]: Parameters<Http2Connection["request"]>
  ): ReturnType<Http2Connection["request"]> {
    try {
      return await this.#connection.request(question, signal);
    } catch (error) {
      throw asUnavailable(error);
    }
  }
}

function questionOf<In extends DescMessage, Out extends DescMessage>(
  method: Method<In, Out>,
  request: MessageInitShape<In>,
): Http2Question {
  return {
    method: "POST",
    path: `/${method.parent.typeName}/${method.name}`,
    headers: { "content-type": "application/grpc", te: "trailers" },
    body: encodeFrame(toBinary(method.input, create(method.input, request))),
  };
}

function onlyOf<T>(found: readonly T[]): T {
  const [only] = found;
  if (only === undefined || found.length > 1)
    throw new RpcFailure(RPC.internal, `${found.length} messages answer a call that takes one`);
  return only;
}

function asUnavailable(error: unknown): unknown {
  return error instanceof RuntimeError
    ? new RpcFailure(RPC.unavailable, error.message, { cause: error })
    : error;
}

/** The library tells of bytes that are none of its messages by errors of many kinds. */
function decoded<Out extends DescMessage>(output: Out, bytes: Uint8Array): MessageShape<Out> {
  try {
    return fromBinary(output, bytes);
  } catch (error) {
    throw new FrameError(`unreadable message: ${error instanceof Error ? error.message : error}`);
  }
}

/** Bytes that are no messages are the other side's mistake; what a reader of messages throws goes on as it is. */
function asFailure(error: unknown): unknown {
  return error instanceof FrameError ? new RpcFailure(RPC.internal, error.message, { cause: error }) : error;
}

import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from "node:worker_threads";
import { checkedUrl } from "../checked-request.ts";
import { fromUnknown, RuntimeError } from "../errors.ts";
import type { BlockingHttp2, Http2Response, Http2Target } from "../network.ts";
import { BODY_MAX_DEFAULT, tlsOptions } from "./real-http.ts";

type Question = Parameters<BlockingHttp2["request"]>[0];

/** What the thread says of a request. */
interface Told {
  readonly answer?: Http2Response;
  readonly failure?: { readonly code?: string; readonly message: string };
}

/** A thread that holds the connection, while this one waits. */
interface Asker {
  readonly worker: Worker;
  readonly port: MessagePort;
  /** 1 once what was asked is answered. */
  readonly flag: Int32Array;
}

/**
 * A connection on a thread of its own: the one that asks sleeps on a word of
 * memory that both share, until the other has put the answer into a channel.
 */
export async function blockingHttp2(target: Http2Target): Promise<BlockingHttp2> {
  const subject = target.socketPath ?? target.url;
  let asker: Asker | undefined;
  const end = async (): Promise<void> => {
    const ended = asker;
    asker = undefined;
    ended?.port.close();
    await ended?.worker.terminate();
  };
  return {
    request(question, timeoutMs) {
      asker ??= startAsker(target);
      const told = ask(asker, question, timeoutMs);
      if (told === undefined) {
        // It may still be busy with what nobody waits for any more.
        void end();
        throw new RuntimeError("ETIMEDOUT", subject, `no answer within ${timeoutMs} ms`);
      }
      if (told.answer !== undefined) return told.answer;
      const { code, message } = told.failure ?? { message: "no answer" };
      throw fromUnknown(Object.assign(new Error(message), code === undefined ? {} : { code }), subject);
    },
    close: end,
  };
}

function startAsker(target: Http2Target): Asker {
  const { port1, port2 } = new MessageChannel();
  const flag = new Int32Array(new SharedArrayBuffer(4));
  const { socketPath } = target;
  const options = tlsOptions(target);
  const worker = new Worker(THREAD, {
    eval: true,
    workerData: { port: port2, flag, origin: checkedUrl(target).origin, socketPath, options },
    transferList: [port2],
  });
  // Nobody stays alive for it.
  worker.unref();
  port1.unref();
  return { worker, port: port1, flag };
}

function ask({ port, flag }: Asker, question: Question, timeoutMs: number): Told | undefined {
  Atomics.store(flag, 0, 0);
  port.postMessage({ bodyMax: BODY_MAX_DEFAULT, ...question });
  if (Atomics.wait(flag, 0, 0, timeoutMs) === "timed-out") return undefined;
  const received: { readonly message: Told } | undefined = receiveMessageOnPort(port);
  return received?.message;
}

/**
 * What the thread runs. It is a text, because a thread starts from a file, and
 * of those there is none of our own in a bundle or a single executable.
 */
const THREAD = `
"use strict";
const http2 = require("node:http2");
const net = require("node:net");
const tls = require("node:tls");
const { port, flag, origin, socketPath, options } = require("node:worker_threads").workerData;
const secure = origin.startsWith("https:");
const createConnection = () =>
  secure
    ? tls.connect({ path: socketPath, servername: "localhost", ALPNProtocols: ["h2"], ...options })
    : net.connect({ path: socketPath });
let session;
const connected = () => {
  if (session !== undefined && !session.destroyed && !session.closed) return session;
  session = http2.connect(origin, { ...options, ...(socketPath === undefined ? {} : { createConnection }) });
  session.on("error", () => {});
  return session;
};
const plain = (headers) =>
  new Map(Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : value]));
port.on("message", ({ method, path, headers: sent, body, bodyMax }) => {
  let done = false;
  const tell = (told) => {
    if (done) return;
    done = true;
    port.postMessage(told);
    Atomics.store(flag, 0, 1);
    Atomics.notify(flag, 0);
  };
  const fail = (code, message) => tell({ failure: { code, message } });
  const stream = connected().request({ ...sent, ":method": method, ":path": path });
  const pieces = [];
  let size = 0;
  let head = {};
  let trailers = {};
  stream.on("response", (found) => (head = found));
  stream.on("trailers", (found) => (trailers = found));
  stream.on("data", (piece) => {
    size += piece.length;
    if (size <= bodyMax) return pieces.push(piece);
    fail("E2BIG", "the body is larger than " + bodyMax + " bytes");
    stream.close(http2.constants.NGHTTP2_CANCEL);
  });
  // What kept it from connecting stands behind what became of the stream.
  stream.on("error", ({ cause, code, message }) => fail((cause ?? { code }).code, (cause ?? { message }).message));
  stream.on("close", () => {
    const status = head[":status"];
    if (status === undefined || stream.rstCode !== http2.constants.NGHTTP2_NO_ERROR)
      return fail("ECONNRESET", "the connection was closed early");
    const body = new Uint8Array(Buffer.concat(pieces));
    tell({ answer: { status, headers: plain(head), trailers: plain(trailers), body } });
  });
  stream.end(body);
});
`;

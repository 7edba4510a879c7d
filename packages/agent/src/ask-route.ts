import { Buffer } from "node:buffer";
import { encodeQuery, type WatchAnswer, type WatchPlan } from "@tutti/agent-api";
import { type Answer, encodeBody, Refusal } from "@tutti/server";
import type { AskedServers } from "./asked-servers.ts";

/** Asks the servers what a route tells, as a request over HTTP would. */
export async function askRoute(
  servers: AskedServers,
  { route, rest, query, token }: Pick<WatchPlan, "route" | "rest" | "query" | "token">,
  index: string | undefined,
  stop: AbortSignal,
): Promise<WatchAnswer> {
  const text = encodeQuery({ ...query, index });
  const answer = await servers.request(
    { route, rest, query: text, token, pretty: false, body: NO_BODY },
    { gone: stop },
  );
  if (answer === undefined) throw new Error("nobody waits for the answer any more");
  if (answer instanceof Refusal) return { status: answer.status, index: "", text: answer.text };
  return readAnswer(answer);
}

async function readAnswer(answer: Answer): Promise<WatchAnswer> {
  const index = answer.headers["X-Consul-Index"] ?? "";
  if (answer.kind === "whole")
    return { status: answer.status, index, text: encodeBody(answer, false).toString("utf8") };
  const pieces: Buffer[] = [];
  for await (const piece of answer.pieces) pieces.push(piece);
  if (pieces.length > 0) return { status: 200, index, text: Buffer.concat(pieces).toString("utf8") };
  const { otherwise, headers } = answer;
  return readAnswer({ ...otherwise, headers: { ...headers, ...otherwise.headers } });
}

const NO_BODY = {
  declared: 0,
  read: async () => new Uint8Array(),
  async *pieces() {},
};

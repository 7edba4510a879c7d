import { Buffer } from "node:buffer";
import { createStop, RuntimeError } from "@tutti/runtime";
import { type ApiRequest, bodyOf, Query, Refusal, type RequestBody, refuse } from "@tutti/server";
import { agentError } from "../errors.ts";
import { decodePath } from "./clean-path.ts";
import type { Mux, Operation } from "./mux.ts";

/** Of a request that shall be explained. */
const BODY_BYTES_MAX = 2 << 20;

type Fields = Readonly<Record<string, unknown>>;

/**
 * The body of `/v1/acl/explain` as the servers want it: with the route that the
 * path stands for, and of a route that this agent answers itself what it needs,
 * which only the agent can say. A body that cannot be read goes on as it is.
 */
export async function explainedBody(
  body: RequestBody,
  mux: Mux,
  blockEndpoints: readonly string[],
): Promise<RequestBody> {
  const bytes = await body.read(BODY_BYTES_MAX).catch((error: unknown) => {
    if (error instanceof RuntimeError && error.code === "E2BIG") return undefined;
    throw error;
  });
  // The servers say that it is too large.
  if (bytes === undefined) return { ...bodyOf(new Uint8Array()), declared: Number.POSITIVE_INFINITY };
  const asked = parseObject(bytes);
  if (asked === undefined) return bodyOf(bytes);
  const [path = "", query = ""] = splitOnce(textOf(asked["Path"]), "?");
  const routed = mux.route(decodePath(path) ?? path);
  const operation =
    routed.kind === "target" ? routed.target.methods.get(textOf(asked["Method"]).toUpperCase()) : undefined;
  if (routed.kind !== "target" || operation === undefined) return jsonBody({ ...asked, Needs: undefined });
  const whole = { ...asked, Route: operation.route.id, Rest: routed.rest, Query: query };
  // Whatever the token may: the agent answers nothing there.
  const { text: blocked } = refuse(agentError("http-endpoint-blocked"), 403);
  if (blockEndpoints.some((prefix) => path.startsWith(prefix)))
    return jsonBody({ ...whole, Needs: undefined, Invalid: blocked });
  const needs = await needsHere(operation, { rest: routed.rest, query, body: textOf(asked["Body"]) });
  return jsonBody({ ...whole, ...needs });
}

/** Of a route that the servers answer they say it themselves. */
async function needsHere(
  { endpoint }: Operation,
  { rest, query, body }: { readonly rest: string; readonly query: string; readonly body: string },
): Promise<Fields> {
  if (endpoint === undefined) return { Needs: undefined };
  const request: ApiRequest = {
    rest,
    query: new Query(query),
    token: "",
    accept: "",
    body: bodyOf(Buffer.from(body)),
    gone: createStop().signal,
  };
  const asked = await endpoint.needs(request);
  if (asked instanceof Refusal) return { Needs: undefined, Invalid: asked.text };
  const Needs = asked.needs.map((need) =>
    ("anyOf" in need ? need.anyOf : [[need]]).map((rights) =>
      rights.map(({ resource, access, name, prefix }) => ({
        Resource: resource,
        Access: access,
        Name: name,
        Prefix: prefix === true,
      })),
    ),
  );
  return { Needs, AsksRows: asked.asksRows };
}

function parseObject(bytes: Uint8Array): Fields | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString("utf8"));
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Fields)
      : undefined;
  } catch {
    return undefined;
  }
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function splitOnce(text: string, mark: string): readonly string[] {
  const at = text.indexOf(mark);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + mark.length)];
}

function jsonBody(value: Fields): RequestBody {
  return bodyOf(Buffer.from(JSON.stringify(value)));
}

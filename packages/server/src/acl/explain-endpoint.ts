import { Buffer } from "node:buffer";
import { ANONYMOUS_ACCESSOR_ID, type RouteId } from "@tutti/agent-api";
import { createStop } from "@tutti/runtime";
import { type Decoded, flag, list, struct, text } from "../decode/shape.ts";
import { readBodyAs } from "../endpoint/body.ts";
import { type AskedNeeds, type Endpoint, endpoint, openToAll } from "../endpoint/endpoint.ts";
import { Query } from "../endpoint/query-string.ts";
import { json, refusal } from "../endpoint/reply.ts";
import { type ApiRequest, bodyOf } from "../endpoint/request.ts";
import { serverError } from "../errors.ts";
import type { Access, ResourceKind } from "../rights/authorizer.ts";
import type { Right } from "../rights/right.ts";
import type { ServerContext } from "../server-context.ts";
import { type Outcome, Refusal, refuse } from "../state/refusal.ts";
import { rightToReadAcl } from "./acl-rights.ts";
import { alternativesOf, createExplainer } from "./explain.ts";
import type { TokenRecord } from "./records.ts";
import { isExpired } from "./resolve.ts";

const RIGHT = struct("explain.Right", { Resource: text, Access: text, Name: text, Prefix: flag });

/**
 * `Token` (an accessor or a secret), `Method` and `Path` are the client's, and
 * perhaps a `Body`. The agent that is asked says which route that is, and of
 * its own routes what they need, or what is wrong with the request.
 */
const EXPLAIN = struct("explain.Request", {
  Token: text,
  Method: text,
  Path: text,
  Body: text,
  Route: text,
  Rest: text,
  Query: text,
  Needs: list(list(list(RIGHT))),
  AsksRows: flag,
  Invalid: text,
});

interface Asked {
  readonly body: Decoded<typeof EXPLAIN>;
  readonly isOwn: boolean;
}

/** `/v1/acl/explain`: by which rule a token may do something, or may not. Nothing is done. */
export function explainEndpoint(context: ServerContext): Endpoint {
  const { config } = context;
  return endpoint<Asked>({
    async decode(request) {
      const body = await readBodyAs(request, EXPLAIN);
      if (body instanceof Refusal) return body;
      return { body, isOwn: body.Token !== "" && body.Token === request.token };
    },
    // What a token may is for its owner to know, and for who may see the rules.
    rights: ({ isOwn }) => (isOwn ? openToAll() : rightToReadAcl()),
    async answer({ body }) {
      const token = tokenOf(context, body.Token);
      if (token === undefined) return refusal(refuse(serverError("acl-token-not-found"), 404));
      const asked = body.Invalid === "" ? await needsOf(context, body) : undefined;
      const shown = {
        AccessorID: token.AccessorID,
        Description: token.Description,
        Method: body.Method,
        Path: body.Path,
        Route: body.Route,
      };
      if (asked === undefined || asked instanceof Refusal) {
        const Invalid = asked?.text ?? body.Invalid;
        return json({ ...shown, Allowed: false, Invalid, AsksRows: false, Needs: [] });
      }
      const allowByDefault = config.acl.defaultPolicy === "allow";
      const explain = createExplainer(context.state, token, {
        datacenter: config.datacenter,
        allowByDefault,
      });
      const needs = asked.needs.map((need) => {
        const AnyOf = alternativesOf(need).map((rights) => rights.map(explain));
        return { Allowed: AnyOf.some((rights) => rights.every(({ Allowed }) => Allowed)), AnyOf };
      });
      const Allowed = needs.every((need) => need.Allowed);
      return json({ ...shown, Allowed, Invalid: "", AsksRows: asked.asksRows, Needs: needs });
    },
  });
}

function tokenOf({ state, runtime }: ServerContext, given: string): TokenRecord | undefined {
  const accessor = given === "" ? ANONYMOUS_ACCESSOR_ID : given;
  const token = (state.acl.tokens.get(accessor.toLowerCase()) ?? state.acl.tokenBySecret(given))?.value;
  return token === undefined || isExpired(token, runtime.clock) ? undefined : token;
}

/** What the request needs: as the agent says, or as the endpoint does. */
async function needsOf(context: ServerContext, body: Decoded<typeof EXPLAIN>): Promise<Outcome<AskedNeeds>> {
  if (body.Needs !== null) {
    const needs = body.Needs.map((need) => ({
      anyOf: (need ?? []).map((rights) => (rights ?? []).map(rightOf)),
    }));
    return { needs, asksRows: body.AsksRows };
  }
  const asked = context.endpointOf(body.Route as RouteId);
  if (asked === undefined)
    return refuse(serverError("route-to-explain-unknown", body.Method, body.Path), 400);
  return asked.needs(requestOf(body));
}

function rightOf({ Resource, Access, Name, Prefix }: Decoded<typeof RIGHT>): Right {
  const resource = Resource as ResourceKind;
  return { resource, access: Access as Access, name: Name, ...(Prefix ? { prefix: true } : {}) };
}

/** The request as it would come; whose it is says nothing of what it needs. */
function requestOf({ Rest, Query: query, Body }: Decoded<typeof EXPLAIN>): ApiRequest {
  return {
    rest: Rest,
    query: new Query(query),
    token: "",
    body: bodyOf(Buffer.from(Body)),
    gone: createStop().signal,
  };
}

import { PERMISSION_DENIED } from "../acl/authorizer.ts";
import { readFields } from "../endpoint/json-body.ts";
import type { Reply } from "../endpoint/reply.ts";
import { json, refusal, text } from "../endpoint/reply.ts";
import type { ApiRequest } from "../endpoint/request.ts";
import type { ServerContext } from "../server-context.ts";
import { Refusal } from "../state/refusal.ts";
import { decidingIntention } from "./intentions.ts";

const SERVICE_URI = /^spiffe:\/\/([^/]+)\/ns\/([^/]+)\/dc\/([^/]+)\/svc\/([^/]+)$/;

/** `/v1/agent/connect/authorize`: may the holder of a certificate connect to a service? */
export async function authorizeConnection(
  { state, config }: ServerContext,
  request: ApiRequest,
): Promise<Reply> {
  const body = await readFields(request, { prefix: "Bad request: Request decode failed: " });
  if (body instanceof Refusal) return refusal(body);
  const target = body.string("Target");
  if (target === "") return text(400, "Bad request: Target service must be specified");
  const source = SERVICE_URI.exec(body.string("ClientCertURI"))?.[4];
  if (source === undefined) return text(400, "Bad request: ClientCertURI not a valid Connect identifier");
  if (!request.authorizer.allows("service", "write", target)) return text(403, PERMISSION_DENIED);
  const deciding = decidingIntention(state.configEntries, decodeURIComponent(source), target);
  const answer = (allowed: boolean, reason: string): Reply =>
    json({ Authorized: allowed, Reason: reason }, { headers: { "X-Cache": "MISS" } });
  if (deciding !== undefined) {
    const { Action, Name, Precedence } = deciding.source;
    const allowed = Action === "allow";
    const shown = `${Action.toUpperCase()} default/${Name} => default/${deciding.destination} (Precedence: ${Precedence})`;
    return answer(allowed, `Matched L4 intention: ${shown}`);
  }
  if (!config.acl.enabled) return answer(true, "ACLs disabled, access is allowed by default");
  return answer(config.acl.defaultPolicy === "allow", "Default behavior configured by ACLs");
}

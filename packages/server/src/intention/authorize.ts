import { AskedBefore } from "../endpoint/asked-before.ts";
import { readBodyAs } from "../endpoint/body.ts";
import { type Endpoint, endpoint } from "../endpoint/endpoint.ts";
import type { Reply } from "../endpoint/reply.ts";
import { json } from "../endpoint/reply.ts";
import { serverError } from "../errors.ts";
import { right } from "../rights/right.ts";
import type { ServerContext } from "../server-context.ts";
import { Refusal, refuse } from "../state/refusal.ts";
import { CONNECT_AUTHORIZE } from "./bodies.ts";
import type { Intention } from "./intentions.ts";
import { allowsConnection, decidingIntention } from "./intentions.ts";
import type { IntentionNames } from "./names.ts";

const SERVICE_URI = /^spiffe:\/\/([^/]+)\/ns\/([^/]+)\/dc\/([^/]+)\/svc\/([^/]+)$/;

/** `/v1/agent/connect/authorize`: may the holder of a certificate connect to a service? */
export function authorizeEndpoint({ state, config }: ServerContext): Endpoint {
  // Of whom one may connect to, the agent knows all once it was asked.
  const before = new AskedBefore();
  return endpoint<Asked>({
    async decode(request) {
      const body = await readBodyAs(request, CONNECT_AUTHORIZE, {
        prefix: "Bad request: Request decode failed: ",
      });
      if (body instanceof Refusal) return body;
      const destination = body.Target;
      if (destination === "") return refuse(serverError("connect-target-missing"), 400);
      const source = decoded(SERVICE_URI.exec(body.ClientCertURI)?.[4]);
      return source === undefined
        ? refuse(serverError("connect-client-uri-invalid"), 400)
        : { source, destination, token: request.token };
    },
    rights: ({ destination }) => [right("service", "write", destination)],
    answer({ source, destination, token }) {
      const verdict = (allowed: boolean, reason: string): Reply =>
        json({ Authorized: allowed, Reason: reason }, { headers: before.headers(token, destination) });
      const deciding = decidingIntention(state.configEntries, source, destination);
      if (deciding !== undefined) return verdict(allowsConnection(deciding), reasonOf(deciding));
      if (!config.acl.enabled) return verdict(true, "ACLs disabled, access is allowed by default");
      return verdict(config.acl.defaultPolicy === "allow", "Default behavior configured by ACLs");
    },
  });
}

/** Both ends, and who asks. */
interface Asked extends IntentionNames {
  readonly token: string;
}

/** A part of a URI; undefined where its escapes are none. */
function decoded(part: string | undefined): string | undefined {
  try {
    return part === undefined ? undefined : decodeURIComponent(part);
  } catch {
    return undefined;
  }
}

/** Permissions are about requests: a connection is not let through because of them. */
function reasonOf({ source, destination }: Intention): string {
  const { Action, Name, Precedence, Permissions = [] } = source;
  const ends = `default/${Name} => default/${destination} (Precedence: ${Precedence}`;
  return Action === undefined
    ? `Matched L7 intention: ${ends}, Permissions: ${Permissions.length})`
    : `Matched L4 intention: ${Action.toUpperCase()} ${ends})`;
}

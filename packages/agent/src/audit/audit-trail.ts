import { ANONYMOUS_ACCESSOR_ID } from "@tutti/agent-api";
import { createStop, type HttpExchange } from "@tutti/runtime";
import { Refusal } from "@tutti/server";
import type { AgentContext } from "../agent-part.ts";
import { askRoute } from "../ask-route.ts";
import { openRotatedFile } from "../log/rotated-file.ts";
import {
  type AuditedOutcome,
  type AuditedRequest,
  type AuditedToken,
  formatAuditEvent,
} from "./audit-event.ts";

/** Who asked what over HTTP, written to the files of the configuration. */
export interface AuditTrail {
  /**
   * Records that a request is there, and whose it is, before anything is done
   * for it; gives the exchange to answer it on, which records the status.
   */
  follow(exchange: HttpExchange, path: string, token: string): Promise<HttpExchange>;
  /** Resolves when what was recorded so far is handed to the system. */
  close(): Promise<void>;
}

/** A request is recorded to its end, whether its client waits for it or not. */
const NEVER_GONE = createStop().signal;

/**
 * Undefined where nothing is to be recorded. What cannot be written is told in
 * the log once and does not keep the request from its answer (`best-effort`,
 * the one guarantee that Consul has, too).
 */
export function createAuditTrail(
  context: Pick<AgentContext, "config" | "runtime" | "servers" | "tokens" | "authorize" | "log">,
): AuditTrail | undefined {
  const { config, runtime, log } = context;
  if (config.audit.length === 0) return undefined;
  const { clock, random } = runtime;
  const files = config.audit.map((file) => openRotatedFile(file, runtime, (line) => log("error", line)));

  function write(line: string): void {
    for (const file of files) file.write(line);
  }

  return {
    async follow(exchange, path, token) {
      const request: AuditedRequest = {
        id: random.uuid(),
        operation: exchange.method,
        endpoint: path,
        remoteAddress: `${exchange.remote.host}:${exchange.remote.port}`,
        userAgent: exchange.header("user-agent") ?? "",
        host: exchange.header("host") ?? "",
        atMs: clock.now(),
      };
      const owner = await ownerOf(token, context);
      write(formatAuditEvent(request, owner, { nowMs: clock.now() }));
      return followed(exchange, (outcome) =>
        write(formatAuditEvent(request, owner, { nowMs: clock.now(), outcome })),
      );
    },
    async close() {
      for (const file of files) await file.close();
    },
  };
}

/** Whose a token is, for who reads the file. Never rejects: the request is to be answered in any case. */
async function ownerOf(
  given: string,
  { servers, tokens, authorize }: Pick<AgentContext, "servers" | "tokens" | "authorize">,
): Promise<AuditedToken> {
  const token = given === "" ? tokens.get("default") : given;
  if (token === "") return { accessorId: ANONYMOUS_ACCESSOR_ID, description: "Anonymous Token" };
  const asked = { route: "acl.token-self", rest: "", query: {}, token } as const;
  const { status, text } = await askRoute(servers, asked, undefined, NEVER_GONE);
  if (status === 200) {
    const { AccessorID, Description, CreateTime } = JSON.parse(text) as Readonly<Record<string, string>>;
    return { accessorId: `${AccessorID}`, description: `${Description}`, createTime: `${CreateTime}` };
  }
  // The one token that the servers do not keep.
  const authorizer = await authorize(token);
  const isRecovery = !(authorizer instanceof Refusal) && authorizer.id === "agent-master";
  return { accessorId: "", description: isRecovery ? "Agent Recovery Token" : "" };
}

/** The same exchange; tells once what it is answered with, or that nobody is there to be answered. */
function followed(exchange: HttpExchange, tell: (outcome: AuditedOutcome) => void): HttpExchange {
  const { method, target, remote, gone } = exchange;
  let told = false;
  const tellOnce = (outcome: AuditedOutcome): void => {
    if (!told) tell(outcome);
    told = true;
  };
  const whenGone = (): void => tellOnce({ error: "the client went away" });
  if (gone.aborted) whenGone();
  else gone.addEventListener("abort", whenGone, { once: true });
  return {
    method,
    target,
    remote,
    gone,
    header: (name) => exchange.header(name),
    body: (max) => exchange.body(max),
    bodyPieces: (max) => exchange.bodyPieces(max),
    respond(status, headers, body) {
      tellOnce({ status });
      exchange.respond(status, headers, body);
    },
    stream(status, headers) {
      tellOnce({ status });
      return exchange.stream(status, headers);
    },
  };
}

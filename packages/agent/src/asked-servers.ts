import { fromUnknown, RuntimeError } from "@tutti/runtime";
import { type Answer, type Outcome, Refusal, type Servers, type ServersStatus } from "@tutti/server";
import { METRICS_OFF, type Metrics } from "@tutti/telemetry";
import { agentError } from "./errors.ts";

/** The servers as the agent asks them: every call comes to an answer or a refusal, never to a rejection. */
export interface AskedServers extends Omit<Servers, "request" | "status"> {
  request(...of: Parameters<Servers["request"]>): Promise<Outcome<Answer> | undefined>;
  status(): Promise<Outcome<ServersStatus>>;
}

/** Nobody answered, so nothing is known: not that something is not there, nor that it may not be seen. */
export class Unanswered extends Refusal {}

/**
 * Stands between the agent and the servers, which may be away, or have a fault:
 * what a call throws or rejects with becomes a refusal, as Consul answers where
 * it cannot ask its servers. Whoever asked tells it on in its own way (500,
 * SERVFAIL, another try), and none of them has to expect anything else.
 * The log hears of it once, until the servers answer again.
 */
export function askServers(
  servers: Servers,
  log: (level: "info" | "error", line: string) => void,
  metrics: Metrics = METRICS_OFF,
): AskedServers {
  let isSilent = false;

  function refused(error: unknown): Unanswered {
    const { message } = fromUnknown(error, "servers");
    if (!isSilent) log("error", `servers: a call was not answered: ${message}`);
    isSilent = true;
    // Of a fault in the servers themselves a client learns no more than that.
    return error instanceof RuntimeError
      ? new Unanswered(agentError("servers-do-not-answer", message), 500)
      : new Unanswered(agentError("internal-error"), 500);
  }

  async function asked<T>(call: () => Promise<T>): Promise<T | Unanswered> {
    metrics.count("client.rpc");
    try {
      const answer = await call();
      if (isSilent) log("info", "servers: calls are answered again");
      isSilent = false;
      return answer;
    } catch (error) {
      metrics.count("client.rpc.failed");
      return refused(error);
    }
  }

  return {
    get routes() {
      return servers.routes;
    },
    request: (request, gone) =>
      asked(() =>
        servers.request(request, gone).catch((error: unknown) => {
          // Who went away took the request's body along; that says nothing of the servers.
          if (gone.aborted) return undefined;
          throw error;
        }),
      ),
    read: (question, options, gone) => asked(() => servers.read(question, options, gone)),
    register: (registration, token) => asked(() => servers.register(registration, token)),
    deregister: (deregistration, token) => asked(() => servers.deregister(deregistration, token)),
    grants: (token) => asked(() => servers.grants(token)),
    status: () => asked(() => servers.status()),
  };
}

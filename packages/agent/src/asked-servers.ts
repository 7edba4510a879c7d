import { type Awaitable, fromUnknown, RuntimeError } from "@tutti/runtime";
import {
  type Answer,
  type Client,
  type Outcome,
  Refusal,
  type Servers,
  type ServersStatus,
} from "@tutti/server";
import { METRICS_OFF, type Metrics } from "@tutti/telemetry";
import { agentError } from "./errors.ts";

/** The servers as the agent asks them: every call comes to an answer or a refusal, never to a rejection. */
export interface AskedServers extends Omit<Servers, "request" | "status"> {
  request(...of: Parameters<Servers["request"]>): Awaitable<Outcome<Answer> | undefined>;
  status(): Promise<Outcome<ServersStatus>>;
}

/** Who went away took the request's body along; that says nothing of the servers. */
function ifGone({ gone }: Client, error: unknown): undefined {
  if (!gone.aborted) throw error;
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

  const countCall = metrics.counter("client.rpc");
  const countFailed = metrics.counter("client.rpc.failed");

  function heard<T>(answer: T): T {
    if (isSilent) log("info", "servers: calls are answered again");
    isSilent = false;
    return answer;
  }

  function asked<T>(call: () => Promise<T>): Promise<T | Unanswered>;
  function asked<T>(call: () => Awaitable<T>): Awaitable<T | Unanswered>;
  function asked<T>(call: () => Awaitable<T>): Awaitable<T | Unanswered> {
    const failed = (error: unknown): Unanswered => {
      countFailed();
      return refused(error);
    };
    countCall();
    try {
      const answer = call();
      return answer instanceof Promise ? answer.then(heard, failed) : heard(answer);
    } catch (error) {
      return failed(error);
    }
  }

  return {
    get routes() {
      return servers.routes;
    },
    request: (request, client) =>
      asked(() => {
        const answer = servers.request(request, client);
        return answer instanceof Promise ? answer.catch((error) => ifGone(client, error)) : answer;
      }),
    read: (question, options, gone) => asked(() => servers.read(question, options, gone)),
    register: (registration, token) => asked(() => servers.register(registration, token)),
    deregister: (deregistration, token) => asked(() => servers.deregister(deregistration, token)),
    grants: (token) => asked(() => servers.grants(token)),
    status: () => asked(() => servers.status()),
  };
}

import { type AgentClient, createAgentClient } from "@tutti/agent-api";
import {
  type Fields,
  failureOf,
  isRecord,
  type Plain,
  type PlainRecord,
  ProviderFailure,
  providerError,
} from "@tutti/plugin";
import { type Runtime, RuntimeError } from "@tutti/runtime";
import { engineError } from "../errors.ts";

const AGENT_TIMEOUT_MS = 10_000;

/** Reaches agents through a runtime. */
export function connectAgents(runtime: Runtime): (config: Fields) => ServiceAgent {
  return (config) => new ServiceAgent(runtime, config);
}

/** The agent that keeps the registrations of service blocks. */
export class ServiceAgent {
  readonly #client: AgentClient;

  /** `config` is the provider's: it may say where the agent is. */
  constructor(runtime: Runtime, config: Fields | undefined) {
    const address = config?.string("agent_address");
    const token = config?.string("agent_token");
    this.#client = createAgentClient(runtime, {
      ...(address === undefined ? {} : { address }),
      ...(token === undefined ? {} : { token }),
      timeoutMs: AGENT_TIMEOUT_MS,
    });
  }

  /** Undefined where the agent does not have it. */
  async find(id: string, signal: AbortSignal): Promise<PlainRecord | "unreadable" | undefined> {
    const answer = await this.#ask("agent.service", { rest: id, signal });
    if (answer.status === 404) return undefined;
    const found = answer.status < 400 ? (answer.json() as Plain | undefined) : undefined;
    return isRecord(found) ? found : "unreadable";
  }

  async register(body: PlainRecord, signal: AbortSignal): Promise<void> {
    await this.#put("agent.service-register", body, undefined, signal);
  }

  /** Why the agent cannot be asked. Known before anything is made, nothing has to be cleared away. */
  async down(signal: AbortSignal): Promise<ProviderFailure | undefined> {
    try {
      await this.#ask("status.leader", { signal });
      return undefined;
    } catch (error) {
      return failureOf(error, "reach the agent");
    }
  }

  async deregister(id: string, signal: AbortSignal): Promise<ProviderFailure | undefined> {
    if (id === "") return undefined;
    try {
      await this.#put("agent.service-deregister", undefined, id, signal);
      return undefined;
    } catch (error) {
      return failureOf(error, `deregister the service "${id}"`);
    }
  }

  async #put(
    route: "agent.service-register" | "agent.service-deregister",
    body: PlainRecord | undefined,
    rest: string | undefined,
    signal: AbortSignal,
  ): Promise<void> {
    const answer = await this.#ask(route, {
      ...(body === undefined ? {} : { body, query: { "replace-existing-checks": "" } }),
      ...(rest === undefined ? {} : { rest }),
      signal,
    });
    // Deregistering what is gone is no error.
    if (answer.status === 404 && rest !== undefined) return;
    if (answer.status >= 400) {
      throw new ProviderFailure(
        engineError("the-agent-refused-a-service"),
        `The agent at ${this.#client.address} answered ${answer.status}: ${answer.text().trim()}`,
      );
    }
  }

  async #ask(...call: Parameters<AgentClient["call"]>): ReturnType<AgentClient["call"]> {
    try {
      return await this.#client.call(...call);
    } catch (error) {
      if (!(error instanceof RuntimeError)) throw error;
      throw new ProviderFailure(
        providerError("cannot-reach-the-agent"),
        `The agent at ${this.#client.address} does not answer (${error.code}), so services cannot be registered there. Start one (<tutti> agent -dev), or say where it is: the environment variable CONSUL_HTTP_ADDR, or the provider's argument "agent_address".`,
        { cause: error },
      );
    }
  }
}

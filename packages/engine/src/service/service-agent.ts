import { type AgentClient, createAgentClient } from "@tutti/agent-api";
import {
  Fields,
  failureOf,
  isList,
  isRecord,
  type Plain,
  type PlainRecord,
  ProviderFailure,
  providerError,
} from "@tutti/plugin";
import { type Runtime, RuntimeError } from "@tutti/runtime";
import { engineError } from "../errors.ts";
import type { AllowedCall, ServiceSight } from "./service-carrier.ts";
import { type InstanceHealth, ServiceHealth } from "./service-health.ts";
import { hidingCheckId, isHidingCheck } from "./service-registration.ts";

const AGENT_TIMEOUT_MS = 10_000;
/** How long a watch waits for news: the agent adds up to a sixteenth, and both are less than the timeout. */
const WATCH_WAIT = "8s";

/** Reaches agents through a runtime. */
export function connectAgents(runtime: Runtime): (config: Fields) => ServiceAgent {
  return (config) => new ServiceAgent(runtime, config);
}

/** The agent that keeps the registrations of service blocks. */
export class ServiceAgent implements ServiceSight {
  readonly #client: AgentClient;
  /** How the instances of its services are, for as long as somebody wants to know. */
  readonly watches: ServiceHealth;

  /** `config` is the provider's: it may say where the agent is. */
  constructor(runtime: Runtime, config: Fields | undefined) {
    const address = config?.string("agent_address");
    const token = config?.string("agent_token");
    this.watches = new ServiceHealth(this, runtime.clock);
    this.#client = createAgentClient(runtime, {
      ...(address === undefined ? {} : { address }),
      ...(token === undefined ? {} : { token }),
      timeoutMs: AGENT_TIMEOUT_MS,
    });
  }

  get address(): string {
    return this.#client.address;
  }

  /** Undefined where the agent does not have it. */
  async find(id: string, signal: AbortSignal): Promise<PlainRecord | "unreadable" | undefined> {
    const answer = await this.#ask("agent.service", { rest: id, signal });
    if (answer.status === 404) return undefined;
    const found = answer.status < 400 ? (answer.json() as Plain | undefined) : undefined;
    return isRecord(found) ? found : "unreadable";
  }

  /** The instances of a service and how they are; waits for news behind `index`. Rejects where it cannot be seen. */
  async health(
    service: string,
    index: number | undefined,
    signal: AbortSignal,
  ): Promise<{ readonly index: number; readonly instances: ReadonlyMap<string, InstanceHealth> }> {
    const query = index === undefined ? {} : { index: String(index), wait: WATCH_WAIT };
    const answer = await this.#ask("health.service", { rest: service, query, signal });
    const rows = answer.status === 200 ? (answer.json() as Plain | undefined) : undefined;
    if (!isList(rows)) throw this.#refused(answer);
    return { index: answer.index, instances: new Map(rows.map(instanceHealth)) };
  }

  async look(service: string, signal: AbortSignal): Promise<ReadonlyMap<string, InstanceHealth>> {
    return (await this.health(service, undefined, signal)).instances;
  }

  async calls(signal: AbortSignal): Promise<readonly AllowedCall[]> {
    const answer = await this.#ask("connect.intention-list", { signal });
    const rows = answer.status === 200 ? (answer.json() as Plain | undefined) : undefined;
    return (isList(rows) ? rows : []).flatMap((row) => {
      const intention = new Fields(isRecord(row) ? row : {});
      if (intention.string("Action") === "deny") return [];
      return [{ from: intention.text("SourceName"), to: intention.text("DestinationName") }];
    });
  }

  /** What the checks of these registrations that do not pass say, as the agent itself last heard it. */
  async outputs(ids: readonly string[], signal: AbortSignal): Promise<readonly string[]> {
    const answer = await this.#ask("agent.checks", { signal });
    const found = answer.status === 200 ? (answer.json() as Plain | undefined) : undefined;
    if (!isRecord(found)) return [];
    return Object.values(found).flatMap((row) => {
      const check = new Fields(isRecord(row) ? row : {});
      if (!ids.includes(check.text("ServiceID")) || check.text("Status") === "passing") return [];
      return [`${check.text("Name")}: ${firstLine(check)}`];
    });
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

  /** Takes the check away that hides an instance; one that is not hidden has none. */
  async show(id: string, signal: AbortSignal): Promise<void> {
    await this.#put("agent.check-deregister", undefined, hidingCheckId(id), signal);
  }

  async #put(
    route: "agent.service-register" | "agent.service-deregister" | "agent.check-deregister",
    body: PlainRecord | undefined,
    rest: string | undefined,
    signal: AbortSignal,
  ): Promise<void> {
    const answer = await this.#ask(route, {
      ...(body === undefined ? {} : { body, query: { "replace-existing-checks": "" } }),
      ...(rest === undefined ? {} : { rest }),
      signal,
    });
    // Deregistering what is gone is no error; Consul 1.9 says so of a check with another status.
    const isGone =
      answer.status === 404 || (answer.status >= 400 && answer.text().startsWith("Unknown check"));
    if (isGone && rest !== undefined) return;
    if (answer.status >= 400) {
      throw this.#refused(answer);
    }
  }

  #refused(answer: { readonly status: number; text(): string }): ProviderFailure {
    return new ProviderFailure(
      engineError("the-agent-refused-a-service"),
      `The agent at ${this.#client.address} answered ${answer.status}: ${answer.text().trim()}`,
    );
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

/** Of a row of `/v1/health/service`: the id of its registration, and how it is. */
function instanceHealth(row: Plain): readonly [id: string, health: InstanceHealth] {
  const fields = new Fields(isRecord(row) ? row : {});
  const checks = fields.blocks("Checks");
  const own = checks.filter((check) => !isHidingCheck(check.text("CheckID")));
  const isHidden = own.length < checks.length;
  const unwell = own.filter((check) => check.text("Status") !== "passing");
  const why = unwell.map((check) => `${check.text("Name")}: ${firstLine(check)}`).join("; ");
  const isServed = !isHidden && unwell.every((check) => check.text("Status") === "warning");
  return [
    fields.block("Service")?.text("ID") ?? "",
    { isWell: unwell.length === 0, isServed, isHidden, why },
  ];
}

/** What a check says first, or its status where it says nothing. */
function firstLine(check: Fields): string {
  const line = check.text("Output").trim().split("\n", 1)[0] ?? "";
  return line === "" ? check.text("Status") : line;
}

import {
  type AgentClient,
  type ApiAnswer,
  type CallOptions,
  createAgentClient,
  type RouteId,
} from "@tutti/agent-api";
import {
  type Fields,
  isList,
  isRecord,
  type Plain,
  type PlainRecord,
  ProviderFailure,
  providerError,
} from "@tutti/plugin";
import { type Runtime, RuntimeError } from "@tutti/runtime";
import { JsonNumber, parseExactJson } from "@tutti/values";
import { consulError } from "./errors.ts";

const TIMEOUT_MS = 30_000;

/** As plain data has it: flags have 64 bits, and a number that would be rounded is its text. */
function plainOf(json: unknown): Plain {
  if (json instanceof JsonNumber) return /^-?\d+$/.test(json.text) ? json.text : Number(json.text);
  if (Array.isArray(json)) return json.map(plainOf);
  if (typeof json === "object" && json !== null)
    return Object.fromEntries(Object.entries(json).map(([name, member]) => [name, plainOf(member)]));
  return typeof json === "string" || typeof json === "number" || typeof json === "boolean" ? json : null;
}

/** What a configured provider holds: the way to its agent, and which datacenter is meant where a resource names none. */
export class ConsulClient {
  readonly #agent: AgentClient;
  readonly #datacenter: string | undefined;

  constructor(runtime: Runtime, config: Fields) {
    const address = config.string("address");
    const scheme = config.string("scheme");
    const token = config.string("token");
    const full =
      address !== undefined && scheme === "https" && !address.includes("://")
        ? `https://${address}`
        : address;
    this.#agent = createAgentClient(runtime, {
      ...(full === undefined ? {} : { address: full }),
      ...(token === undefined ? {} : { token }),
      timeoutMs: TIMEOUT_MS,
    });
    this.#datacenter = config.string("datacenter");
  }

  /** Of the resource's own datacenter, or the provider's. */
  datacenterOf(fields: Fields): string | undefined {
    return fields.string("datacenter") ?? this.#datacenter;
  }

  /** The answer's JSON; a 404 is undefined, everything else from 400 on a failure. */
  async call(route: RouteId, options: CallOptions & { readonly of: Fields }): Promise<Plain | undefined> {
    const answer = await this.raw(route, options);
    return answer === undefined ? undefined : plainOf(parseExactJson(answer.text()));
  }

  async list(
    route: RouteId,
    options: CallOptions & { readonly of: Fields },
  ): Promise<readonly PlainRecord[]> {
    const found = await this.call(route, options);
    return isList(found) ? found.filter(isRecord) : [];
  }

  async raw(route: RouteId, options: CallOptions & { readonly of: Fields }): Promise<ApiAnswer | undefined> {
    const { of: fields, ...call } = options;
    const token = fields.string("token");
    let answer: ApiAnswer;
    try {
      answer = await this.#agent.call(route, {
        ...call,
        query: { dc: this.datacenterOf(fields), ...call.query },
        ...(token === undefined ? {} : { token }),
      });
    } catch (error) {
      throw error instanceof RuntimeError ? this.#unreachable(error) : error;
    }
    if (answer.status === 404) return undefined;
    if (answer.status < 400) return answer;
    const advice =
      answer.status === 403
        ? ' Give the provider a token that may (argument "token" or CONSUL_HTTP_TOKEN).'
        : "";
    throw new ProviderFailure(
      answer.status === 403
        ? consulError("permission-denied-by-the-agent")
        : consulError("the-agent-refused"),
      `The agent at ${this.#agent.address} answered ${answer.status}: ${answer.text().trim()}${advice}`,
    );
  }

  #unreachable(error: RuntimeError): ProviderFailure {
    return new ProviderFailure(
      providerError("cannot-reach-the-agent"),
      `The agent at ${this.#agent.address} does not answer (${error.code}). Start one (<tutti> agent -dev), or say where it is: the environment variable CONSUL_HTTP_ADDR, or the provider's argument "address".`,
      { cause: error },
    );
  }
}

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
  watchUnchanging,
} from "@tutti/plugin";
import { type Runtime, RuntimeError } from "@tutti/runtime";
import { JsonNumber, parseExactJson } from "@tutti/values";
import { consulError } from "./errors.ts";

const TIMEOUT_MS = 30_000;
/** How long a question for news waits: with what the agent adds, less than the timeout. */
const WAIT = "20s";
/** Each waits on a connection of its own, of which an agent gives one client 200. */
const WAITING_MAX = 100;

/** As plain data has it: flags have 64 bits, and a number that would be rounded is its text. */
function plainOf(json: unknown): Plain {
  if (json instanceof JsonNumber) return /^-?\d+$/.test(json.text) ? json.text : Number(json.text);
  if (Array.isArray(json)) return json.map(plainOf);
  if (typeof json === "object" && json !== null)
    return Object.fromEntries(Object.entries(json).map(([name, member]) => [name, plainOf(member)]));
  return typeof json === "string" || typeof json === "number" || typeof json === "boolean" ? json : null;
}

/** What is asked again and again. */
interface Question {
  readonly route: RouteId;
  readonly rest: string;
  readonly query?: CallOptions["query"];
}

/** What a configured provider holds: the way to its agent, and which datacenter is meant where a resource names none. */
export class ConsulClient {
  readonly #agent: AgentClient;
  readonly #datacenter: string | undefined;
  /** Questions that wait for news. */
  #waiting = 0;

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

  /**
   * Hints once each question was answered, and at each change behind; resolves when it is aborted, rejects
   * where one is not answered. Undefined: so many questions wait already that an agent would take no more.
   */
  follow(
    questions: readonly Question[],
    { of, signal, hint }: { readonly of: Fields; readonly signal: AbortSignal; readonly hint: () => void },
  ): Promise<void> | undefined {
    if (questions.length === 0) return watchUnchanging({ signal, hint });
    if (this.#waiting + questions.length > WAITING_MAX) return undefined;
    this.#waiting += questions.length;
    return Promise.all(questions.map((question) => this.#follow(question, of, signal, hint)))
      .then(() => {})
      .finally(() => {
        this.#waiting -= questions.length;
      });
  }

  async #follow(
    { route, rest, query }: Question,
    of: Fields,
    signal: AbortSignal,
    hint: () => void,
  ): Promise<void> {
    const token = of.string("token");
    const common = { rest, signal, ...(token === undefined ? {} : { token }) };
    let index = 0;
    while (!signal.aborted) {
      const behind = index === 0 ? {} : { index: String(index), wait: WAIT };
      const asked = { dc: this.datacenterOf(of), ...query, ...behind };
      const answer = await this.#agent.call(route, { ...common, query: asked }).catch((why: unknown) => {
        if (signal.aborted) return undefined;
        throw why;
      });
      if (answer === undefined) return;
      if (answer.status >= 400 && answer.status !== 404)
        throw new Error(`${answer.status} ${answer.text().trim()}`);
      if (answer.index === 0) throw new Error("the answer has no X-Consul-Index");
      if (answer.index !== index) hint();
      // One that went back belongs to a store that was restored.
      index = answer.index < index ? 0 : answer.index;
    }
  }

  #unreachable(error: RuntimeError): ProviderFailure {
    return new ProviderFailure(
      providerError("cannot-reach-the-agent"),
      `The agent at ${this.#agent.address} does not answer (${error.code}). Start one (<tutti> agent -dev), or say where it is: the environment variable CONSUL_HTTP_ADDR, or the provider's argument "address".`,
      { cause: error },
    );
  }
}

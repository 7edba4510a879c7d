import { Fields, ProviderFailure } from "@tutti/plugin";
import type { Runtime } from "@tutti/runtime";
import { ApiClient, type ApiQuestion } from "../api/api-client.ts";
import { isRefusal } from "../api/api-refusal.ts";
import { argumentOrVariable } from "../api/environment.ts";
import { cloudError } from "../errors.ts";

const API = "https://api.dnsimple.com";
const SANDBOX = "https://api.sandbox.dnsimple.com";
const PAGE_SIZE = 100;

/** What every call needs to know. */
export type Asked = Pick<ApiQuestion, "signal" | "doing">;

/** DNSimple's API, version 2, of one account. */
export class DnsimpleClient {
  readonly api: ApiClient;
  readonly #account: string | undefined;
  readonly #isPrefetching: boolean;
  /** Records of zones that were read at once. */
  readonly #records = new Map<string, Promise<readonly Fields[]>>();

  constructor(runtime: Runtime, config: Fields) {
    const { variables } = runtime.environment;
    const isSandbox = config.bool("sandbox") ?? variables.get("DNSIMPLE_SANDBOX") === "true";
    const url = variables.get("DNSIMPLE_API_URL") || (isSandbox ? SANDBOX : API);
    this.#account = argumentOrVariable(config, "account", runtime, ["DNSIMPLE_ACCOUNT"]);
    this.#isPrefetching = config.bool("prefetch") ?? Boolean(variables.get("DNSIMPLE_PREFETCH"));
    const more = config.string("user_agent");
    this.api = new ApiClient(runtime, {
      name: "DNSimple",
      url: url.replace(/\/+$/, ""),
      token: argumentOrVariable(config, "token", runtime, ["DNSIMPLE_TOKEN"]),
      tokenFrom: 'the environment variable DNSIMPLE_TOKEN, or the provider\'s argument "token"',
      userAgent: `dnsimple-provider${more === undefined ? "" : ` ${more}`}`,
      requestsPerSecond: 0,
      retryMax: 4,
      retryWaitMinMs: 1000,
      retryWaitMaxMs: 30_000,
    });
  }

  /** The `data` of the answer. */
  async call(method: string, path: string, question: ApiQuestion): Promise<Fields> {
    const answer = await this.api.call(method, this.#pathOf(path, question.doing), question);
    return new Fields(answer).block("data") ?? new Fields({});
  }

  /** Undefined: there is nothing at the path. */
  async find(path: string, asked: Asked): Promise<Fields | undefined> {
    const answer = await this.api.find(this.#pathOf(path, asked.doing), asked);
    return answer && new Fields(answer).block("data");
  }

  /** Deletes; what is gone is no error. */
  async remove(path: string, asked: Asked): Promise<void> {
    try {
      await this.call("DELETE", path, asked);
    } catch (error) {
      if (!isRefusal(error, 404)) throw error;
    }
  }

  /** One record; with `prefetch` all of its zone are read at once, and kept until one is written. */
  async record(zone: string, id: number, asked: Asked): Promise<Fields | undefined> {
    const path = `/zones/${encodeURIComponent(zone)}/records`;
    if (!this.#isPrefetching) return this.find(`${path}/${id}`, asked);
    const all = this.#records.get(zone) ?? this.#list(path, asked);
    this.#records.set(zone, all);
    return (await all).find((one) => one.number("id") === id);
  }

  /** What was kept of the zone is no longer true. */
  forget(zone: string): void {
    this.#records.delete(zone);
  }

  async #list(path: string, asked: Asked): Promise<readonly Fields[]> {
    const all: Fields[] = [];
    for (let page = 1; ; page++) {
      const query = { page, per_page: PAGE_SIZE };
      const answer = new Fields(
        await this.api.call("GET", this.#pathOf(path, asked.doing), { ...asked, query }),
      );
      all.push(...answer.blocks("data"));
      if (page >= (answer.block("pagination")?.number("total_pages") ?? 1)) return all;
    }
  }

  #pathOf(path: string, doing: string): string {
    if (this.#account !== undefined) return `/v2/${encodeURIComponent(this.#account)}${path}`;
    throw new ProviderFailure(
      cloudError("cloud-credentials-missing"),
      `DNSimple has to know whose domains are meant, so it cannot ${doing}. Set the environment variable DNSIMPLE_ACCOUNT, or the provider's argument "account".`,
    );
  }
}

import { Fields, type PlainRecord, ProviderFailure } from "@tutti/plugin";
import type { Runtime } from "@tutti/runtime";
import { ApiClient, type ApiQuestion } from "../api/api-client.ts";
import { isRefusal } from "../api/api-refusal.ts";
import { argumentOrVariable } from "../api/environment.ts";
import { waitUntil } from "../api/wait-until.ts";
import { cloudError } from "../errors.ts";

const PAGE_SIZE = 200;

/** What every call needs to know. */
export type Asked = Pick<ApiQuestion, "signal" | "doing">;

/** DigitalOcean's API, version 2. */
export class DoClient {
  readonly api: ApiClient;

  constructor(runtime: Runtime, config: Fields) {
    const token = argumentOrVariable(config, "token", runtime, [
      "DIGITALOCEAN_TOKEN",
      "DIGITALOCEAN_ACCESS_TOKEN",
    ]);
    const setting = (name: string, variable: string, otherwise: string): string =>
      config.number(name)?.toString() ?? argumentOrVariable(config, name, runtime, [variable]) ?? otherwise;
    const url = setting("api_endpoint", "DIGITALOCEAN_API_URL", "https://api.digitalocean.com");
    this.api = new ApiClient(runtime, {
      name: "DigitalOcean",
      url: url.replace(/\/+$/, ""),
      token,
      tokenFrom: 'the environment variable DIGITALOCEAN_TOKEN, or the provider\'s argument "token"',
      userAgent: "digitalocean-provider",
      requestsPerSecond: Number(setting("requests_per_second", "DIGITALOCEAN_REQUESTS_PER_SECOND", "0")) || 0,
      retryMax: numberOr(setting("http_retry_max", "DIGITALOCEAN_HTTP_RETRY_MAX", "4"), 4),
      retryWaitMinMs:
        numberOr(setting("http_retry_wait_min", "DIGITALOCEAN_HTTP_RETRY_WAIT_MIN", "1"), 1) * 1000,
      retryWaitMaxMs:
        numberOr(setting("http_retry_wait_max", "DIGITALOCEAN_HTTP_RETRY_WAIT_MAX", "30"), 30) * 1000,
    });
  }

  call(method: string, path: string, question: ApiQuestion): Promise<PlainRecord> {
    return this.api.call(method, `/v2${path}`, question);
  }

  /** The member `name` of the answer; undefined where there is nothing at the path. */
  async find(path: string, name: string, asked: Asked): Promise<Fields | undefined> {
    const found = await this.api.find(`/v2${path}`, asked);
    return found && new Fields(found).block(name);
  }

  /** What the service made, which it may not yet show to everybody. */
  made(path: string, name: string, asked: Asked): Promise<Fields> {
    return waitUntil(this.api.runtime.clock, asked.signal, () => this.find(path, name, asked));
  }

  /** Everything of a list, page by page. */
  async list(
    path: string,
    name: string,
    asked: Asked & Pick<ApiQuestion, "query">,
  ): Promise<readonly Fields[]> {
    const all: Fields[] = [];
    for (let page = 1; ; page++) {
      const query = { ...asked.query, page, per_page: PAGE_SIZE };
      const answer = new Fields(await this.call("GET", path, { ...asked, query }));
      all.push(...answer.blocks(name));
      if (answer.block("links")?.block("pages")?.string("next") === undefined) return all;
    }
  }

  /** Begins an action and waits for its end; while the object is busy with another one it is begun later. */
  async act(path: string, body: PlainRecord, asked: Asked): Promise<void> {
    const { clock } = this.api.runtime;
    const begun = await waitUntil(clock, asked.signal, async () => {
      try {
        return new Fields(await this.call("POST", path, { ...asked, body }));
      } catch (error) {
        if (isRefusal(error, 422, "pending event")) return undefined;
        throw error;
      }
    });
    const action = begun.block("action");
    if (action !== undefined) await this.#ended(action, asked);
  }

  async #ended(begun: Fields, asked: Asked): Promise<void> {
    const path = `/actions/${begun.number("id") ?? 0}`;
    let action: Fields | undefined = begun;
    await waitUntil(this.api.runtime.clock, asked.signal, async () => {
      if (action === begun && begun.string("status") === "completed") return true;
      action = await this.find(path, "action", asked);
      const status = action?.string("status");
      if (status === "errored")
        throw new ProviderFailure(
          cloudError("cloud-action-failed"),
          `DigitalOcean began to ${asked.doing}, and it went wrong there (action ${begun.number("id")}, ${begun.text("type")}).`,
        );
      return status === "completed" ? true : undefined;
    });
  }

  /** Deletes; what is gone is no error. */
  async remove(path: string, asked: Asked): Promise<void> {
    try {
      await this.call("DELETE", path, asked);
    } catch (error) {
      if (!isRefusal(error, 404)) throw error;
    }
  }
}

function numberOr(text: string, otherwise: number): number {
  const number = Number(text);
  return Number.isFinite(number) && number >= 0 ? number : otherwise;
}

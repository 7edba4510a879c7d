import { Buffer } from "node:buffer";
import type { AgentClient, ApiAnswer, CallOptions, RouteId } from "@tutti/agent-api";
import { isJsonObject, type Json, JsonSyntaxError, jsonNumberText, parseJson } from "@tutti/values";
import { StorageError } from "../../storage/remote-problem.ts";

/** One key as an agent tells it. */
export interface StoredKey {
  readonly value: Uint8Array;
  readonly modifyIndex: string;
  /** Empty where nobody holds it. */
  readonly session: string;
}

/** One operation on a key within a transaction. */
export interface KeyOperation {
  readonly Verb: "set" | "cas" | "check-session" | "delete" | "unlock";
  readonly Key: string;
  /** In base64. */
  readonly Value?: string;
  readonly Index?: number;
  readonly Session?: string;
  readonly Flags?: number;
}

/** All was done, nothing was because one did not hold, or it is more than the agent takes at once. */
export type TransactionResult =
  | { readonly kind: "done"; readonly modifyIndices: readonly string[] }
  | { readonly kind: "failed"; readonly operations: readonly number[]; readonly words: string }
  | { readonly kind: "too-large" };

/** Keys and sessions of an agent, as states need them. */
export class ConsulKeys {
  readonly #connect: () => Promise<AgentClient>;
  #client: Promise<AgentClient> | undefined;
  readonly #place: string;

  constructor(connect: () => Promise<AgentClient>, place: string) {
    this.#connect = connect;
    this.#place = place;
  }

  async read(key: string): Promise<StoredKey | undefined> {
    const answer = await this.#call("kv.read", { rest: key });
    if (answer.status === 404) return undefined;
    const json = this.#decode(this.#expectOk(answer));
    const [row] = Array.isArray(json) ? json : [];
    if (!isJsonObject(row)) throw this.#strange();
    const { Value, ModifyIndex, Session } = row;
    return {
      value: Buffer.from(typeof Value === "string" ? Value : "", "base64"),
      modifyIndex: numberText(ModifyIndex),
      session: typeof Session === "string" ? Session : "",
    };
  }

  /** Keys below a prefix, what lies behind the separator cut off. */
  async list(prefix: string, separator: string): Promise<readonly string[]> {
    const answer = await this.#call("kv.read", { rest: prefix, query: { keys: "", separator } });
    if (answer.status === 404) return [];
    const json = this.#decode(this.#expectOk(answer));
    return Array.isArray(json) ? json.filter((key) => typeof key === "string") : [];
  }

  /** Undefined where it is more than the agent takes. */
  async write(key: string, body: Uint8Array, query: CallOptions["query"] = {}): Promise<boolean | undefined> {
    const answer = await this.#call("kv.write", { rest: key, body, query });
    if (answer.status === 413) return undefined;
    return this.#expectOk(answer).text().trim() === "true";
  }

  async remove(key: string, query: CallOptions["query"] = {}): Promise<void> {
    this.#expectOk(await this.#call("kv.delete", { rest: key, query }));
  }

  async transact(operations: readonly KeyOperation[]): Promise<TransactionResult> {
    const answer = await this.#call("txn.run", { body: operations.map((KV) => ({ KV })) });
    if (answer.status === 413 || (answer.status >= 400 && answer.text().includes("too large")))
      return { kind: "too-large" };
    const json = this.#decode(answer.status === 409 ? answer : this.#expectOk(answer));
    if (!isJsonObject(json)) throw this.#strange();
    if (answer.status !== 409)
      return { kind: "done", modifyIndices: objects(json.Results).map(indexOfResult) };
    const errors = objects(json.Errors);
    return {
      kind: "failed",
      operations: errors.map(({ OpIndex }) => (typeof OpIndex === "number" ? OpIndex : 0)),
      words: errors.map(({ What }) => (typeof What === "string" ? What : "")).join(", "),
    };
  }

  async createSession(body: Readonly<Record<string, string>>): Promise<string> {
    const json = this.#decode(this.#expectOk(await this.#call("session.create", { body })));
    if (!isJsonObject(json) || typeof json.ID !== "string") throw this.#strange();
    return json.ID;
  }

  /** False where the session has ended. */
  async renewSession(id: string): Promise<boolean> {
    const answer = await this.#call("session.renew", { rest: id });
    if (answer.status === 404) return false;
    this.#expectOk(answer);
    return true;
  }

  async destroySession(id: string): Promise<void> {
    this.#expectOk(await this.#call("session.destroy", { rest: id }));
  }

  async #call(route: RouteId, options: CallOptions): Promise<ApiAnswer> {
    this.#client ??= this.#connect();
    return (await this.#client).call(route, options);
  }

  #expectOk(answer: ApiAnswer): ApiAnswer {
    if (answer.status < 400) return answer;
    const words = answer.text().trim();
    throw new StorageError(this.#place, `Unexpected response code: ${answer.status} (${words})`);
  }

  #decode(answer: ApiAnswer): Json {
    const json = parseJson(answer.text());
    if (json instanceof JsonSyntaxError) throw this.#strange();
    return json;
  }

  #strange(): StorageError {
    return new StorageError(this.#place, "what answers there is no Consul agent");
  }
}

function objects(json: Json | undefined): readonly { readonly [name: string]: Json }[] {
  return Array.isArray(json) ? json.filter(isJsonObject) : [];
}

function indexOfResult({ KV }: { readonly [name: string]: Json }): string {
  return isJsonObject(KV) ? numberText(KV.ModifyIndex) : "0";
}

function numberText(json: Json | undefined): string {
  return (json === undefined ? undefined : jsonNumberText(json)) ?? "0";
}

import { Fields, fromPlain, impliedType, type PlainRecord, type RecoveringProvider } from "@tutti/plugin";
import type { Runtime } from "@tutti/runtime";
import { Value } from "@tutti/values";
import { createProviderFactory } from "../src/index.ts";

const TYPE = "tutti_process";

/** One resource's life, asked of the provider as the engine does. */
export class ProcessProvider {
  readonly #provider: RecoveringProvider;
  readonly #signal: AbortSignal;
  readonly #runtime: Runtime;

  private constructor(provider: RecoveringProvider, runtime: Runtime, signal: AbortSignal) {
    this.#provider = provider;
    this.#runtime = runtime;
    this.#signal = signal;
  }

  static async open(runtime: Runtime, signal = new AbortController().signal): Promise<ProcessProvider> {
    const provider = (await createProviderFactory(runtime).create()) as RecoveringProvider;
    await provider.configure({
      config: fromPlain(impliedType(provider.schema().provider.block), {}),
      signal,
    });
    return new ProcessProvider(provider, runtime, signal);
  }

  config(plain: PlainRecord): Value {
    const block = this.#provider.schema().resourceTypes.get(TYPE)?.block;
    if (block === undefined) throw new Error("no type");
    return fromPlain(impliedType(block), { service: {}, ...plain });
  }

  async validate(plain: PlainRecord): Promise<readonly string[]> {
    const { diagnostics } = await this.#provider.validateResource({ type: TYPE, config: this.config(plain) });
    return diagnostics.map(({ detail }) => detail ?? "");
  }

  async create(plain: PlainRecord) {
    const config = this.config(plain);
    const prior = Value.null(config.type);
    const request = { type: TYPE, prior, config, private: undefined, signal: this.#signal };
    const plan = await this.#provider.plan({ ...request, proposed: config });
    const planned = plan.value?.planned ?? config;
    const operationId = `op-${this.#runtime.random.uuid()}`;
    return {
      planned,
      operationId,
      outcome: await this.#provider.apply({ ...request, planned, operationId }),
    };
  }

  /** Creates, and fails where that fails. */
  async made(plain: PlainRecord): Promise<Value> {
    const { outcome } = await this.create(plain);
    if (outcome.value === undefined) throw new Error(outcome.diagnostics.map(({ detail }) => detail).join());
    return outcome.value.state;
  }

  async update(prior: Value, plain: PlainRecord): Promise<Value> {
    const config = this.config(plain);
    const request = { type: TYPE, prior, config, private: undefined, signal: this.#signal };
    const plan = await this.#provider.plan({ ...request, proposed: config });
    const planned = plan.value?.planned ?? config;
    const outcome = await this.#provider.apply({ ...request, planned, operationId: "update" });
    return outcome.value?.state ?? prior;
  }

  async read(state: Value): Promise<Fields> {
    const read = await this.#provider.read({ type: TYPE, state, private: undefined, signal: this.#signal });
    if (read.value === undefined) throw new Error("no state");
    return Fields.of(read.value.state);
  }

  async recover(planned: Value, operationId: string): Promise<Value | undefined> {
    const request = { type: TYPE, planned, operationId, signal: this.#signal };
    return (await this.#provider.recover(request)).value?.state;
  }

  /** Deletes; what went wrong, in words. */
  async remove(state: Value): Promise<readonly string[]> {
    const gone = Value.null(state.type);
    const request = { type: TYPE, prior: state, planned: gone, config: gone, private: undefined };
    const outcome = await this.#provider.apply({ ...request, operationId: "end", signal: this.#signal });
    return outcome.diagnostics.map(({ detail }) => detail ?? "");
  }
}

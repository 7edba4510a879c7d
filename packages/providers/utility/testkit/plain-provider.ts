import {
  emptyBlock,
  fromPlain,
  impliedType,
  mapAttributes,
  type Plain,
  type PlainRecord,
  type Provider,
  type ProviderFactory,
  toPlainRecord,
} from "@tutti/plugin";
import { createStop, type Runtime } from "@tutti/runtime";
import { createMachine, type Machine } from "@tutti/simulation";
import { Value } from "@tutti/values";

/** What a call came to, as plain data; `told` are its diagnostics as `summary: detail`. */
interface Told {
  readonly value: PlainRecord | undefined;
  readonly told: readonly string[];
}

/** One of this room's providers, on a machine in memory, spoken to in plain data. */
export interface PlainProvider {
  readonly machine: Machine;
  readonly provider: Provider;
  validate(type: string, config: PlainRecord): Promise<readonly string[]>;
  validateData(type: string, config: PlainRecord): Promise<readonly string[]>;
  /** What applying would give; parts that are not known yet read "?". */
  plan(
    type: string,
    config: PlainRecord,
    prior?: PlainRecord,
  ): Promise<Told & { readonly replace: readonly string[] }>;
  create(type: string, config: PlainRecord): Promise<Told>;
  update(type: string, config: PlainRecord, prior: PlainRecord): Promise<Told>;
  destroy(type: string, state: PlainRecord): Promise<Told>;
  /** Undefined: it is gone. */
  read(type: string, state: PlainRecord): Promise<Told>;
  readData(type: string, config: PlainRecord): Promise<Told>;
  import(type: string, id: string): Promise<Told>;
  upgrade(type: string, version: number, state: PlainRecord): Promise<Told>;
  open(type: string, config: PlainRecord): Promise<Told>;
}

type Factory = (runtime: Runtime) => ProviderFactory;

/** Configured and ready; simulated time passes while it works. `runtime`: another one than that of the machine. */
export async function plainProvider(
  factory: Factory,
  machine: Machine = createMachine(),
  runtime: Runtime = machine.host,
): Promise<PlainProvider> {
  const provider = await factory(runtime).create();
  const schema = provider.schema();
  const { signal } = createStop();
  await provider.configure({ config: emptyBlock(schema.provider.block), signal });

  const written = (
    kind: "resourceTypes" | "dataSources" | "ephemeralTypes",
    type: string,
    plain: PlainRecord,
  ) => {
    const block = schema[kind]?.get(type)?.block;
    if (block === undefined) throw new Error(`no type ${type}`);
    const blocks = [...block.blocks].map(
      ([name, { nesting }]) => [name, nesting === "single" ? null : []] as const,
    );
    const plainly = fromPlain(impliedType(block), { ...Object.fromEntries(blocks), ...plain });
    // "?" stands for what is not known yet, as in answers.
    const whole = mapAttributes(plainly, (name, value) =>
      plain[name] === "?" ? Value.unknown(value.type) : value,
    );
    return { whole, gone: Value.null(whole.type) };
  };
  const settle = async (
    call: Promise<{
      readonly value?: unknown;
      readonly diagnostics: readonly { summary: string; detail: string }[];
    }>,
    value: (outcome: never) => Value | undefined,
  ): Promise<Told> => {
    const outcome = await machine.until(call);
    const found = outcome.value === undefined ? undefined : value(outcome.value as never);
    return {
      value: found === undefined || found.isNull ? undefined : shown(found),
      told: words(outcome.diagnostics),
    };
  };
  const apply = async (type: string, config: Value, prior: Value): Promise<Told> => {
    const planned = await provider.plan({
      type,
      prior,
      proposed: config,
      config,
      private: undefined,
      signal,
    });
    if (planned.value === undefined)
      return {
        value: undefined,
        told: words(planned.diagnostics),
      };
    return settle(
      provider.apply({
        type,
        prior,
        planned: planned.value.planned,
        config,
        private: undefined,
        operationId: "op",
        signal,
      }),
      ({ state }: { state: Value }) => state,
    );
  };
  const mistakes = async (call: ReturnType<Provider["validateData"]>): Promise<readonly string[]> =>
    words((await call).diagnostics);
  const stateOf = ({ state }: { state: Value }): Value => state;

  return {
    machine,
    provider,
    validate: (type, config) =>
      mistakes(provider.validateResource({ type, config: written("resourceTypes", type, config).whole })),
    validateData: (type, config) =>
      mistakes(provider.validateData({ type, config: written("dataSources", type, config).whole })),
    async plan(type, config, prior) {
      const { whole, gone } = written("resourceTypes", type, config);
      const before = prior === undefined ? gone : written("resourceTypes", type, prior).whole;
      const request = { type, prior: before, proposed: whole, config: whole, private: undefined, signal };
      const outcome = await provider.plan(request);
      return {
        value: outcome.value === undefined ? undefined : shown(outcome.value.planned),
        told: words(outcome.diagnostics),
        replace: (outcome.value?.requiresReplace ?? []).map(([step]) =>
          step?.kind === "attribute" ? step.name : "",
        ),
      };
    },
    create(type, config) {
      const { whole, gone } = written("resourceTypes", type, config);
      return apply(type, whole, gone);
    },
    update: (type, config, prior) =>
      apply(type, written("resourceTypes", type, config).whole, written("resourceTypes", type, prior).whole),
    destroy(type, state) {
      const { whole, gone } = written("resourceTypes", type, state);
      return apply(type, gone, whole);
    },
    read: (type, state) =>
      settle(
        provider.read({
          type,
          state: written("resourceTypes", type, state).whole,
          private: undefined,
          signal,
        }),
        stateOf,
      ),
    readData: (type, config) =>
      settle(
        provider.readData({ type, config: written("dataSources", type, config).whole, signal }),
        stateOf,
      ),
    import: (type, id) =>
      settle(
        provider.import({ type, id, signal }),
        ({ imported }: { imported: readonly { readonly state: Value }[] }) => imported[0]?.state,
      ),
    upgrade: (type, version, state) =>
      settle(provider.upgradeState({ type, version, json: JSON.stringify(state) }), stateOf),
    open: (type, config) =>
      settle(
        provider.ephemeral?.open({ type, config: written("ephemeralTypes", type, config).whole, signal }) ??
          Promise.resolve({ diagnostics: [] }),
        ({ value }: { value: Value }) => value,
      ),
  };
}

function words(diagnostics: readonly { summary: string; detail: string }[]): readonly string[] {
  return diagnostics.map(({ summary, detail }) => `${summary}: ${detail}`);
}

/** Plain data, with "?" for what is not known. */
function shown(value: Value): PlainRecord {
  const out: Record<string, Plain> = { ...toPlainRecord(value) } as Record<string, Plain>;
  if (value.isKnown) for (const [name, part] of value.asEntries) if (part.isUnknown) out[name] = "?";
  return out;
}

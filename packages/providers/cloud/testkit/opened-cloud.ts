import {
  Fields,
  fromPlain,
  impliedType,
  type Plain,
  type PlainRecord,
  type Provider,
  type ProviderFactory,
  toPlainRecord,
} from "@tutti/plugin";
import { createStop, type Runtime } from "@tutti/runtime";
import type { Machine } from "@tutti/simulation";
import { type Path, rawEquals, Value } from "@tutti/values";

/** What a call came to: the object, what was told (`summary: detail`), and where. */
export interface Told {
  readonly state: Value;
  readonly told: readonly string[];
  readonly at: readonly string[];
}

/** What a plan comes to. */
interface Planned extends Told {
  readonly action: "create" | "no-op" | "update" | "replace";
  /** Names of what will be another. */
  readonly changed: readonly string[];
}

/** One provider of this room on a machine in memory, spoken to in plain data; simulated time passes while it works. */
export interface OpenedCloud {
  readonly provider: Provider;
  validate(type: string, config: PlainRecord): Promise<Told>;
  plan(type: string, config: PlainRecord, prior?: Value): Promise<Planned>;
  apply(type: string, config: PlainRecord, prior?: Value): Promise<Told>;
  destroy(type: string, state: Value): Promise<Told>;
  /** A null object: it is gone. */
  read(type: string, state: Value): Promise<Told>;
  import(type: string, id: string): Promise<Told>;
  data(type: string, config: PlainRecord): Promise<Told>;
}

type Diagnostics = readonly { readonly summary: string; readonly detail: string; readonly path?: Path }[];

/** Configured by `config`, and ready. */
export async function openCloud(
  factory: (runtime: Runtime) => ProviderFactory,
  machine: Machine,
  config: PlainRecord,
): Promise<OpenedCloud> {
  const provider = await factory(machine.host).create();
  const schema = provider.schema();
  const { signal } = createStop();
  await provider.configure({ config: fromPlain(impliedType(schema.provider.block), config), signal });

  const written = (kind: "resourceTypes" | "dataSources", type: string, plain: PlainRecord): Value => {
    const block = schema[kind].get(type)?.block;
    if (block === undefined) throw new Error(`no type ${type}`);
    const blocks = [...block.blocks].map(([name, { nesting }]) => [name, nesting === "single" ? null : []]);
    return fromPlain(impliedType(block), { ...Object.fromEntries(blocks), ...plain });
  };
  const settle = async (
    call: Promise<{ readonly value?: unknown; readonly diagnostics: Diagnostics }>,
    state: (value: never) => Value | undefined,
    otherwise: Value,
  ): Promise<Told> => {
    const { value, diagnostics } = await machine.until(call);
    const found = value === undefined ? otherwise : (state(value as never) ?? otherwise);
    return {
      state: found,
      told: diagnostics.map(({ summary, detail }) => `${summary}: ${detail}`),
      at: diagnostics.map(({ path }) =>
        (path ?? []).map((step) => ("name" in step ? step.name : "0")).join("."),
      ),
    };
  };
  const stateOf = ({ state }: { readonly state: Value }): Value => state;
  const plan = async (type: string, plain: PlainRecord, prior?: Value): Promise<Planned> => {
    const config = written("resourceTypes", type, plain);
    const gone = Value.null(config.type);
    const before = prior ?? gone;
    const request = { type, prior: before, proposed: config, config, private: undefined, signal };
    let isReplaced = false;
    const answer = await settle(
      provider.plan(request),
      ({ planned, requiresReplace }: { planned: Value; requiresReplace: readonly Path[] }) => {
        isReplaced = requiresReplace.length > 0;
        return planned;
      },
      before,
    );
    const changed = before.isNull
      ? []
      : [...answer.state.asEntries]
          .filter(([name, value]) => !rawEquals(value, before.asEntries.get(name) ?? value))
          .map(([name]) => name);
    const action = before.isNull
      ? "create"
      : isReplaced
        ? "replace"
        : changed.length === 0
          ? "no-op"
          : "update";
    return { ...answer, action, changed };
  };
  const apply = (type: string, config: Value, planned: Value, prior: Value): Promise<Told> =>
    settle(
      provider.apply({ type, prior, planned, config, private: undefined, operationId: "op", signal }),
      stateOf,
      prior,
    );

  return {
    provider,
    validate: (type, plain) => {
      const config = written("resourceTypes", type, plain);
      return settle(provider.validateResource({ type, config }), () => undefined, config);
    },
    plan,
    async apply(type, plain, prior) {
      const config = written("resourceTypes", type, plain);
      const planned = await plan(type, plain, prior);
      if (planned.told.length > 0) return planned;
      return apply(type, config, planned.state, prior ?? Value.null(config.type));
    },
    destroy: (type, state) => apply(type, Value.null(state.type), Value.null(state.type), state),
    read: (type, state) => settle(provider.read({ type, state, private: undefined, signal }), stateOf, state),
    import: (type, id) =>
      settle(
        provider.import({ type, id, signal }),
        ({ imported }: { imported: readonly { readonly state: Value }[] }) => imported[0]?.state,
        Value.null(written("resourceTypes", type, {}).type),
      ),
    data: (type, plain) => {
      const config = written("dataSources", type, plain);
      return settle(provider.readData({ type, config, signal }), stateOf, Value.null(config.type));
    },
  };
}

/** The attributes of an object, for expectations. */
export function fieldsOf({ state }: Told): Fields {
  return Fields.of(state);
}

/** The same as plain data. */
export function plainOf({ state }: Told): Record<string, Plain | undefined> {
  return { ...toPlainRecord(state) };
}

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  fromPlain,
  impliedType,
  type Plain,
  type PlainRecord,
  type Provider,
  type Schema,
  toPlain,
} from "@tutti/plugin";
import { listenProvider, pluginHost } from "@tutti/plugin-host";
import { createRealRuntime, createStop, endAll, type Runtime } from "@tutti/runtime";
import { callFunc, FuncError, Value } from "@tutti/values";
import type { OpenableProvider } from "../src/define-provider.ts";
import { configuredValue } from "./configured-value.ts";
import { ManagedObject } from "./managed-object.ts";
import { plainCopy } from "./plain-copy.ts";
import { refuseErrors, taken } from "./told.ts";

/** How a provider is opened for a test. */
export interface OpenOptions {
  /** What stands in its `provider` block. */
  readonly config?: PlainRecord;
  /** `process`: called in this process (the default); 5, 6: over that version of the plugin protocol. */
  readonly over?: "process" | 5 | 6;
  readonly runtime?: Runtime;
}

/** A provider that is configured. Whoever opened it closes it. */
export interface OpenedProvider {
  /** An object that is not made yet. */
  object(type: string): ManagedObject;
  /** One that is there already. */
  import(type: string, id: string): Promise<ManagedObject>;
  data(type: string, config?: PlainRecord): Promise<PlainRecord>;
  /** Opens something that lives for one run, and closes it again. */
  ephemeral(type: string, config?: PlainRecord): Promise<PlainRecord>;
  /** Does an action; gives what it told meanwhile. */
  invoke(action: string, config?: PlainRecord): Promise<readonly string[]>;
  call(name: string, ...args: readonly Plain[]): Promise<Plain>;
  readonly provider: Provider;
  close(): Promise<void>;
}

/** Opens a provider for a test; rejects with what it finds wrong with its configuration. */
export async function openProvider(
  defined: OpenableProvider,
  { config = {}, over = "process", runtime = createRealRuntime() }: OpenOptions = {},
): Promise<OpenedProvider> {
  const own = defined.open(runtime);
  const { provider, end } =
    over === "process" ? { provider: own, end: () => own.close() } : await carried(own, over);
  const schema = provider.schema();
  const written = configuredValue(schema.provider.block, config);
  const { signal } = createStop();
  refuseErrors((await provider.validateProvider({ config: written })).diagnostics);
  refuseErrors((await provider.configure({ config: written, signal })).diagnostics);
  return {
    provider,
    object(type) {
      const known = schemaOf(schema.resourceTypes, type);
      return new ManagedObject(provider, type, known, Value.null(impliedType(known.block)));
    },
    async import(type, id) {
      const known = schemaOf(schema.resourceTypes, type);
      const { imported } = taken(await provider.import({ type, id, signal }));
      const [first] = imported;
      if (first === undefined) throw new Error(`${type} "${id}" was not found`);
      const object = new ManagedObject(provider, type, known, first.state);
      if ((await object.refresh()) === null) throw new Error(`${type} "${id}" is gone when it is read`);
      return object;
    },
    async data(type, given = {}) {
      const value = configuredValue(schemaOf(schema.dataSources, type).block, given);
      refuseErrors((await provider.validateData({ type, config: value })).diagnostics);
      return plainCopy(taken(await provider.readData({ type, config: value, signal })).state);
    },
    async ephemeral(type, given = {}) {
      const value = configuredValue(schemaOf(schema.ephemeralTypes, type).block, given);
      const calls = provider.ephemeral;
      if (calls === undefined) throw new Error("the provider has nothing ephemeral");
      refuseErrors((await calls.validate({ type, config: value })).diagnostics);
      const opened = taken(await calls.open({ type, config: value, signal }));
      refuseErrors((await calls.close({ type, private: opened.private, signal })).diagnostics);
      return plainCopy(opened.value);
    },
    async invoke(action, given = {}) {
      const value = configuredValue(schemaOf(schema.actions, action).block, given);
      const calls = provider.actions;
      if (calls === undefined) throw new Error("the provider has no actions");
      refuseErrors((await calls.validate({ type: action, config: value })).diagnostics);
      const told: string[] = [];
      const request = {
        type: action,
        config: value,
        signal,
        progress: (text: string) => void told.push(text),
      };
      refuseErrors((await calls.invoke(request)).diagnostics);
      return told;
    },
    async call(name, ...args) {
      const func = (await provider.functions?.())?.get(name);
      if (func === undefined) throw new Error(`there is no function ${name}`);
      const values = args.map((one, at) => {
        const type = (func.params[at] ?? func.varParam)?.type;
        return fromPlain(type ?? { kind: "dynamic" }, one);
      });
      const result = callFunc(func, values);
      if (result instanceof FuncError) throw new Error(result.message);
      return toPlain(result);
    },
    close: end,
  };
}

function schemaOf(among: ReadonlyMap<string, Schema> | undefined, type: string): Schema {
  const known = among?.get(type);
  if (known === undefined) throw new Error(`the provider has no ${type}`);
  return known;
}

/** The same provider, asked over a socket by what asks programs of others. */
async function carried(
  own: Provider,
  protocol: 5 | 6,
): Promise<{ provider: Provider; end(): Promise<void> }> {
  const home = mkdtempSync(join(tmpdir(), "provider-test-"));
  const socketPath = join(home, "socket");
  const listener = await listenProvider(own, { socketPath }, protocol);
  const runtime = createRealRuntime();
  const host = await pluginHost(runtime);
  const factory = host.factory({
    source: "example.com/test/provider",
    version: undefined,
    program: { target: { socketPath }, protocol },
  });
  await factory.schema();
  const provider = await factory.create();
  return {
    provider,
    async end() {
      await provider.close();
      await endAll(runtime.processes);
      await listener.close();
      await own.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

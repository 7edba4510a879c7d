import { declareErrors } from "@tutti/errors";
import {
  block,
  blockList,
  blockSet,
  computed,
  defineProvider,
  definitionSchema,
  errorDiagnostic,
  optional,
  type ProviderDefinition,
  ProviderFailure,
  type ProviderRegistry,
  type ProviderSchema,
  required,
} from "@tutti/plugin";
import type { Random, Runtime } from "@tutti/runtime";
import { createSimulation } from "@tutti/simulation";
import { NUMBER, STRING } from "@tutti/values";

const told = declareErrors({
  "cannot-be-had": "Cannot be had",
  "no-such-thing": "No such thing",
  "cannot-destroy": "Cannot destroy",
  "no-such-id": "No such id",
});

/** What stands in the world, whoever lives or dies. */
export interface CloudObject {
  readonly name: string;
  readonly size: string;
  readonly operationId: string;
}

/** A cloud in memory that remembers which operation made what. */
export class SimulatedCloud {
  readonly objects = new Map<string, CloudObject>();
  /** What its provider was configured with, in the order of time: `region token`. */
  readonly configured: string[] = [];
  /** What was done to ephemeral secrets and vaults, in the order of time: `open a`, `close a`, `vault v gets x`. */
  readonly calls: string[] = [];
  /** Names of things whose arguments were checked, in the order of time: each one that is planned is. */
  readonly checked: string[] = [];
  /** Names of objects that cannot be destroyed. */
  readonly stuck = new Set<string>();
  /**
   * What goes wrong with objects of a name: `create fails`, `update lies` …, by that text.
   * A renewal that lies did nothing, and has to be asked for again at once.
   */
  readonly broken = new Set<string>();
  #next = 1;

  create(object: CloudObject): string {
    const id = `id-${this.#next++}`;
    this.objects.set(id, object);
    return id;
  }

  /** Fails where that is to go wrong. */
  check(what: string, name: string): void {
    if (this.broken.has(`${what} fails ${name}`))
      throw new ProviderFailure(told("cannot-be-had"), `${what} of ${name} fails.`);
  }

  lies(what: string, name: string): boolean {
    return this.broken.has(`${what} lies ${name}`);
  }

  /** `name=size` of all objects, in order. */
  listing(): readonly string[] {
    return [...this.objects.values()].map(({ name, size }) => `${name}=${size}`).sort();
  }
}

/** The process that calls; a dead one neither asks nor hears. */
export interface Life {
  ended: boolean;
}

const SOURCE = "registry.terraform.io/hashicorp/cloud";
const DELAY_MAX_MS = 50;

function cloudDefinition(
  cloud: SimulatedCloud,
  runtime: Pick<Runtime, "clock">,
  random: Random,
  life: Life,
): ProviderDefinition<SimulatedCloud> {
  const travel = async (): Promise<void> => {
    await runtime.clock.sleep(random.integer(DELAY_MAX_MS));
    if (life.ended) await new Promise<never>(() => {});
  };
  /** A request on its way, its effect, and the answer on its way back: death may come at each. */
  const request = async <T>(effect: () => T): Promise<T> => {
    await travel();
    const answer = effect();
    await travel();
    return answer;
  };
  const find = (id: string) => cloud.objects.get(id);
  return {
    block: block({ region: optional(STRING), token: optional(STRING, { sensitive: true }) }),
    configure: async (config) => {
      const text = (name: string): string => config.string(name) ?? "-";
      cloud.check("configure", text("region"));
      cloud.configured.push(`${text("region")} ${text("token")}`);
      return cloud;
    },
    dataSources: {
      cloud_thing: {
        block: block({ id: computed(STRING), name: required(STRING), size: computed(STRING) }),
        read: (config) =>
          request(() => {
            const name = config.text("name");
            cloud.check("look up", name);
            for (const [id, object] of cloud.objects)
              if (object.name === name) return { id, size: object.size };
            throw new ProviderFailure(told("no-such-thing"), `There is nothing called ${name}.`);
          }),
      },
    },
    actions: {
      cloud_ping: {
        block: block({ name: required(STRING), note: optional(STRING) }),
        validate: (config) =>
          config.string("name") === "" ? [errorDiagnostic(told("no-such-thing"), "The name is empty.")] : [],
        invoke: (config, { progress }) =>
          request(() => {
            const name = config.text("name");
            const note = config.string("note");
            cloud.calls.push(`ping ${name}${note === undefined ? "" : ` ${note}`}`);
            progress(`pinging ${name}`);
            cloud.check("ping", name);
          }),
      },
    },
    ephemeral: {
      cloud_secret: {
        block: block({
          name: required(STRING),
          seconds: optional(NUMBER),
          value: computed(STRING),
          hidden: computed(STRING, { sensitive: true }),
        }),
        open: (config) =>
          request(() => {
            const name = config.text("name");
            cloud.calls.push(`open ${name}`);
            cloud.check("open", name);
            const seconds = config.number("seconds");
            return {
              computed: { value: `secret of ${name}`, hidden: `hidden of ${name}` },
              handle: name,
              ...(seconds === undefined ? {} : { renewAt: runtime.clock.now() + seconds * 1000 }),
            };
          }),
        renew: (name) =>
          request(() => {
            cloud.calls.push(`renew ${name}`);
            cloud.check("renew", name);
            return cloud.lies("renew", name) ? { renewAt: runtime.clock.now() } : {};
          }),
        close: (name) =>
          request(() => {
            cloud.calls.push(`close ${name}`);
            cloud.check("close", name);
          }),
      },
    },
    resources: {
      cloud_vault: {
        block: block(
          {
            id: computed(STRING),
            name: required(STRING),
            secret_wo: optional(STRING, { writeOnly: true }),
            secret_wo_version: optional(NUMBER),
          },
          {
            part: blockList(block({ name: optional(STRING), key_wo: optional(STRING, { writeOnly: true }) })),
          },
        ),
        create: (planned, { config }) =>
          request(() => {
            const name = planned.text("name");
            cloud.calls.push(`vault ${name} gets ${config.string("secret_wo") ?? "nothing"}`);
            cloud.check("create", name);
            return { id: name, ...(cloud.lies("create", name) ? { secret_wo: "leaked" } : {}) };
          }),
        read: (state) =>
          request(() => (cloud.lies("read", state.text("name")) ? { secret_wo: "leaked" } : {})),
        update: (planned, _prior, { config }) =>
          request(() => {
            cloud.calls.push(
              `vault ${planned.text("name")} gets ${config.string("secret_wo") ?? "nothing"} anew`,
            );
            return {};
          }),
        delete: (state) => request(() => void cloud.calls.push(`vault ${state.text("name")} goes`)),
        import: (id) =>
          request(() => ({ id, name: id, secret_wo: cloud.lies("import", id) ? "leaked" : null })),
      },
      cloud_thing: {
        identity: { attributes: { id: { requiredForImport: true } } },
        block: block({
          id: computed(STRING),
          name: required(STRING, { forceNew: true }),
          size: optional(STRING, { default: "small" }),
        }),
        validate: (config) => {
          cloud.checked.push(config.text("name"));
          return [];
        },
        create: (planned, { operationId }) =>
          request(() => {
            const name = planned.text("name");
            cloud.check("create", name);
            const id = cloud.create({ name, size: planned.text("size"), operationId });
            return cloud.lies("create", name) ? { id, size: "another" } : { id };
          }),
        read: (state) =>
          request(() => {
            cloud.check("read", state.text("name"));
            if (cloud.lies("read", state.text("name"))) return undefined;
            const found = find(state.text("id"));
            return found === undefined ? undefined : { name: found.name, size: found.size };
          }),
        update: (planned, prior) =>
          request(() => {
            const id = prior.text("id");
            cloud.check("update", prior.text("name"));
            if (cloud.lies("update", prior.text("name"))) return { id, size: "another" };
            const found = find(id);
            if (found !== undefined) cloud.objects.set(id, { ...found, size: planned.text("size") });
            return { id };
          }),
        delete: (state) =>
          request(() => {
            const name = state.text("name");
            if (cloud.stuck.has(name)) throw new ProviderFailure(told("cannot-destroy"), `${name} is stuck.`);
            cloud.objects.delete(state.text("id"));
          }),
        import: (id) =>
          request(() => {
            const found = find(id);
            if (found === undefined) throw new ProviderFailure(told("no-such-id"), `There is no ${id}.`);
            cloud.check("import", found.name);
            return { id, name: found.name, size: found.size };
          }),
        list: {
          block: block({ size: optional(STRING), secret: optional(STRING, { sensitive: true }) }),
          validate: (config) =>
            config.string("size") === ""
              ? [errorDiagnostic(told("no-such-thing"), "The size is empty.")]
              : [],
          async *list(config) {
            const size = config.string("size");
            for (const [id, object] of [...cloud.objects]) {
              await travel();
              cloud.check("list", object.name);
              if (size === undefined || object.size === size)
                yield { displayName: `thing ${object.name}`, identity: { id } };
            }
          },
        },
        recover: (_planned, { operationId }) =>
          request(() => {
            for (const [id, object] of cloud.objects) {
              if (object.operationId === operationId) return { id, name: object.name, size: object.size };
            }
            return undefined;
          }),
      },
      cloud_box: {
        block: block(
          { id: computed(STRING), note: optional(STRING) },
          {
            disk: blockList(block({ size: required(STRING), label: optional(STRING, { default: "none" }) })),
            tag: blockSet(block({ name: required(STRING) }), { forceNew: true }),
          },
        ),
        create: () => request(() => ({ id: "box" })),
        read: () => request(() => ({})),
        update: () => request(() => ({})),
        delete: () => request(() => undefined),
      },
    },
  };
}

/** The registry that one process has of it. For tests. */
export function cloudRegistry(
  cloud: SimulatedCloud,
  runtime: Pick<Runtime, "clock">,
  random: Random,
  life: Life,
): ProviderRegistry {
  const definition = cloudDefinition(cloud, runtime, random, life);
  const factory = {
    source: SOURCE,
    version: "1.0.0",
    schema: async () => definitionSchema(definition),
    create: async () => defineProvider(definition),
  };
  return { load: async (source) => (source === SOURCE ? factory : undefined) };
}

/** What its provider says of its types. */
export async function cloudSchemas(): Promise<ReadonlyMap<string, ProviderSchema>> {
  const simulation = createSimulation(1);
  const registry = cloudRegistry(new SimulatedCloud(), simulation.host("10.0.0.1"), simulation.random, {
    ended: false,
  });
  const factory = await registry.load(SOURCE);
  return factory === undefined ? new Map() : new Map([[SOURCE, await factory.schema()]]);
}

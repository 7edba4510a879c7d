import {
  block,
  computed,
  Fields,
  optional,
  optionalComputed,
  type PlainRecord,
  ProviderFailure,
  providerError,
  type ResourceDefinition,
} from "@tutti/plugin";
import { mapType, STRING } from "@tutti/values";
import type { DockerClient } from "../docker-client.ts";
import { ofObject } from "../engine-events.ts";
import { engineFailure } from "../engine-failure.ts";
import { dockerError } from "../errors.ts";
import { labelBlock, labelsOf } from "../label-block.ts";
import { labelsWith, operationFilter, userLabels } from "../operation-label.ts";
import { removeObject } from "../remove-object.ts";
import { VOLUME_LIST } from "./list.ts";

const FORCE = { forceNew: true } as const;

/** `docker_volume`. Every change needs a new volume: the engine cannot change one. */
export const VOLUME: ResourceDefinition<DockerClient> = {
  identity: {
    attributes: { name: { requiredForImport: true } },
    importId: (identity) => identity.text("name"),
  },
  version: 1,
  block: block(
    {
      id: computed(STRING, { description: "The name of the volume." }),
      name: optionalComputed(STRING, { ...FORCE, description: "The engine makes one up if it is left out." }),
      host: optional(STRING, {
        ...FORCE,
        description: "The engine of this volume alone; else the provider's.",
      }),
      driver: optional(STRING, { default: "local", forceNew: true, description: "Who makes it." }),
      driver_opts: optional(mapType(STRING), { ...FORCE, description: "What the driver is told." }),
      mountpoint: computed(STRING, { description: "Where it lies on the engine's machine." }),
    },
    { labels: labelBlock(FORCE) },
  ),

  async create(planned, { client, operationId, signal }) {
    const engine = client.engineOf(planned);
    const name = planned.string("name");
    if (name !== undefined && (await engine.find(volumePath(name), { signal })) !== undefined) {
      throw new ProviderFailure(
        dockerError("volume-name-in-use"),
        `The engine at ${engine.host.text} already has a volume named "${name}" that is not in the state, and its data is not to be lost by a later destroy. Choose another name, or import it.`,
      );
    }
    const body = {
      Name: name,
      Driver: planned.string("driver") ?? "local",
      DriverOpts: Object.fromEntries(planned.map("driver_opts")),
      Labels: labelsWith(operationId, labelsOf(planned)),
    };
    try {
      return observe((await engine.call("POST", "/volumes/create", { body, signal })) as PlainRecord);
    } catch (error) {
      throw engineFailure(error, `create the volume "${name ?? ""}"`);
    }
  },

  async read(state, { client, signal }) {
    const found = await client.engineOf(state).find(volumePath(state.text("id")), { signal });
    return found === undefined ? undefined : observe(found);
  },

  async update() {
    return {};
  },

  watch: (state, { client, ...listening }) =>
    client.engineOf(state).events.watch(ofObject(state.text("id")), listening),

  async delete(state, { client, signal }) {
    const path = volumePath(state.text("id"));
    await removeObject(client.engineOf(state), state, { what: "volume", path }, signal);
  },

  async import(id, { client, signal }) {
    const engine = client.engineOf(new Fields({}));
    const found = await engine.find(volumePath(id), { signal });
    if (found === undefined) {
      throw new ProviderFailure(
        providerError("cannot-import-non-existent-remote-object"),
        `The engine at ${engine.host.text} has no volume "${id}".`,
      );
    }
    const options = new Fields(found).map("Options");
    return {
      ...observe(found),
      driver_opts: options.size === 0 ? null : Object.fromEntries(options),
      labels: userLabels(found.Labels),
    };
  },

  list: VOLUME_LIST,

  async recover(planned, { client, operationId, signal }) {
    const query = { filters: operationFilter(operationId) };
    const found = await client.engineOf(planned).get("/volumes", { query, signal });
    const volume = new Fields(found).blocks("Volumes")[0];
    return volume === undefined ? undefined : observe(volume.record);
  },
};

function volumePath(name: string): string {
  return `/volumes/${encodeURIComponent(name)}`;
}

function observe(found: PlainRecord): PlainRecord {
  const volume = new Fields(found);
  const name = volume.text("Name");
  return { id: name, name, driver: volume.text("Driver"), mountpoint: volume.text("Mountpoint") };
}

import {
  Fields,
  type HandlerContext,
  type PlainRecord,
  ProviderFailure,
  providerError,
  type ResourceDefinition,
} from "@tutti/plugin";
import type { DockerClient } from "../docker-client.ts";
import { type EngineClient, EngineError } from "../engine-client.ts";
import { ofObject } from "../engine-events.ts";
import { engineFailure } from "../engine-failure.ts";
import { dockerError } from "../errors.ts";
import { findByOperation } from "../find-by-operation.ts";
import { ensureImage } from "../image/ensure-image.ts";
import { awaitReady } from "./await-ready.ts";
import { createBody, networkAttachments, resources } from "./create-body.ts";
import { CONTAINER_LIST } from "./list.ts";
import { describe, nameBeside, observe, observeResources, withExternalPorts } from "./observe.ts";
import { CONTAINER_BLOCK } from "./schema.ts";
import { containerInstance } from "./service-instance.ts";
import { uploadFiles } from "./upload.ts";
import { validateContainer } from "./validate.ts";

const LIMITS = ["memory", "memory_swap", "cpu_shares", "cpu_set", "cpus"];

type Context = HandlerContext<DockerClient>;

export const CONTAINER: ResourceDefinition<DockerClient> = {
  version: 2,
  block: CONTAINER_BLOCK,
  // No two objects of any engine have the same.
  identity: { attributes: { id: { requiredForImport: true } } },
  serviceInstance: (state, client) => {
    const { host } = client.engineOf(state);
    return containerInstance(state, host, client.runtime.environment.os);
  },
  validate: validateContainer,

  adjust(planned, prior) {
    // An update cannot take a limit away.
    const lifted = LIMITS.filter(
      (name) => (prior?.plain(name) ?? null) !== null && planned.plain(name) === null,
    );
    if (planned.bool("must_run") === false) return { replace: lifted };
    const stopped = prior !== undefined && prior.bool("running") === false;
    return { set: { running: true }, replace: stopped ? [...lifted, "running"] : lifted };
  },

  async create(planned, context) {
    const engine = context.client.engineOf(planned);
    const { signal } = context;
    await ensureImage(engine, planned.text("image"), context);
    const id = await createContainer(engine, planned, context);
    try {
      for (const network of networkAttachments(planned).slice(1)) {
        const body = { Container: id, EndpointConfig: network.endpoint };
        await engine.call("POST", `/networks/${encodeURIComponent(network.name)}/connect`, { body, signal });
      }
      await uploadFiles(engine, id, planned, signal);
      if (planned.bool("start") !== false) await engine.call("POST", `/containers/${id}/start`, { signal });
    } catch (error) {
      await discard(engine, id);
      throw engineFailure(error, `start the container "${planned.text("name")}"`);
    }
    return settle(engine, id, planned, context);
  },

  async read(state, { client, signal }) {
    const engine = client.engineOf(state);
    const inspected = await engine.find(`/containers/${state.text("id")}/json`, { signal });
    if (inspected === undefined) return undefined;
    const { running, exit_code, ...rest } = observe(inspected);
    // A stopped container has no addresses and ports; that it stopped is what counts.
    if (running === false) return { running, exit_code };
    return {
      ...rest,
      running,
      exit_code,
      ...observeResources(state, inspected),
      ...withExternalPorts(state, inspected),
    };
  },

  async update(planned, prior, { client, signal }) {
    const engine = client.engineOf(planned);
    const path = `/containers/${prior.text("id")}`;
    const doing = `update the container "${prior.text("name")}"`;
    try {
      const body = resources(planned);
      if (JSON.stringify(body) !== JSON.stringify(resources(prior))) {
        await engine.call("POST", `${path}/update`, { body, signal });
      }
      if (planned.text("name") !== prior.text("name")) {
        await engine.call("POST", `${path}/rename`, { query: { name: planned.text("name") }, signal });
      }
    } catch (error) {
      throw engineFailure(error, doing).withPartial(prior.record);
    }
    return {};
  },

  watch: (state, { client, ...listening }) =>
    client.engineOf(state).events.watch(ofObject(state.text("id")), listening),

  async delete(state, { client, signal }) {
    await removeContainer(client.engineOf(state), state, signal);
  },

  async import(id, { client, signal }) {
    const engine = client.engineOf(new Fields({}));
    const inspected = await engine.find(`/containers/${encodeURIComponent(id)}/json`, { signal });
    if (inspected === undefined) {
      throw new ProviderFailure(
        providerError("cannot-import-non-existent-remote-object"),
        `The engine at ${engine.host.text} has no container with the name or id "${id}".`,
      );
    }
    const image = await engine.find(`/images/${String(inspected.Image)}/json`, { signal });
    return describe(inspected, image);
  },

  list: CONTAINER_LIST,

  exclusive(fields) {
    const ports = fields.blocks("ports").flatMap((port) => {
      const external = port.number("external");
      return external === undefined || external === 0
        ? []
        : [`the host's port ${external}/${port.string("protocol") ?? "tcp"}`];
    });
    const addresses = fields
      .blocks("networks_advanced")
      .flatMap((network) => network.string("ipv4_address") ?? [])
      .map((address) => `the address ${address}`);
    return [...ports, ...addresses];
  },

  async settle(state, { client, signal }) {
    const engine = client.engineOf(state);
    const path = `/containers/${state.text("id")}`;
    const name = state.text("name");
    try {
      const inspected = await engine.get(`${path}/json`, { signal });
      if (new Fields(inspected).text("Name") === `/${name}`) return;
      await engine.call("POST", `${path}/rename`, { query: { name }, signal });
    } catch (error) {
      throw engineFailure(error, `give the container the name "${name}"`);
    }
  },

  async recover(planned, { client, operationId, signal }) {
    const engine = client.engineOf(planned);
    const id = await findByOperation(engine, "/containers/json", operationId, signal);
    if (id === undefined) return undefined;
    const inspected = await engine.find(`/containers/${id}/json`, { signal });
    if (inspected === undefined) return undefined;
    // Made but never started, or half joined: it holds nothing yet, so it is made anew.
    if (
      new Fields(inspected).block("State")?.string("Status") === "created" &&
      planned.bool("start") !== false
    ) {
      await discard(engine, id);
      return undefined;
    }
    return { ...observe(inspected), ...withExternalPorts(planned, inspected) };
  },
};

async function createContainer(engine: EngineClient, planned: Fields, context: Context): Promise<string> {
  const name = planned.text("name");
  const create = async (name: string): Promise<string> => {
    const made = await engine.call("POST", "/containers/create", {
      query: { name },
      body: createBody(planned, context.operationId),
      signal: context.signal,
    });
    return new Fields(made as PlainRecord).text("Id");
  };
  try {
    return await create(name);
  } catch (error) {
    const isTaken = error instanceof EngineError && error.status === 409;
    if (isTaken && !context.beside) throw nameTaken(name, engine);
    if (isTaken) return create(nameBeside(name, context.operationId)).catch(failedToCreate);
    return failedToCreate(error);
  }

  function failedToCreate(error: unknown): never {
    throw engineFailure(error, `create the container "${name}"`);
  }
}

function nameTaken(name: string, engine: EngineClient): ProviderFailure {
  return new ProviderFailure(
    dockerError("container-name-in-use"),
    `The engine at ${engine.host.text} already has a container named "${name}" that is not in the state. Remove it (docker rm -f ${name}), choose another name, or import it.`,
  );
}

/** Waits until the container is what the configuration wants; if it never is, what is there is handed back with the failure. */
async function settle(
  engine: EngineClient,
  id: string,
  planned: Fields,
  context: Context,
): Promise<PlainRecord> {
  let inspected: PlainRecord = {};
  const found = (): PlainRecord => ({
    id,
    ...(inspected.Id === undefined
      ? {}
      : { ...observe(inspected), ...withExternalPorts(planned, inspected) }),
  });
  try {
    inspected = await awaitReady(engine, id, planned, context, (seen) => {
      inspected = seen;
    });
    const logs = planned.bool("logs") === true ? await engine.logTail(id, context.signal) : null;
    return { ...found(), container_logs: logs };
  } catch (error) {
    throw engineFailure(error, `start the container "${planned.text("name")}"`).withPartial(found());
  }
}

/** What was made a moment ago goes again; that the way out failed is the failure to tell. */
async function discard(engine: EngineClient, id: string): Promise<void> {
  const signal = AbortSignal.timeout(30_000);
  try {
    await engine.call("DELETE", `/containers/${id}`, { query: { force: true, v: true }, signal });
  } catch (error) {
    if (!(error instanceof EngineError || error instanceof ProviderFailure)) throw error;
  }
}

async function removeContainer(engine: EngineClient, state: Fields, signal: AbortSignal): Promise<void> {
  const path = `/containers/${state.text("id")}`;
  const grace = state.number("destroy_grace_seconds") ?? 0;
  try {
    if (grace > 0) await engine.call("POST", `${path}/stop`, { query: { t: grace }, signal });
    const v = state.bool("remove_volumes") !== false;
    await engine.call("DELETE", path, { query: { force: true, v }, signal });
  } catch (error) {
    if (error instanceof EngineError && error.status === 404) return;
    if (error instanceof EngineError && error.status === 409) return awaitGone(engine, state, signal);
    throw engineFailure(error, `remove the container "${state.text("name")}"`);
  }
}

/** Somebody else (`--rm`) is removing it at this moment. */
async function awaitGone(engine: EngineClient, state: Fields, signal: AbortSignal): Promise<void> {
  for (let i = 0; i < 100; i++) {
    if ((await engine.find(`/containers/${state.text("id")}/json`, { signal })) === undefined) return;
    await engine.runtime.clock.sleep(100, signal);
  }
  throw new ProviderFailure(
    dockerError("container-was-not-removed"),
    `The container "${state.text("name")}" is being removed, but is still there after 10 seconds.`,
  );
}

import { Fields, type PlainRecord } from "@tutti/plugin";
import { ANY_CASE, ANY_CASE_SET, type ApiResource, nothingToImport } from "../api/api-resource.ts";
import { inBlocks, isWritten, matching, mistake, notEmpty, oneOf } from "../api/argument-rules.ts";
import { waitUntil } from "../api/wait-until.ts";
import { withPartial } from "../api/with-partial.ts";
import type { DoClient } from "./do-client.ts";
import { createBody } from "./droplet-body.ts";
import { DROPLET_BLOCK } from "./droplet-schema.ts";
import { updateDroplet } from "./droplet-update.ts";
import { observeDroplet } from "./droplet-view.ts";
import { tagRule } from "./tags.ts";
import { sha1Of } from "./user-data.ts";

const DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
const HOURS = [0, 4, 8, 12, 16, 20];
/** What another size brings. */
const OF_THE_SIZE = ["disk", "memory", "vcpus", "price_hourly", "price_monthly"];

/** `digitalocean_droplet`: a virtual machine. */
export const DROPLET: ApiResource<DoClient> = {
  noun: "droplet",
  version: 1,
  block: DROPLET_BLOCK,
  timeouts: { create: "60m", update: "60m", delete: "60s" },
  aliases: { volumes: "volume_ids", with_droplet_agent: "droplet_agent" },
  alike: {
    region: ANY_CASE,
    size: ANY_CASE,
    tags: ANY_CASE_SET,
    // The public provider's states hold its digest.
    user_data: (one, other) =>
      one === other || sha1Of(String(one)) === other || one === sha1Of(String(other)),
  },
  rules: [
    notEmpty("image", "name", "region", "size", "user_data", "vpc_uuid", "ssh_keys"),
    tagRule("tags"),
    matching(
      "name",
      /^[a-zA-Z0-9.-]+$/,
      "A droplet's name is that of a host: letters, digits, dots and dashes",
    ),
    oneOf("gpu_partition_mode", ["PARTITION_MODE_SPX_NPS1", "PARTITION_MODE_DPX_NPS2"]),
    inBlocks("backup_policy", oneOf("plan", ["daily", "weekly"]), oneOf("weekday", DAYS), (policy, path) => {
      const hour = policy.number("hour");
      return hour === undefined || HOURS.includes(hour)
        ? []
        : [mistake(path, "hour", `"hour" is one of ${HOURS.join(", ")}; ${hour} is not.`)];
    }),
    (config, path) =>
      config.blocks("backup_policy").length > 0 &&
      config.bool("backups") !== true &&
      !config.isUnknown("backups")
        ? [mistake(path, "backup_policy", '"backup_policy" is for droplets with backups = true.')]
        : [],
  ],

  adjust(planned, prior) {
    if (prior === undefined) return {};
    const changed = (name: string): boolean => planned.plain(name) !== prior.plain(name);
    const isLarger = changed("size") && !ANY_CASE(planned.plain("size"), prior.plain("size"), prior);
    const six = [prior.bool("ipv6") === true, planned.bool("ipv6") === true];
    return {
      unknown: [...(isLarger ? OF_THE_SIZE : []), ...(!six[0] && six[1] ? ["ipv6_address"] : [])],
      // It cannot be taken away from a droplet.
      replace: six[0] && !six[1] ? ["ipv6"] : [],
    };
  },

  async create(planned, { client, signal, progress }) {
    const doing = `create the droplet "${planned.text("name")}"`;
    const answer = new Fields(
      await client.call("POST", "/droplets", { body: createBody(planned), signal, doing }),
    );
    const id = answer.block("droplet")?.number("id") ?? 0;
    progress(`waiting for droplet ${id}`);
    try {
      return observeDroplet(await readyDroplet(client, id, { signal, doing }));
    } catch (error) {
      throw withPartial(error, observeDroplet(answer.block("droplet") ?? new Fields({ id })));
    }
  },

  async read(state, { client, signal }) {
    const path = `/droplets/${state.text("id")}`;
    const doing = `read the droplet ${state.text("id")}`;
    const droplet = await client.find(path, "droplet", { signal, doing });
    if (droplet === undefined) return undefined;
    const found = observeDroplet(droplet);
    if (state.blocks("backup_policy").length === 0 || found["backups"] !== true) return found;
    const policy = await client.find(`${path}/backups/policy`, "policy", { signal, doing });
    const told = policy?.block("backup_policy");
    return told === undefined ? found : { ...found, backup_policy: [policyAsWritten(told, state)] };
  },

  update: (planned, prior, { client, signal }) => updateDroplet(client, planned, prior, signal),

  async delete(state, { client, signal }) {
    const id = state.text("id");
    const asked = { signal, doing: `delete the droplet ${id}` };
    const path = `/droplets/${id}`;
    const there = await waitUntil(client.api.runtime.clock, signal, async () => {
      const found = await client.find(path, "droplet", asked);
      return found === undefined ? "gone" : found.bool("locked") === true ? undefined : found;
    });
    if (there === "gone") return;
    if (state.bool("graceful_shutdown") === true && there.string("status") === "active")
      await client.act(`${path}/actions`, { type: "shutdown" }, asked);
    for (const volume of there.strings("volume_ids"))
      await client.act(`/volumes/${volume}/actions`, { type: "detach", droplet_id: Number(id) }, asked);
    await client.remove(path, asked);
    await waitUntil(client.api.runtime.clock, signal, async () =>
      (await client.find(path, "droplet", asked)) === undefined ? true : undefined,
    );
  },

  async import(id, { client, signal }) {
    const doing = `import the droplet ${id}`;
    const found = /^\d+$/.test(id)
      ? await client.find(`/droplets/${id}`, "droplet", { signal, doing })
      : undefined;
    if (found === undefined) throw nothingToImport("droplet", id);
    const image = found.block("image");
    return {
      ...observeDroplet(found),
      image: image?.string("slug") || String(image?.number("id") ?? ""),
      resize_disk: true,
      graceful_shutdown: false,
    };
  },

  /** A machine of its own: services on it are reached at its address. */
  serviceInstance: (state) => ({
    key: `droplet-${state.text("id")}`,
    owner: undefined,
    endpoint: (port) => ({ address: state.text("ipv4_address"), port }),
  }),
};

/** When it runs, has its addresses and can be acted upon. */
function readyDroplet(
  client: DoClient,
  id: number,
  asked: { readonly signal: AbortSignal; readonly doing: string },
): Promise<Fields> {
  return waitUntil(client.api.runtime.clock, asked.signal, async () => {
    const droplet = await client.find(`/droplets/${id}`, "droplet", asked);
    return droplet?.string("status") === "active" && droplet.bool("locked") !== true ? droplet : undefined;
  });
}

/** What was not written of a policy is the service's own choice. */
function policyAsWritten(told: Fields, state: Fields): PlainRecord {
  const written = state.block("backup_policy");
  const names = ["plan", "weekday", "hour"];
  return Object.fromEntries(
    names.map((name) => [name, written !== undefined && isWritten(written, name) ? told.plain(name) : null]),
  );
}

import type { Fields, PlainRecord } from "@tutti/plugin";
import { isRefusal } from "../api/api-refusal.ts";
import { waitUntil } from "../api/wait-until.ts";
import type { Asked, DoClient } from "./do-client.ts";
import { policyBody } from "./droplet-body.ts";
import { observeDroplet } from "./droplet-view.ts";
import { changeTags } from "./tags.ts";

/** What can be changed of a droplet that is there: one action after the other, since it takes one at a time. */
export async function updateDroplet(
  client: DoClient,
  planned: Fields,
  prior: Fields,
  signal: AbortSignal,
): Promise<PlainRecord> {
  const id = prior.text("id");
  const asked = { signal, doing: `change the droplet ${id}` };
  const path = `/droplets/${id}`;
  const changed = (name: string): boolean =>
    JSON.stringify(planned.plain(name)) !== JSON.stringify(prior.plain(name));
  const act = (body: PlainRecord): Promise<void> => client.act(`${path}/actions`, body, asked);
  const wait = (isThere: (droplet: Fields) => boolean): Promise<Fields> =>
    waitUntil(client.api.runtime.clock, signal, async () => {
      const droplet = await client.find(path, "droplet", asked);
      return droplet !== undefined && droplet.bool("locked") !== true && isThere(droplet)
        ? droplet
        : undefined;
    });

  if (changed("size")) await resize(planned, act, wait);
  if (changed("name")) {
    await act({ type: "rename", name: planned.text("name") });
    await wait((droplet) => droplet.string("name") === planned.string("name"));
  }
  if (changed("backups") || changed("backup_policy")) await changeBackups(planned, prior, act);
  if (changed("private_networking") && planned.bool("private_networking") === true)
    await act({ type: "enable_private_networking" });
  if (changed("ipv6")) {
    await act({ type: "enable_ipv6" });
    await wait((droplet) => (droplet.block("networks")?.blocks("v6") ?? []).length > 0);
  }
  if (changed("tags"))
    await changeTags(client, { resource_id: id, resource_type: "droplet" }, { planned, prior }, asked);
  if (changed("volume_ids")) await changeVolumes(client, planned, prior, asked);
  return observeDroplet(await client.made(path, "droplet", asked));
}

/** A droplet changes its size while it is off; whatever happens it is turned on again. */
async function resize(
  planned: Fields,
  act: (body: PlainRecord) => Promise<void>,
  wait: (isThere: (droplet: Fields) => boolean) => Promise<Fields>,
): Promise<void> {
  try {
    await act({ type: "power_off" });
  } catch (error) {
    if (!isRefusal(error, 422, "already powered off")) throw error;
  }
  await wait((droplet) => droplet.string("status") === "off");
  const size = planned.text("size").toLowerCase();
  try {
    await act({ type: "resize", disk: planned.bool("resize_disk") ?? true, size });
  } finally {
    await act({ type: "power_on" });
    await wait((droplet) => droplet.string("status") === "active");
  }
}

async function changeBackups(
  planned: Fields,
  prior: Fields,
  act: (body: PlainRecord) => Promise<void>,
): Promise<void> {
  const policy = planned.block("backup_policy");
  const isWanted = planned.bool("backups") === true;
  if (!isWanted) return act({ type: "disable_backups" });
  const asBody = policy === undefined ? {} : { backup_policy: policyBody(policy) };
  if (prior.bool("backups") !== true) return act({ type: "enable_backups", ...asBody });
  // Without one the service's own holds, which is daily.
  return act({ type: "change_backup_policy", backup_policy: { plan: "daily" }, ...asBody });
}

async function changeVolumes(client: DoClient, planned: Fields, prior: Fields, asked: Asked): Promise<void> {
  const wanted = planned.strings("volume_ids");
  const there = prior.strings("volume_ids");
  const droplet_id = Number(prior.text("id"));
  const act = (volume: string, type: "attach" | "detach"): Promise<void> =>
    client.act(`/volumes/${volume}/actions`, { type, droplet_id }, asked);
  for (const volume of wanted.filter((one) => !there.includes(one))) await act(volume, "attach");
  for (const volume of there.filter((one) => !wanted.includes(one))) await act(volume, "detach");
}

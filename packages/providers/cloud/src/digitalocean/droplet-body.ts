import type { Fields, PlainRecord } from "@tutti/plugin";

/** The request by which a droplet is made; what is not written is left to the service. */
export function createBody(planned: Fields): PlainRecord {
  const policy = planned.block("backup_policy");
  const tags = planned.strings("tags");
  const volumes = planned.strings("volume_ids");
  const body: PlainRecord = {
    name: planned.text("name"),
    region: planned.string("region")?.toLowerCase(),
    size: planned.text("size").toLowerCase(),
    image: numberOrText(planned.text("image")),
    ssh_keys: planned.strings("ssh_keys").map(numberOrText),
    backups: planned.bool("backups") ?? false,
    backup_policy: policy && policyBody(policy),
    ipv6: planned.bool("ipv6") ?? false,
    private_networking: planned.bool("private_networking"),
    public_networking: planned.bool("public_networking"),
    monitoring: planned.bool("monitoring") ?? false,
    with_droplet_agent: planned.bool("droplet_agent"),
    user_data: planned.string("user_data"),
    vpc_uuid: planned.string("vpc_uuid"),
    gpu_partition_mode: planned.string("gpu_partition_mode"),
    tags: tags.length === 0 ? undefined : tags,
    volumes: volumes.length === 0 ? undefined : volumes,
  };
  return body;
}

/** A policy of backups, as requests say it. */
export function policyBody(policy: Fields): PlainRecord {
  return {
    plan: policy.string("plan"),
    weekday: policy.string("weekday"),
    hour: policy.number("hour"),
  };
}

/** Ids of images and keys are numbers, slugs and fingerprints are texts. */
function numberOrText(text: string): number | string {
  return /^\d+$/.test(text) ? Number(text) : text;
}

import { Fields, isRecord, type Plain, type PlainRecord, ProviderFailure } from "@tutti/plugin";
import { ANY_CASE, type ApiResource, nothingToImport, SAME_BLOCKS } from "../api/api-resource.ts";
import { waitUntil } from "../api/wait-until.ts";
import { withPartial } from "../api/with-partial.ts";
import { cloudError } from "../errors.ts";
import type { Asked, DoClient } from "./do-client.ts";
import { type CertificateIds, loadBalancerBody } from "./load-balancer-body.ts";
import { LOAD_BALANCER_RULES } from "./load-balancer-rules.ts";
import { LOAD_BALANCER_BLOCK } from "./load-balancer-schema.ts";

const NODES: Readonly<Record<string, number>> = { "lb-small": 1, "lb-medium": 3, "lb-large": 6 };

/** `digitalocean_loadbalancer`: one address in front of several droplets. */
export const LOAD_BALANCER: ApiResource<DoClient> = {
  noun: "load balancer",
  version: 1,
  block: LOAD_BALANCER_BLOCK,
  rules: LOAD_BALANCER_RULES,
  aliases: { health_check: "healthcheck", tag: "droplet_tag", forwarding_rules: "forwarding_rule" },
  alike: {
    region: ANY_CASE,
    type: ANY_CASE,
    network: ANY_CASE,
    network_stack: ANY_CASE,
    tls_cipher_policy: ANY_CASE,
    forwarding_rule: (one, other, state) => SAME_BLOCKS(byName(one), byName(other), state),
    healthcheck: SAME_BLOCKS,
    sticky_sessions: SAME_BLOCKS,
    firewall: SAME_BLOCKS,
    domains: SAME_BLOCKS,
  },

  adjust(planned, prior) {
    const isOther = (name: string): boolean => planned.plain(name) !== prior?.plain(name);
    if (prior === undefined) return {};
    return {
      unknown: isOther("size") && planned.string("size") !== undefined ? ["size_unit"] : [],
      // Droplets of a tag come and go by themselves.
      ...(isOther("droplet_tag") && planned.string("droplet_tag") !== undefined
        ? { set: { droplet_ids: [] } }
        : {}),
    };
  },

  async create(planned, { client, signal, progress }) {
    const asked = { signal, doing: `create the load balancer "${planned.text("name")}"` };
    const body = await loadBalancerBody(planned, undefined, certificateIds(client, asked));
    const made = new Fields(await client.call("POST", "/load_balancers", { ...asked, body })).block(
      "load_balancer",
    );
    const id = made?.text("id") ?? "";
    progress(`waiting for load balancer ${id}`);
    try {
      return await observe(client, await active(client, id, asked), planned, asked);
    } catch (error) {
      throw withPartial(error, { id, urn: `do:loadbalancer:${id}` });
    }
  },

  async read(state, { client, signal }) {
    const id = state.text("id");
    const asked = { signal, doing: `read the load balancer ${id}` };
    const found = await client.find(`/load_balancers/${id}`, "load_balancer", asked);
    return found && observe(client, found, state, asked);
  },

  async update(planned, prior, { client, signal }) {
    const id = prior.text("id");
    const asked = { signal, doing: `change the load balancer "${prior.text("name")}"` };
    const body = await loadBalancerBody(planned, prior, certificateIds(client, asked));
    await client.call("PUT", `/load_balancers/${id}`, { ...asked, body });
    return observe(client, await active(client, id, asked), planned, asked);
  },

  async delete(state, { client, signal }) {
    const path = `/load_balancers/${state.text("id")}`;
    const asked = { signal, doing: `delete the load balancer "${state.text("name")}"` };
    await client.remove(path, asked);
    await waitUntil(client.api.runtime.clock, signal, async () =>
      (await client.find(path, "load_balancer", asked)) === undefined ? true : undefined,
    );
  },

  async import(id, { client, signal }) {
    const asked = { signal, doing: `import the load balancer ${id}` };
    const found = await client.find(`/load_balancers/${encodeURIComponent(id)}`, "load_balancer", asked);
    if (found === undefined) throw nothingToImport("load balancer", id);
    return observe(client, found, new Fields({}), asked);
  },
};

function active(client: DoClient, id: string, asked: Asked): Promise<Fields> {
  return waitUntil(client.api.runtime.clock, asked.signal, async () => {
    const found = await client.find(`/load_balancers/${id}`, "load_balancer", asked);
    if (found?.string("status") === "errored")
      throw new ProviderFailure(
        cloudError("cloud-action-failed"),
        `The load balancer ${id} was made, and something went wrong at DigitalOcean: its status is "errored".`,
      );
    return found?.string("status") === "active" ? found : undefined;
  });
}

function certificateIds(client: DoClient, asked: Asked): CertificateIds {
  return async (name) => {
    const all = await client.list("/certificates", "certificates", { ...asked, query: { name } });
    const found = all.find((one) => one.string("name") === name);
    if (found !== undefined) return found.text("id");
    throw new ProviderFailure(cloudError("cloud-object-not-found"), `There is no certificate "${name}".`);
  };
}

async function observe(client: DoClient, found: Fields, of: Fields, asked: Asked): Promise<PlainRecord> {
  const id = found.text("id");
  const same = (name: string): Plain => found.plain(name);
  const unit = found.number("size_unit") ?? NODES[found.text("size")] ?? 1;
  const nameOf = async (certificate: string): Promise<string | null> => {
    if (certificate === "") return null;
    const path = `/certificates/${encodeURIComponent(certificate)}`;
    return (await client.find(path, "certificate", asked))?.string("name") ?? null;
  };
  const withName = async (one: Fields): Promise<PlainRecord> => ({
    ...one.record,
    certificate_id: one.string("certificate_id") || null,
    certificate_name: await nameOf(one.text("certificate_id")),
  });
  const size = of.string("size") === undefined ? null : (sizeOf(unit) ?? null);
  const firewall = found.block("firewall");
  const hasFirewall =
    firewall !== undefined && firewall.strings("allow").length + firewall.strings("deny").length > 0;
  const glb = found.block("glb_settings");
  return {
    id,
    urn: `do:loadbalancer:${id}`,
    name: same("name"),
    region: found.block("region")?.string("slug") ?? null,
    size,
    size_unit: unit,
    algorithm: same("algorithm") || "round_robin",
    droplet_ids: same("droplet_ids") ?? [],
    droplet_tag: found.string("tag") || null,
    redirect_http_to_https: same("redirect_http_to_https") ?? false,
    enable_proxy_protocol: same("enable_proxy_protocol") ?? false,
    enable_backend_keepalive: same("enable_backend_keepalive") ?? false,
    disable_lets_encrypt_dns_records: same("disable_lets_encrypt_dns_records") ?? false,
    http_idle_timeout_seconds: same("http_idle_timeout_seconds"),
    project_id: same("project_id"),
    vpc_uuid: same("vpc_uuid"),
    subnet_uuid: same("subnet_uuid"),
    ip: same("ip"),
    ipv6: same("ipv6"),
    status: same("status"),
    type: same("type"),
    network: same("network"),
    network_stack: same("network_stack"),
    tls_cipher_policy: same("tls_cipher_policy"),
    target_load_balancer_ids: found.strings("target_load_balancer_ids"),
    forwarding_rule: await Promise.all(found.blocks("forwarding_rules").map(withName)),
    healthcheck: found
      .blocks("health_check")
      .map(({ record }) => ({ ...record, path: record["path"] || null })),
    sticky_sessions: found.blocks("sticky_sessions").map(({ record }) => ({
      ...record,
      cookie_name: record["cookie_name"] || null,
      cookie_ttl_seconds: record["cookie_ttl_seconds"] || null,
    })),
    firewall: hasFirewall ? [{ allow: firewall.plain("allow"), deny: firewall.plain("deny") }] : [],
    domains: await Promise.all(found.blocks("domains").map(withName)),
    glb_settings:
      glb === undefined ? [] : [{ ...glb.record, cdn: glb.blocks("cdn").map(({ record }) => record) }],
  };
}

function sizeOf(unit: number): string | undefined {
  return Object.keys(NODES).find((size) => NODES[size] === unit);
}

/** Ids of certificates change when they are renewed; states of the public provider hold the name there. */
function byName(rules: Plain): Plain {
  if (!Array.isArray(rules)) return rules;
  return rules.map((rule: Plain) =>
    isRecord(rule) && rule["certificate_name"] ? { ...rule, certificate_id: null } : rule,
  );
}

import { isObject } from "../decode/is-object.ts";
import { recordOf, textOf, textsOf } from "../decode/loose-value.ts";
import type { ChainParts, ChainTarget, ResolverNode } from "./chain-parts.ts";
import type { ConfigEntry } from "./records.ts";

const CONNECT_TIMEOUT_DEFAULT = "5s";

/** The node for a target: where its resolver, and those that it is sent on to, let calls end. */
export function resolverNode(parts: ChainParts, asked: ChainTarget): ResolverNode {
  const target = destinationOf(parts, asked);
  const known = parts.nodes.get(`resolver:${target.ID}`);
  if (known?.Type === "resolver") return known;
  const node = parts.add(nodeOf(parts, target));
  const others = failoverOf(parts, target).map((other) => {
    const end = destinationOf(parts, other);
    // What another target fails over to is never followed, so the node is not needed, only what it says of its target.
    if (!parts.nodes.has(`resolver:${end.ID}`)) nodeOf(parts, end);
    return end.ID;
  });
  if (others.length > 0) node.Resolver.Failover = { Targets: others };
  return node;
}

/** Follows redirects and default subsets to their end. */
function destinationOf(parts: ChainParts, asked: ChainTarget): ChainTarget {
  const way: string[] = [];
  for (let target = asked; ; ) {
    // What has its node already was followed before.
    if (parts.nodes.has(`resolver:${target.ID}`)) return target;
    parts.meet(target.Service);
    const isCircle = way.includes(target.ID);
    way.push(target.ID);
    if (isCircle) {
      parts.fail(`detected circular resolver redirect: [${way.join(" -> ")}]`);
      return target;
    }
    const next = nextOf(parts, target);
    if (next.ID === target.ID) return target;
    target = next;
  }
}

function nextOf(parts: ChainParts, target: ChainTarget): ChainTarget {
  const entry = resolverOf(parts, target);
  const redirect = entry?.["Redirect"];
  const redirected = isObject(redirect) ? parts.redirected(target, redirect) : target;
  if (redirected.ID !== target.ID) return redirected;
  const standard = textOf(entry?.["DefaultSubset"]);
  return target.ServiceSubset === undefined && standard !== ""
    ? parts.redirected(target, { ServiceSubset: standard })
    : target;
}

function resolverOf(parts: ChainParts, { Service }: ChainTarget): ConfigEntry | undefined {
  return parts.entries.get("service-resolver", Service);
}

function nodeOf(parts: ChainParts, target: ChainTarget): ResolverNode {
  const entry = resolverOf(parts, target);
  const subsets = recordOf(entry?.["Subsets"]);
  const subset = target.ServiceSubset;
  const [service, named] = [target.Service, subset].map((text) => JSON.stringify(text));
  if (subset !== undefined && !Object.hasOwn(subsets, subset))
    parts.fail(`service ${service} does not have a subset named ${named}`);
  target.Subset = recordOf(subsets[subset ?? ""]);
  settlePlace(parts, target, entry);
  parts.kept.add(target.ID);
  const balancer = entry?.["LoadBalancer"];
  return {
    Type: "resolver",
    Name: target.ID,
    Resolver: {
      ConnectTimeout: parts.overridden(
        "connectTimeout",
        textOf(entry?.["ConnectTimeout"]) || CONNECT_TIMEOUT_DEFAULT,
      ),
      ...(isDefault(entry) ? { Default: true } : {}),
      Target: target.ID,
    },
    ...(isObject(balancer) ? { LoadBalancer: balancer } : {}),
  };
}

/** Whether a target lies outside, and whether calls to it go through gateways. */
function settlePlace(parts: ChainParts, target: ChainTarget, entry: ConfigEntry | undefined): void {
  const sni = textOf(parts.entries.get("service-defaults", target.Service)?.["ExternalSNI"]);
  if (sni !== "") {
    target.SNI = sni;
    target.External = true;
    for (const [field, what] of [
      ["Redirect", "redirects"],
      ["Subsets", "subsets"],
      ["Failover", "failover"],
    ] as const)
      if (entry?.[field] !== undefined)
        parts.fail(
          `service ${JSON.stringify(target.Service)} has an external SNI set; cannot define ${what} for external services`,
        );
  } else if (target.Datacenter !== parts.place.callersDatacenter) {
    target.MeshGateway = parts.gatewayOf(target.Service);
  }
}

/** Where calls go when the target has nobody for them: other datacenters in their order, or another service or subset. */
function failoverOf(parts: ChainParts, target: ChainTarget): readonly ChainTarget[] {
  const all = recordOf(resolverOf(parts, target)?.["Failover"]);
  const subset = target.ServiceSubset ?? "";
  const failover = Object.hasOwn(all, subset) ? all[subset] : all["*"];
  if (!isObject(failover)) return [];
  const datacenters = textsOf(failover["Datacenters"]);
  const others = (datacenters.length === 0 ? [""] : datacenters).map((datacenter) =>
    parts.redirected(target, failover, datacenter),
  );
  return others.filter((other) => other.ID !== target.ID);
}

/** True where there is no resolver, or one that says nothing. */
function isDefault(entry: ConfigEntry | undefined): boolean {
  const said = Object.keys(entry ?? {}).filter(
    (name) => !["Kind", "Name", "Namespace", "Meta"].includes(name),
  );
  return said.length === 0;
}

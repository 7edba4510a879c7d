import { parseDurationNs } from "@tutti/values";
import { isObject } from "../decode/is-object.ts";
import { recordOf, textOf } from "../decode/loose-value.ts";
import type { ConfigEntry } from "./records.ts";

type Shape = Readonly<Record<string, unknown>>;

const SUBSET_NAME = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;
const SUBSET_NAME_MAX = 63;

/** What is wrong with a resolver, in Consul's words; undefined if nothing is. */
export function resolverMistake(entry: ConfigEntry): string | undefined {
  const subsets = recordOf(entry["Subsets"]);
  for (const name of Object.keys(subsets)) {
    if (name === "") return "Subset defined with empty name";
    if (name.length > SUBSET_NAME_MAX || !SUBSET_NAME.test(name))
      return `Subset ${JSON.stringify(name)} is invalid: must be ${SUBSET_NAME_MAX} characters or less of lower case letters, digits and '-', with none of the latter at an end`;
  }
  const isSubset = (name: string): boolean => Object.hasOwn(subsets, name);
  const standard = textOf(entry["DefaultSubset"]);
  if (standard !== "" && !isSubset(standard))
    return `DefaultSubset ${JSON.stringify(standard)} is not a valid subset`;
  return (
    redirectMistake(entry, isSubset) ??
    failoverMistake(entry, isSubset) ??
    timeoutMistake(entry) ??
    balancerMistake(entry["LoadBalancer"])
  );
}

function redirectMistake(entry: ConfigEntry, isSubset: (name: string) => boolean): string | undefined {
  if (!isObject(entry["Redirect"])) return undefined;
  if (Object.keys(recordOf(entry["Failover"])).length > 0) return "Redirect and Failover cannot both be set";
  const [service, subset, namespace, datacenter] = [
    "Service",
    "ServiceSubset",
    "Namespace",
    "Datacenter",
  ].map((name) => textOf(recordOf(entry["Redirect"])[name]));
  if (service === "" && subset === "" && namespace === "" && datacenter === "") return "Redirect is empty";
  if (service === "") {
    if (subset !== "") return "Redirect.ServiceSubset defined without Redirect.Service";
    return namespace === "" ? undefined : "Redirect.Namespace defined without Redirect.Service";
  }
  const isOwn = service === entry.Name && subset !== undefined && subset !== "";
  return isOwn && !isSubset(subset)
    ? `Redirect.ServiceSubset ${JSON.stringify(subset)} is not a valid subset of ${JSON.stringify(service)}`
    : undefined;
}

function failoverMistake(entry: ConfigEntry, isSubset: (name: string) => boolean): string | undefined {
  for (const [subset, given] of Object.entries(recordOf(entry["Failover"]))) {
    const place = `Bad Failover[${JSON.stringify(subset)}]`;
    if (subset !== "*" && !isSubset(subset)) return `${place}: not a valid subset`;
    const failover = recordOf(given);
    const service = textOf(failover["Service"]);
    const to = textOf(failover["ServiceSubset"]);
    const datacenters = Array.isArray(failover["Datacenters"]) ? failover["Datacenters"] : [];
    if (service === "" && to === "" && textOf(failover["Namespace"]) === "" && datacenters.length === 0)
      return `${place} one of Service, ServiceSubset, Namespace, or Datacenters is required`;
    if (to !== "" && (service === "" || service === entry.Name) && !isSubset(to))
      return `${place}.ServiceSubset ${JSON.stringify(to)} is not a valid subset of ${JSON.stringify(service)}`;
    if (datacenters.includes("")) return `${place}.Datacenters: found empty datacenter`;
  }
  return undefined;
}

function timeoutMistake(entry: ConfigEntry): string | undefined {
  const timeout = textOf(entry["ConnectTimeout"]);
  return (parseDurationNs(timeout) ?? 0) < 0 ? `Bad ConnectTimeout '${timeout}', must be >= 0` : undefined;
}

const POLICIES = ["", "random", "round_robin", "least_request", "ring_hash", "maglev"];
const HASHED = ["header", "cookie", "query_parameter"];

function balancerMistake(given: unknown): string | undefined {
  if (!isObject(given)) return undefined;
  const policy = textOf(given["Policy"]);
  const quoted = JSON.stringify(policy);
  const bad = "Bad LoadBalancer configuration";
  if (!POLICIES.includes(policy)) return `Bad LoadBalancer policy: ${quoted} is not supported`;
  if (policy !== "ring_hash" && isObject(given["RingHashConfig"]))
    return `${bad}. RingHashConfig specified for incompatible load balancing policy ${quoted}`;
  if (policy !== "least_request" && isObject(given["LeastRequestConfig"]))
    return `${bad}. LeastRequestConfig specified for incompatible load balancing policy ${quoted}`;
  const hashes = Array.isArray(given["HashPolicies"]) ? given["HashPolicies"].map(recordOf) : [];
  if (policy !== "ring_hash" && policy !== "maglev" && hashes.length > 0)
    return `${bad}: HashPolicies specified for non-hash-based Policy: ${quoted}`;
  for (const [at, hash] of hashes.entries()) {
    const mistake = hashMistake(hash);
    if (mistake !== undefined) return `Bad LoadBalancer HashPolicy[${at}]: ${mistake}`;
  }
  return undefined;
}

function hashMistake(hash: Shape): string | undefined {
  const field = textOf(hash["Field"]);
  const value = textOf(hash["FieldValue"]);
  const quoted = JSON.stringify(field);
  if (field !== "" && !HASHED.includes(field)) return `${quoted} is not a supported field`;
  if (hash["SourceIP"] === true && field !== "")
    return `A single hash policy cannot hash both a source address and a ${quoted}`;
  if (hash["SourceIP"] === true && value !== "")
    return "A FieldValue cannot be specified when hashing SourceIP";
  if (field !== "" && value === "") return `Field ${quoted} was specified without a FieldValue`;
  if (!isObject(hash["CookieConfig"])) return undefined;
  if (field !== "cookie") return `cookie_config provided for ${quoted}`;
  const cookie = hash["CookieConfig"];
  return cookie["Session"] === true && textOf(cookie["TTL"]) !== ""
    ? "a session cookie cannot have an associated TTL"
    : undefined;
}

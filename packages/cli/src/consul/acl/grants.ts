import { listFlag, textFlag } from "../../command/flags.ts";
import { type JsonRecord, recordsOf, textOf } from "../api/json-shapes.ts";

/** The flags by which tokens and roles are granted something. */
export const GRANT_FLAGS = {
  "policy-id": listFlag(),
  "policy-name": listFlag(),
  "service-identity": listFlag(),
  "node-identity": listFlag(),
  "templated-policy": textFlag(),
  var: listFlag(),
} as const;

export const ROLE_FLAGS = { "role-id": listFlag(), "role-name": listFlag() } as const;

interface GivenGrants {
  readonly "policy-id": readonly string[];
  readonly "policy-name": readonly string[];
  readonly "service-identity": readonly string[];
  readonly "node-identity": readonly string[];
  readonly "templated-policy": string;
  readonly var: readonly string[];
  readonly "role-id"?: readonly string[];
  readonly "role-name"?: readonly string[];
}

/** What the flags grant, in the shape of the API; or what is wrong with them. */
export function grantsOf(given: GivenGrants): JsonRecord | string {
  const nodes: JsonRecord[] = [];
  for (const text of given["node-identity"]) {
    const [name = "", datacenter, ...more] = text.split(":");
    if (datacenter === undefined || more.length > 0) {
      return `Malformed -node-identity argument: ${JSON.stringify(text)}`;
    }
    nodes.push({ NodeName: name, Datacenter: datacenter });
  }
  const templated = templatedPolicies(given["templated-policy"], given.var);
  if (typeof templated === "string") return templated;
  return {
    ...(templated.length === 0 ? {} : { TemplatedPolicies: templated }),
    Policies: [
      ...given["policy-id"].map((ID) => ({ ID })),
      ...given["policy-name"].map((Name) => ({ Name })),
    ],
    Roles: [
      ...(given["role-id"] ?? []).map((ID) => ({ ID })),
      ...(given["role-name"] ?? []).map((Name) => ({ Name })),
    ],
    ServiceIdentities: given["service-identity"].map((text) => {
      const [name = "", datacenters] = text.split(":");
      return {
        ServiceName: name,
        ...(datacenters === undefined ? {} : { Datacenters: datacenters.split(",") }),
      };
    }),
    NodeIdentities: nodes,
  };
}

/** The one template of the flags, with its variables. */
function templatedPolicies(name: string, variables: readonly string[]): readonly JsonRecord[] | string {
  if (name === "")
    return variables.length === 0 ? [] : "-var says something of a template: name it with -templated-policy";
  const out = templateVariablesOf(variables);
  if (typeof out === "string") return out;
  return [{ TemplateName: name, ...(variables.length === 0 ? {} : { TemplateVariables: out }) }];
}

/** What `-var` says, in the shape of the API: `name:VALUE`, whatever the letter case; or what is wrong with it. */
export function templateVariablesOf(variables: readonly string[]): JsonRecord | string {
  const out: Record<string, string> = {};
  for (const text of variables) {
    const [variable = "", ...value] = text.split(":");
    if (variable.toLowerCase() !== "name" || value.length === 0)
      return `Malformed variable ${JSON.stringify(text)}: write name:VALUE, which is all that templates ask for`;
    out["Name"] = value.join(":");
  }
  return out;
}

export function isEmptyGrant(grants: JsonRecord): boolean {
  return Object.values(grants).every((list) => recordsOf(list).length === 0);
}

/** The grants that are there and those that are added, each once. */
export function mergeGrants(existing: JsonRecord, added: JsonRecord): JsonRecord {
  const out: Record<string, unknown> = {};
  for (const name of Object.keys(added)) {
    const seen = recordsOf(existing[name]);
    const fresh = recordsOf(added[name]).filter((one) => !seen.some((other) => sameGrant(one, other)));
    out[name] = [...seen, ...fresh];
  }
  return out;
}

const KEYS = ["ID", "Name", "ServiceName", "NodeName", "TemplateName"];

function sameGrant(one: JsonRecord, other: JsonRecord): boolean {
  return KEYS.some((key) => textOf(one[key]) !== "" && textOf(one[key]) === textOf(other[key]));
}

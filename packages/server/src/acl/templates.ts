import { isIdentityName } from "./identity-name.ts";

/** Rules that everybody needs alike, with a name to be put in. The names and rules are those of Consul 1.16 and 1.17. */
export interface PolicyTemplate {
  readonly name: string;
  readonly description: string;
  /** Whose name is put in; undefined where the rules are about no one. */
  readonly of?: "service" | "node";
  /** HCL; `{{.Name}}` stands for the name. */
  readonly template: string;
}

const READ_SERVICES = 'service_prefix "" {\n  policy = "read"\n}\n';
const READ_NODES = 'node_prefix "" {\n  policy = "read"\n}\n';
const READ_AGENTS = 'agent_prefix "" {\n  policy = "read"\n}\n';
const WRITE_SERVICES = 'service_prefix "" {\n  policy = "write"\n}\n';

const TEMPLATES: readonly PolicyTemplate[] = [
  {
    name: "builtin/dns",
    description: "Gives the token or role permissions for the Consul DNS to query services in the network.",
    template: `${READ_NODES}${READ_SERVICES}query_prefix "" {\n  policy = "read"\n}\n`,
  },
  {
    name: "builtin/node",
    description: "Gives the token or role permissions for a node to register itself, and to find services.",
    of: "node",
    template: `node "{{.Name}}" {\n  policy = "write"\n}\n${READ_SERVICES}`,
  },
  {
    name: "builtin/nomad-client",
    description: "Gives the token or role permissions for a client of Nomad.",
    template: `${READ_AGENTS}${READ_NODES}${WRITE_SERVICES}key_prefix "" {\n  policy = "read"\n}\n`,
  },
  {
    name: "builtin/nomad-server",
    description: "Gives the token or role permissions for a server of Nomad.",
    template: `acl = "write"\n${READ_AGENTS}${READ_NODES}${WRITE_SERVICES}`,
  },
  {
    name: "builtin/service",
    description:
      "Gives the token or role permissions to register a service and its sidecar proxy, and to find services and nodes.",
    of: "service",
    template: `service "{{.Name}}" {\n  policy = "write"\n}\nservice "{{.Name}}-sidecar-proxy" {\n  policy = "write"\n}\n${READ_SERVICES}${READ_NODES}`,
  },
];

/** All templates, by name. */
export const templates: ReadonlyMap<string, PolicyTemplate> = new Map(
  TEMPLATES.map((one) => [one.name, one]),
);

/** The rules of a template about somebody. The name was looked at: it cannot end the text that it stands in. */
export function rulesOfTemplate({ template }: PolicyTemplate, name: string): string {
  return template.replaceAll("{{.Name}}", name);
}

/** Whether a template can be about that name; one that is about no one takes none. */
export function takesName({ of }: PolicyTemplate, name: string): boolean {
  return of === undefined ? name === "" : isIdentityName(name);
}

/** What a template takes, as a JSON schema in a text. */
export function schemaOf({ of }: PolicyTemplate): string {
  if (of === undefined) return "";
  return JSON.stringify({
    type: "object",
    properties: { name: { type: "string", $ref: "#/definitions/min-length-one" } },
    required: ["name"],
    definitions: { "min-length-one": { type: "string", minLength: 1 } },
  });
}

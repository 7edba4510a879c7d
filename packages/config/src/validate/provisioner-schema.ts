import type { AttributeSchema, BlockSchema } from "@tutti/plugin";
import { BOOL, listType, mapType, NUMBER, STRING, type Type } from "@tutti/values";

const optional = (type: Type): AttributeSchema => ({ type, optional: true });
const required = (type: Type): AttributeSchema => ({ type, required: true });

function schemaOf(attributes: Readonly<Record<string, AttributeSchema>>): BlockSchema {
  return { attributes: new Map(Object.entries(attributes)), blocks: new Map() };
}

/** The built-in provisioners, by type. */
export const PROVISIONERS: ReadonlyMap<string, BlockSchema> = new Map([
  [
    "local-exec",
    schemaOf({
      command: required(STRING),
      interpreter: optional(listType(STRING)),
      working_dir: optional(STRING),
      environment: optional(mapType(STRING)),
      quiet: optional(BOOL),
    }),
  ],
  [
    "remote-exec",
    schemaOf({
      inline: optional(listType(STRING)),
      script: optional(STRING),
      scripts: optional(listType(STRING)),
    }),
  ],
  ["file", schemaOf({ source: optional(STRING), content: optional(STRING), destination: required(STRING) })],
]);

const TEXTS = [
  "user",
  "password",
  "host",
  "timeout",
  "script_path",
  "target_platform",
  "private_key",
  "certificate",
  "host_key",
  "agent_identity",
  "proxy_scheme",
  "proxy_host",
  "proxy_user_name",
  "proxy_user_password",
  "bastion_host",
  "bastion_host_key",
  "bastion_user",
  "bastion_password",
  "bastion_private_key",
  "bastion_certificate",
  "cacert",
];

/** A `connection` block. */
export const CONNECTION: BlockSchema = schemaOf({
  type: optional(STRING),
  ...Object.fromEntries(TEXTS.map((name) => [name, optional(STRING)])),
  port: optional(NUMBER),
  proxy_port: optional(NUMBER),
  bastion_port: optional(NUMBER),
  agent: optional(BOOL),
  https: optional(BOOL),
  insecure: optional(BOOL),
  use_ntlm: optional(BOOL),
});

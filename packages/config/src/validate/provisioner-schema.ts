import { type Diagnostic, errorDiagnostic } from "@tutti/hcl";
import type { AttributeSchema, BlockSchema } from "@tutti/plugin";
import { BOOL, listType, mapType, NUMBER, STRING, type Type, type Value } from "@tutti/values";
import { configError } from "../errors.ts";

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
  host: required(STRING),
  ...Object.fromEntries(TEXTS.map((name) => [name, optional(STRING)])),
  port: optional(NUMBER),
  proxy_port: optional(NUMBER),
  bastion_port: optional(NUMBER),
  agent: optional(BOOL),
  https: optional(BOOL),
  insecure: optional(BOOL),
  use_ntlm: optional(BOOL),
});

/** What is wrong with the arguments of a provisioner, beyond its schema. */
export function provisionerMistake(type: string, config: Value): Diagnostic | undefined {
  const isSet = (name: string): boolean => config.asEntries.get(name)?.isNull === false;
  if (type === "remote-exec" && ["inline", "script", "scripts"].filter(isSet).length !== 1)
    return errorDiagnostic(
      configError("invalid-remote-exec-provisioner-configuration"),
      'Only one of "inline", "script", or "scripts" must be set',
    );
  if (type !== "file") return undefined;
  if (isSet("source") && isSet("content"))
    return errorDiagnostic(configError("file-provisioner-has-source-and-content"), "");
  return isSet("source") || isSet("content")
    ? undefined
    : errorDiagnostic(configError("file-provisioner-has-nothing-to-copy"), "");
}

import { STRING } from "@tutti/values";
import type { AttributeSchema, ProviderSchema, ResourceSchema } from "./schema.ts";
import { SERVICE_BLOCK } from "./service.ts";

const PROVIDER_ATTRIBUTES: readonly (readonly [string, AttributeSchema])[] = [
  [
    "agent_address",
    {
      type: STRING,
      optional: true,
      description: "Where service blocks are registered; by default CONSUL_HTTP_ADDR, else 127.0.0.1:8500.",
    },
  ],
  [
    "agent_token",
    { type: STRING, optional: true, sensitive: true, description: "By default CONSUL_HTTP_TOKEN." },
  ],
];

/** The schema of a provider whose types may carry services: their blocks, and where the agent is. */
export function schemaWithServices(inner: ProviderSchema): ProviderSchema {
  const resourceTypes = new Map<string, ResourceSchema>();
  for (const [name, schema] of inner.resourceTypes) {
    resourceTypes.set(name, schema.carriesServices === true ? withServiceBlock(schema) : schema);
  }
  const { block } = inner.provider;
  const attributes = new Map([...block.attributes, ...PROVIDER_ATTRIBUTES]);
  return { ...inner, provider: { ...inner.provider, block: { ...block, attributes } }, resourceTypes };
}

function withServiceBlock(schema: ResourceSchema): ResourceSchema {
  const blocks = new Map([...schema.block.blocks, ["service", SERVICE_BLOCK] as const]);
  return { ...schema, block: { ...schema.block, blocks } };
}

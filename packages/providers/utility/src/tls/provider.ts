import {
  block,
  blockList,
  defineProvider,
  definitionSchema,
  optional,
  optionalComputed,
  type ProviderDefinition,
  type ProviderFactory,
  ProviderFailure,
} from "@tutti/plugin";
import type { Runtime } from "@tutti/runtime";
import { BOOL, STRING } from "@tutti/values";
import { utilityError } from "../errors.ts";
import { CERT_REQUEST } from "./cert-request.ts";
import { CERTIFICATE_DATA } from "./certificate-data.ts";
import { LOCALLY_SIGNED_CERT } from "./locally-signed-cert.ts";
import { PRIVATE_KEY } from "./private-key.ts";
import { PUBLIC_KEY_DATA } from "./public-key-data.ts";
import { SELF_SIGNED_CERT } from "./self-signed-cert.ts";

const PROXY = block({
  url: optional(STRING, { description: "A proxy for `tls_certificate`; refused." }),
  username: optional(STRING, { description: "With `url`." }),
  password: optional(STRING, { sensitive: true, description: "With `username`." }),
  from_env: optionalComputed(BOOL, { description: "Nothing is asked through a proxy, whatever it says." }),
});

/** `hashicorp/tls`: keys and certificates. */
export function createProviderFactory(runtime: Runtime): ProviderFactory {
  const definition: ProviderDefinition<Runtime> = {
    block: block({}, { proxy: blockList(PROXY, { maxItems: 1 }) }),
    resources: {
      tls_cert_request: CERT_REQUEST,
      tls_locally_signed_cert: LOCALLY_SIGNED_CERT,
      tls_private_key: PRIVATE_KEY,
      tls_self_signed_cert: SELF_SIGNED_CERT,
    },
    dataSources: { tls_certificate: CERTIFICATE_DATA, tls_public_key: PUBLIC_KEY_DATA },
    configure: async (config) => {
      if (config.block("proxy")?.string("url") === undefined) return runtime;
      throw new ProviderFailure(
        utilityError("proxy-not-supported"),
        "The built-in provider tls asks no server through a proxy. Lock the real one in .terraform.lock.hcl to have that.",
      );
    },
  };
  const schema = definitionSchema(definition);
  return {
    source: "registry.terraform.io/hashicorp/tls",
    version: undefined,
    schema: async () => schema,
    create: async () => defineProvider(definition),
  };
}

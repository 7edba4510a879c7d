import { unlessSwitchedOff } from "../acl/endpoint.ts";
import type { ServerContext, ServerPart } from "../server-context.ts";
import { loginEndpoints } from "./login-endpoints.ts";
import { methodEndpoints } from "./method-endpoints.ts";
import { ruleEndpoints } from "./rule-endpoints.ts";
import { Validators } from "./validators.ts";

/** `/v1/acl/auth-method`, `binding-rule`, `login`, `logout` and `oidc`: tokens for those whom others know. */
export function createAuthMethodPart(context: ServerContext): ServerPart {
  const validators = new Validators(context.runtime);
  return {
    endpoints: unlessSwitchedOff(context, {
      ...methodEndpoints(context, validators),
      ...ruleEndpoints(context, validators),
      ...loginEndpoints(context, validators),
    }),
  };
}

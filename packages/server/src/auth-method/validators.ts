import type { AuthMethodRecord } from "../acl/records.ts";
import type { ServerContext } from "../server-context.ts";
import { type Outcome, refuse } from "../state/refusal.ts";
import type { Row } from "../state/table.ts";
import { authMethodError } from "./errors.ts";
import { createJwtValidator } from "./jwt-validator.ts";
import { createKubernetesValidator, readKubernetesConfig } from "./kubernetes-validator.ts";
import { createOidcValidator, type OidcValidator } from "./oidc-validator.ts";
import { readSsoConfig } from "./sso-config.ts";
import { LoginFailure, type Validator } from "./validator.ts";

type Outside = Pick<ServerContext, "runtime">["runtime"];
export type AnyValidator = Validator & Partial<OidcValidator>;

/** By type, what a method does. */
const TYPES: ReadonlyMap<
  string,
  (runtime: Outside, config: AuthMethodRecord["Config"]) => AnyValidator | LoginFailure
> = new Map([
  [
    "jwt",
    (runtime, config) => {
      const read = readSsoConfig("jwt", config);
      return read instanceof LoginFailure ? read : createJwtValidator(runtime, read);
    },
  ],
  [
    "kubernetes",
    (runtime, config) => {
      const read = readKubernetesConfig(config);
      return read instanceof LoginFailure ? read : createKubernetesValidator(runtime, read);
    },
  ],
  [
    "oidc",
    (runtime, config) => {
      const read = readSsoConfig("oidc", config);
      return read instanceof LoginFailure ? read : createOidcValidator(runtime, read);
    },
  ],
]);

/** Whether there is such a type. */
export function isAuthMethodType(type: string): boolean {
  return TYPES.has(type);
}

/** What a method does that is not kept yet: its configuration is checked, and whoever it names is asked. */
export async function checkMethod(
  runtime: Outside,
  { Type, Config }: Pick<AuthMethodRecord, "Type" | "Config">,
): Promise<Outcome<AnyValidator>> {
  const validator = TYPES.get(Type)?.(runtime, Config) ?? new LoginFailure(`there is no type ${Type}`);
  const failure = validator instanceof LoginFailure ? validator : await validator.check();
  if (failure !== undefined) return refuse(authMethodError("auth-method-invalid", failure.why));
  return validator as AnyValidator;
}

/** The validators of the methods that are kept: each with the keys that it has fetched, until its method changes. */
export class Validators {
  readonly #runtime: Outside;
  readonly #known = new Map<string, { readonly index: number; readonly validator: AnyValidator }>();

  constructor(runtime: Outside) {
    this.#runtime = runtime;
  }

  of({ id, modifyIndex, value }: Row<AuthMethodRecord>): Outcome<AnyValidator> {
    const known = this.#known.get(id);
    if (known?.index === modifyIndex) return known.validator;
    const validator = TYPES.get(value.Type)?.(this.#runtime, value.Config);
    if (validator === undefined || validator instanceof LoginFailure)
      return refuse(
        authMethodError("auth-method-not-usable", JSON.stringify(id), validator?.why ?? value.Type),
      );
    this.#known.set(id, { index: modifyIndex, validator });
    return validator;
  }

  forget(name: string): void {
    this.#known.delete(name);
  }
}

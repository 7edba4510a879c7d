import { ANONYMOUS_ACCESSOR_ID } from "@tutti/agent-api";
import type { ServerContext } from "../server-context.ts";
import { type Outcome, type Refusal, refuse } from "../state/refusal.ts";
import { secretError } from "./errors.ts";
import { pathMistake } from "./records.ts";

/**
 * Where nobody is asked who he is, whoever reaches the port would read every
 * secret: there are none then, but on an agent for development.
 */
export function refusalWithoutAccessControl({ config }: ServerContext): Refusal | undefined {
  return config.acl.enabled || config.devMode ? undefined : refuse(secretError("secrets-need-acl"), 403);
}

/** The path of a secret, or why it can be none. */
export function decodePath(context: ServerContext, path: string): Outcome<string> {
  const mistake = pathMistake(path);
  if (mistake !== undefined)
    return refuse(secretError("secret-path-invalid", JSON.stringify(path), mistake), 400);
  return refusalWithoutAccessControl(context) ?? path;
}

/** Whose token it is: an accessor; "" where there is no access control. */
export function holderOf({ config, state }: ServerContext, token: string): string {
  if (!config.acl.enabled) return "";
  return state.acl.tokenBySecret(token)?.id ?? ANONYMOUS_ACCESSOR_ID;
}

/** There is no such secret, or no such version of it. */
export function secretNotFound(path: string): Refusal {
  return refuse(secretError("secret-not-found", JSON.stringify(path)), 404);
}

import { type Endpoint, endpoint } from "../endpoint/endpoint.ts";
import { json, refusal } from "../endpoint/reply.ts";
import { right } from "../rights/right.ts";
import type { Endpoints, ServerContext } from "../server-context.ts";
import { refuse } from "../state/refusal.ts";
import { refusalWithoutAccessControl } from "./access.ts";
import { secretError } from "./errors.ts";
import { KEYS_MAX, type SecretKeys } from "./keys.ts";
import type { SecretKey } from "./sealing.ts";

/** `/v1/secret/keys`: which keys there are; no answer shows one. */
export function keyEndpoints(context: ServerContext, keys: SecretKeys): Endpoints {
  return { "secret.keys": listEndpoint(context, keys), "secret.keys-rotate": rotateEndpoint(context, keys) };
}

function listEndpoint(context: ServerContext, keys: SecretKeys): Endpoint {
  return endpoint<true>({
    decode: () => refusalWithoutAccessControl(context) ?? true,
    rights: () => [right("operator", "read")],
    answer: () => json(keys.all.map((key, at, all) => shown(key, at === all.length - 1))),
  });
}

function rotateEndpoint(context: ServerContext, keys: SecretKeys): Endpoint {
  return endpoint<true>({
    decode: () => refusalWithoutAccessControl(context) ?? true,
    rights: () => [right("operator", "write")],
    async answer() {
      const key = await keys.rotate();
      if (key === undefined) return refusal(refuse(secretError("too-many-secret-keys", KEYS_MAX), 429));
      context.log("info", `secret: values are sealed with the key ${key.id} from now on`);
      return json(shown(key, true));
    },
  });
}

function shown({ id, createTime }: SecretKey, isActive: boolean): Readonly<Record<string, unknown>> {
  return { ID: id, CreateTime: createTime, Active: isActive };
}

import { formatDurationMs } from "@tutti/values";
import { blockingJson } from "../endpoint/blocking-reply.ts";
import { type Endpoint, endpoint, openToAll } from "../endpoint/endpoint.ts";
import { json, refusal } from "../endpoint/reply.ts";
import { right } from "../rights/right.ts";
import type { ServerContext, ServerPart } from "../server-context.ts";
import type { Row } from "../state/table.ts";
import { decodePath, refusalWithoutAccessControl, secretNotFound } from "./access.ts";
import { keyEndpoints } from "./key-endpoints.ts";
import { SecretKeys } from "./keys.ts";
import { leaseEndpoints } from "./lease-endpoints.ts";
import { LeaseKeeper } from "./lease-keeper.ts";
import type { SecretRecord } from "./records.ts";
import { valueEndpoints } from "./value-endpoints.ts";
import { SECRETS_TOPIC, secretTopic } from "./view.ts";

/** `/v1/secret`: values that are sealed with a key of the server, in versions. */
export function createSecretPart(context: ServerContext): ServerPart {
  const { disk, random, clock } = context.runtime;
  const keys = new SecretKeys({ disk, random, clock }, context.config.dataDirectory);
  const keeper = new LeaseKeeper(context);
  const { secrets } = context.state.secrets;
  context.metrics.observe(() => context.metrics.gauge("secret.leases", context.state.secrets.leases.size));
  return {
    endpoints: {
      ...valueEndpoints(context, keys),
      ...leaseEndpoints(context),
      ...keyEndpoints(context, keys),
      "secret.list": listEndpoint(context),
      "secret.versions": versionsEndpoint(context),
    },
    async start() {
      await keys.load();
      const [any] = secrets.list();
      if (any !== undefined && keys.all.length === 0)
        context.log("error", "secret: there are secrets and no keys to open them: put secret-keys.json back");
      keeper.start();
    },
    stop: async () => keeper.stop(),
  };
}

function listEndpoint(context: ServerContext): Endpoint {
  const { secrets } = context.state.secrets;
  return endpoint<string, Row<SecretRecord>>({
    decode: ({ rest }) => refusalWithoutAccessControl(context) ?? rest,
    rights: openToAll,
    visible: ({ id }) => [right("secret", "read", id)],
    answer: (prefix, granted) =>
      blockingJson({
        topics: [SECRETS_TOPIC],
        shareKey: prefix,
        run: () => ({
          index: secrets.index,
          value: granted.visible(secrets.list(prefix)).map(({ id }) => id),
        }),
      }),
  });
}

/** What is known of a secret; to wait for its next version costs nothing and shows nothing. */
function versionsEndpoint(context: ServerContext): Endpoint {
  const { secrets } = context.state.secrets;
  return endpoint<string>({
    decode: ({ rest }) => decodePath(context, rest),
    rights: (path) => [right("secret", "read", path)],
    answer: (path) => ({
      kind: "blocking",
      read: {
        topics: [secretTopic(path)],
        run() {
          const row = secrets.get(path);
          return row === undefined
            ? { index: secrets.index, reply: refusal(secretNotFound(path)) }
            : { index: row.modifyIndex, reply: json(shown(row)) };
        },
      },
    }),
  });
}

/** A secret without its values, as the API shows it. */
function shown({ value, createIndex, modifyIndex }: Row<SecretRecord>): Readonly<Record<string, unknown>> {
  return {
    Path: value.Path,
    Version: value.Newest,
    MaxVersions: value.MaxVersions,
    LeaseTTL: value.LeaseTTLMs === 0 ? "" : formatDurationMs(value.LeaseTTLMs),
    CreateTime: value.CreateTime,
    Versions: value.Versions,
    CreateIndex: createIndex,
    ModifyIndex: modifyIndex,
  };
}

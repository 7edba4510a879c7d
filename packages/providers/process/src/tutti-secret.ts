import { Buffer } from "node:buffer";
import { type AgentClient, type ApiAnswer, createAgentClient, recordOf } from "@tutti/agent-api";
import {
  block,
  computed,
  type DataDefinition,
  type EphemeralDefinition,
  optional,
  optionalComputed,
  type PlainRecord,
  ProviderFailure,
  providerError,
  required,
} from "@tutti/plugin";
import { fromUnknown, type Runtime } from "@tutti/runtime";
import { NUMBER, STRING } from "@tutti/values";
import { processError } from "./errors.ts";

/** What types of ours are made with: this machine, and the way to the agent. */
export interface TuttiClient extends Runtime {
  /** Made when somebody asks: who starts processes alone needs none. */
  agent(): AgentClient;
}

/** The way to the agent, by the provider's arguments and the environment. */
export function agentOf(
  runtime: Runtime,
  given: { readonly address: string | undefined; readonly token: string | undefined },
): () => AgentClient {
  const { address, token } = given;
  return () =>
    createAgentClient(runtime, {
      ...(address === undefined ? {} : { address }),
      ...(token === undefined ? {} : { token }),
      timeoutMs: TIMEOUT_MS,
    });
}

const TIMEOUT_MS = 30_000;
const LEASE_DEFAULT = "10m";
/** Of its time a lease is used for so much before it is renewed. */
const RENEWED_AT = 0.5;

const WHICH = {
  path: required(STRING, { description: "Of the secret, as `tutti secret put` was given it." }),
  version: optionalComputed(NUMBER, { description: "By default the newest." }),
};

const FOUND = {
  value: computed(STRING, { sensitive: true, description: "As text; null where it is none." }),
  value_base64: computed(STRING, { sensitive: true, description: "The bytes of the value, in base64." }),
};

/** Ephemeral `tutti_secret`: a secret of the agent, leased while it is used, and written nowhere. */
export const SECRET: EphemeralDefinition<TuttiClient> = {
  block: block({
    ...WHICH,
    ...FOUND,
    lease_ttl: optional(STRING, {
      description: "How long the lease holds that is renewed while the secret is used; by default 10m.",
    }),
    create_time: computed(STRING, { description: "Of the version." }),
  }),

  async open(config, { client, signal }) {
    const path = config.text("path");
    const version = config.number("version");
    const query = {
      version: version === undefined ? undefined : String(version),
      ttl: config.string("lease_ttl") ?? LEASE_DEFAULT,
    };
    const read = await ask(client, (agent) => agent.call("secret.read", { rest: path, query, signal }));
    if (read.status !== 200) throw refused(client, path, read);
    const shown = recordOf(read.json());
    const value = Buffer.from(String(shown["Value"] ?? ""), "base64");
    const lease = leaseOf(shown["Lease"]);
    return {
      computed: {
        ...valuesOf(value),
        version: Number(shown["Version"]),
        create_time: String(shown["CreateTime"]),
      },
      ...lease,
    };
  },

  async renew(handle, { client, signal }) {
    const renewed = await ask(client, (agent) => agent.call("secret.lease-renew", { rest: handle, signal }));
    if (renewed.status !== 200) throw refused(client, pathOf(handle), renewed);
    return leaseOf(renewed.json());
  },

  async close(handle, { client, signal }) {
    if (handle === "") return;
    const revoked = await ask(client, (agent) => agent.call("secret.lease-revoke", { rest: handle, signal }));
    // A lease that is over already is what is wanted.
    if (revoked.status !== 200 && revoked.status !== 404) throw refused(client, pathOf(handle), revoked);
  },
};

/** Data `tutti_secret`: refused, since data is kept in plans and states. */
export const SECRET_DATA: DataDefinition<TuttiClient> = {
  block: block({ ...WHICH, ...FOUND }),
  async read(config) {
    throw new ProviderFailure(
      processError("secret-would-be-kept"),
      `What a data source reads is written into plans and the state. Write ephemeral "tutti_secret" in place of data "tutti_secret" for ${JSON.stringify(config.text("path"))}, and give its value to write-only arguments, providers and provisioners.`,
    );
  },
};

function valuesOf(value: Buffer): PlainRecord {
  const text = value.toString("utf8");
  return { value: Buffer.from(text).equals(value) ? text : null, value_base64: value.toString("base64") };
}

/** By what a lease is renewed and given back, and when. */
function leaseOf(shown: unknown): { readonly handle?: string; readonly renewAt?: number } {
  const lease = recordOf(shown);
  if (typeof lease["ID"] !== "string") return {};
  const ends = Date.parse(String(lease["ExpireTime"]));
  const ttlMs = Number(lease["TTLMs"] ?? 0);
  return { handle: lease["ID"], renewAt: ends - ttlMs * (1 - RENEWED_AT) };
}

/** The path stands before the mark of a lease's ID. */
function pathOf(lease: string): string {
  return lease.slice(0, lease.lastIndexOf("~"));
}

async function ask(
  client: TuttiClient,
  call: (agent: AgentClient) => Promise<ApiAnswer>,
): Promise<ApiAnswer> {
  const agent = client.agent();
  try {
    return await call(agent);
  } catch (error) {
    throw new ProviderFailure(
      providerError("cannot-reach-the-agent"),
      `The agent at ${agent.address} does not answer (${fromUnknown(error, agent.address).code}). Start one (<tutti> agent -dev), or say where it is: the environment variable CONSUL_HTTP_ADDR, or the provider's argument "agent_address".`,
      { cause: error },
    );
  }
}

function refused(client: TuttiClient, path: string, answer: ApiAnswer): ProviderFailure {
  const advice =
    answer.status === 403
      ? ' Give the provider a token whose policy has a rule for it (argument "agent_token" or CONSUL_HTTP_TOKEN).'
      : "";
  return new ProviderFailure(
    processError("secret-not-read"),
    `The agent at ${client.agent().address} answered ${answer.status} for ${JSON.stringify(path)}: ${answer.text().trim()}.${advice}`,
  );
}

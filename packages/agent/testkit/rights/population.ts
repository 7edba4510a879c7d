import { type GuardedAgent, MASTER, startGuardedAgent } from "../guarded-agent.ts";
import type { Wanted } from "./oracle.ts";

/** The names that everything in the world is called by; rules and requests use no others. */
export const NAMES = ["a", "ab", "b"] as const;

/** The agent's own node is one of the nodes. */
export const OWN_NODE = "n1";
export const NODES = [...NAMES.map((name) => `n${name}`), OWN_NODE] as const;
export const SERVICES = NAMES.map((name) => `s${name}`);
export const KEYS = NAMES.flatMap((name) => [`k${name}/1`, `k${name}/2`]);
export const SECRETS = NAMES.map((name) => `x${name}/1`);
/** Of the leases that are there from the start, which are the management token's. */
export const LEASE_TTL_MS = 3_600_000;

/** A text that stands in one thing only: where it is seen, the thing was seen. */
interface Marker {
  readonly text: string;
  /** One of these suffices. */
  readonly anyOf: readonly Wanted[];
}

/** An agent with something of everything. */
export interface Population extends GuardedAgent {
  readonly markers: readonly Marker[];
  readonly ids: {
    readonly sessions: readonly string[];
    readonly leases: readonly string[];
    readonly queries: readonly string[];
    readonly intentions: readonly string[];
    readonly policies: readonly string[];
    readonly roles: readonly string[];
    /** Accessors. */
    readonly tokens: readonly string[];
  };
}

const want = (resource: Wanted["resource"], access: Wanted["access"], name = ""): Wanted => ({
  resource,
  access,
  name,
});

/** Makes the world. */
export async function populate(seed: number): Promise<Population> {
  const kit = await startGuardedAgent(seed);
  const { master } = kit;
  const markers: Marker[] = [];
  let made = 0;
  const mark = (...anyOf: readonly Wanted[]): string => {
    const text = `mark${String(made++).padStart(3, "0")}x`;
    markers.push({ text, anyOf });
    return text;
  };
  const id = async (answer: Promise<{ json(): unknown }>, field = "ID"): Promise<string> =>
    String(((await answer).json() as Record<string, unknown>)[field]);

  for (const [at, node] of NODES.entries()) {
    // What others write on the agent's own node, the agent takes away again.
    if (node === OWN_NODE) continue;
    await master("catalog.register", {
      body: {
        Node: node,
        Address: `10.1.0.${at}`,
        NodeMeta: { m: mark(want("node", "read", node)) },
        Check: { CheckID: `c${node}`, Name: "c", Status: "passing", Notes: mark(want("node", "read", node)) },
      },
    });
    await master("coordinate.update", { body: { Node: node, Coord: coordinate(at) } });
  }
  for (const [at, service] of SERVICES.entries())
    for (const node of NODES) {
      if (node === OWN_NODE) continue;
      const serviceId = `${service}-${node}`;
      await master("catalog.register", {
        body: {
          Node: node,
          Address: `10.1.0.${NODES.indexOf(node)}`,
          SkipNodeUpdate: true,
          Service: {
            ID: serviceId,
            Service: service,
            Address: `10.2.${at}.1`,
            Meta: { m: mark(want("service", "read", service)) },
            ...(node === "na"
              ? { Kind: "connect-proxy", Port: 1, Proxy: { DestinationServiceName: SERVICES[(at + 1) % 3] } }
              : {}),
          },
          Check: {
            CheckID: `c${serviceId}`,
            Name: "c",
            ServiceID: serviceId,
            Status: "passing",
            Notes: mark(want("service", "read", service)),
          },
        },
      });
    }
  for (const service of SERVICES) {
    const Meta = { m: mark(want("service", "read", service)) };
    const Notes = mark(want("service", "read", service));
    const Check = { CheckID: `l${service}`, Name: "l", TTL: "1h", Notes };
    await master("agent.service-register", { body: { Name: service, ID: `l${service}`, Meta, Check } });
  }
  await master("agent.check-register", {
    body: { Name: "lnode", TTL: "1h", Notes: mark(want("node", "read", OWN_NODE)) },
  });
  for (const key of KEYS) await master("kv.write", { rest: key, body: mark(want("key", "read", key)) });
  const leases: string[] = [];
  for (const secret of SECRETS) {
    await master("secret.write", { rest: secret, body: mark(want("secret", "read", secret)) });
    const read = await master("secret.read", { rest: secret, query: { ttl: `${LEASE_TTL_MS}ms` } });
    const lease = (read.json() as { readonly Lease: { readonly ID: string } }).Lease.ID;
    markers.push({ text: lease, anyOf: [want("secret", "write", secret)] });
    leases.push(lease);
  }

  const sessions: string[] = [];
  for (const node of NODES)
    for (const Behavior of ["release", "delete"])
      sessions.push(
        await id(
          master("session.create", {
            body: { Node: node, NodeChecks: [], Behavior, Name: mark(want("session", "read", node)) },
          }),
        ),
      );
  for (const [at, key] of KEYS.entries())
    if (at % 2 === 1)
      await master("kv.write", {
        rest: key,
        body: mark(want("key", "read", key)),
        query: { acquire: sessions[at] ?? "" },
      });

  const queries: string[] = [];
  // One name is left, for who may have it.
  for (const [at, name] of ["a", "ab", "c"].entries())
    queries.push(
      await id(
        master("query.create", {
          body: {
            Name: `q${name}`,
            ...(at === 0 ? { Token: MASTER } : {}),
            Service: {
              Service: SERVICES[at],
              Tags: [`!${mark(want("query", "read", `q${name}`), want("management", "read"))}`],
            },
          },
        }),
      ),
    );
  for (const name of NAMES)
    await master("event.fire", { rest: `e${name}`, body: mark(want("event", "read", `e${name}`)) });
  for (const name of NAMES) {
    const told = { ID: "a", Status: "running", Strategy: mark(want("rollout", "read", `o${name}`)) };
    await master("rollout.tell", { rest: `o${name}`, body: told });
    const drift = { ID: "a", Status: "watching", Workspace: mark(want("drift", "read", `d${name}`)) };
    await master("drift.tell", { rest: `d${name}`, body: drift });
  }

  const intentions: string[] = [];
  for (const SourceName of SERVICES)
    for (const DestinationName of SERVICES) {
      const ends = [want("intention", "read", SourceName), want("intention", "read", DestinationName)];
      const body = { SourceName, DestinationName, Action: "deny", Description: mark(...ends) };
      intentions.push(await id(master("connect.intention-create", { body })));
    }
  for (const service of SERVICES)
    for (const Kind of ["service-defaults", "service-resolver"])
      await master("config.write", {
        body: { Kind, Name: service, Meta: { m: mark(want("service", "read", service)) } },
      });
  await master("config.write", {
    body: {
      Kind: "terminating-gateway",
      Name: SERVICES[0],
      Meta: { m: mark(want("service", "read", SERVICES[0])) },
    },
  });
  await master("config.write", { body: { Kind: "proxy-defaults", Name: "global", Config: { x: "1" } } });

  const policies: string[] = [];
  const roles: string[] = [];
  const tokens: string[] = [];
  for (const name of NAMES) {
    const description = (): string => mark(want("acl", "read"));
    policies.push(
      await id(master("acl.policy-create", { body: { Name: `p${name}`, Description: description() } })),
    );
    roles.push(
      await id(master("acl.role-create", { body: { Name: `r${name}`, Description: description() } })),
    );
    const token = await master("acl.token-create", { body: { Description: description() } });
    const shown = token.json() as { AccessorID: string; SecretID: string };
    tokens.push(shown.AccessorID);
    markers.push({ text: shown.SecretID, anyOf: [want("acl", "write")] });
  }
  markers.push({ text: MASTER, anyOf: [want("acl", "write")] });
  await master("kv.write", { rest: "kz", body: mark(want("key", "read", "kz")) });
  return { ...kit, markers, ids: { sessions, leases, queries, intentions, policies, roles, tokens } };
}

function coordinate(at: number): object {
  return { Vec: [at, 0, 0, 0, 0, 0, 0, 0], Error: 1, Adjustment: 0, Height: 1e-5 };
}

import { Buffer } from "node:buffer";
import { routeOf } from "@tutti/agent-api";
import type { Decoded } from "../decode/shape.ts";
import { parseWait, readHeaders, type Wait } from "../endpoint/blocking.ts";
import { readBodyAs } from "../endpoint/body.ts";
import { type Endpoint, endpoint, openToAll } from "../endpoint/endpoint.ts";
import { type Answer, bytes, empty, json, type Reply, refusal } from "../endpoint/reply.ts";
import { serverError } from "../errors.ts";
import { right } from "../rights/right.ts";
import type { ServerContext, ServerPart } from "../server-context.ts";
import { Refusal, refuse } from "../state/refusal.ts";
import type { Row } from "../state/table.ts";
import { Authority, trustDomain } from "./authority.ts";
import { CA_CONFIGURATION } from "./bodies.ts";
import { type Leaf, Leaves } from "./leaves.ts";
import { switchedOffEndpoints } from "./switched-off.ts";
import { CA_ID, CA_ROOTS_TOPIC, type CaRootRecord } from "./view.ts";

/** `/v1/connect/ca`, and what agents ask of it for their services. */
export function createConnectPart(context: ServerContext): ServerPart {
  if (!context.config.connect.enabled) return { endpoints: switchedOffEndpoints() };
  const authority = new Authority(context);
  return {
    endpoints: {
      "connect.ca-roots": roots(context, authority),
      "agent.connect-ca-roots": roots(context, authority),
      "connect.ca-configuration": readConfiguration(context, authority),
      "connect.ca-configure": configure(context, authority),
      "agent.connect-ca-leaf": leaf(context, new Leaves(context, authority)),
    },
  };
}

/** Certificates are for everybody: who is shown one must know whom to trust. */
function roots({ state }: ServerContext, authority: Authority): Endpoint {
  return endpoint<boolean>({
    decode({ query }) {
      const pem = query.of("connect.ca-roots").text("pem");
      if (pem === "") return false;
      if (!/^(1|0|t|f|true|false|TRUE|FALSE|True|False|T|F)$/.test(pem))
        return refuse(serverError("ca-roots-pem-is-no-bool"), 400);
      return /^(1|t)/i.test(pem);
    },
    rights: openToAll,
    async answer(asPem): Promise<Reply> {
      const ensured = await authority.ensure();
      if (ensured instanceof Refusal) return refusal(ensured);
      const run = () => {
        const rows = [...state.connect.roots.list()];
        const reply: Answer = asPem ? chainOf(rows) : json(rootsShape(authority.cluster, rows));
        return { index: state.connect.roots.index, reply };
      };
      return { kind: "blocking", read: { topics: [CA_ROOTS_TOPIC], run } };
    },
  });
}

function chainOf(rows: readonly Row<CaRootRecord>[]): Answer {
  const text = rows.flatMap(({ value }) => [value.RootCert, ...value.IntermediateCerts]).join("");
  return bytes(Buffer.from(text), "application/pem-certificate-chain");
}

function rootsShape(cluster: string, rows: readonly Row<CaRootRecord>[]): Readonly<Record<string, unknown>> {
  return {
    ActiveRootID: rows.find(({ value }) => value.Active)?.id ?? "",
    TrustDomain: trustDomain(cluster),
    Roots: rows.map(({ value: root, createIndex, modifyIndex }) => ({
      ID: root.ID,
      Name: "Consul CA Root Cert",
      SerialNumber: root.SerialNumber,
      SigningKeyID: root.SigningKeyID,
      ExternalTrustDomain: cluster,
      NotBefore: root.NotBefore,
      NotAfter: root.NotAfter,
      RootCert: root.RootCert,
      IntermediateCerts: root.IntermediateCerts.length === 0 ? null : root.IntermediateCerts,
      Active: root.Active,
      PrivateKeyType: root.PrivateKeyType,
      PrivateKeyBits: root.PrivateKeyBits,
      CreateIndex: createIndex,
      ModifyIndex: modifyIndex,
    })),
  };
}

function readConfiguration({ state }: ServerContext, authority: Authority): Endpoint {
  return endpoint<undefined>({
    decode: () => undefined,
    rights: () => [right("operator", "read")],
    async answer() {
      const ensured = await authority.ensure();
      if (ensured instanceof Refusal) return refusal(ensured);
      const row = state.connect.config.get(CA_ID);
      if (row === undefined) return refusal(refuse(serverError("ca-not-initialized")));
      const { Provider, Config, ForceWithoutCrossSigning } = row.value;
      return json({
        Provider,
        Config,
        State: null,
        ForceWithoutCrossSigning,
        CreateIndex: row.createIndex,
        ModifyIndex: row.modifyIndex,
      });
    },
  });
}

function configure(_: ServerContext, authority: Authority): Endpoint {
  return endpoint<Decoded<typeof CA_CONFIGURATION>>({
    decode: (request) =>
      readBodyAs(request, CA_CONFIGURATION, { prefix: "Bad request: Request decode failed: " }),
    rights: () => [right("operator", "write")],
    async answer(body, granted) {
      const certificates = await authority.ensure();
      if (certificates instanceof Refusal) return refusal(certificates);
      if (Object.keys(body.State ?? {}).length > 0) return refusal(refuse(serverError("ca-state-read-only")));
      const wanted = {
        provider: body.Provider,
        config: body.Config ?? {},
        force: body.ForceWithoutCrossSigning || body.force_without_cross_signing,
      };
      const written = await granted.write((draft) => authority.reconfigure(draft, certificates, wanted));
      return written instanceof Refusal ? refusal(written) : empty();
    },
  });
}

interface AskedLeaf extends Wait {
  readonly service: string;
  readonly gone: AbortSignal;
}

/** Who may register a service may be it. The gate asks each time, whoever the leaf was made for. */
function leaf(context: ServerContext, leaves: Leaves): Endpoint {
  return endpoint<AskedLeaf>({
    decode({ rest, query, gone }) {
      if (rest === "") return refuse(serverError("connect-leaf-uri-missing"));
      const wait = parseWait(query, context.config);
      return wait instanceof Refusal ? wait : { ...wait, service: rest, gone };
    },
    rights: ({ service }) => [right("service", "write", service)],
    async answer({ service, index, waitMs, gone }) {
      const found = await leaves.of(service);
      if (found instanceof Refusal) return refusal(found);
      if (found.index !== index) return show(found, "MISS");
      await nextLeaf(context, Math.min(waitMs, found.renewAtMs - context.runtime.clock.now()), gone);
      const next = await leaves.of(service);
      return next instanceof Refusal ? refusal(next) : show(next, "HIT");
    },
  });
}

function show({ index, shape }: Leaf, cache: string): Answer {
  const { "X-Consul-Index": told = "" } = readHeaders(routeOf("agent.connect-ca-leaf"), index, undefined);
  return json(shape, { headers: { "X-Consul-Index": told, "X-Cache": cache } });
}

/** Until other roots are trusted, the time is over, or nobody waits any more. */
function nextLeaf({ runtime, state }: ServerContext, waitMs: number, gone: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = (): void => {
      stop();
      timer.cancel();
      gone.removeEventListener("abort", finish);
      resolve();
    };
    const timer = runtime.clock.after(Math.max(waitMs, 0), finish, { unref: true });
    const stop = state.watches.wait([CA_ROOTS_TOPIC], finish);
    gone.addEventListener("abort", finish, { once: true });
  });
}

import { createPrivateKey, generateKeyPairSync, X509Certificate } from "node:crypto";
import { serverError } from "../errors.ts";
import type { ServerContext } from "../server-context.ts";
import { type Outcome, Refusal, refuse } from "../state/refusal.ts";
import { type Authority, pemOf, trustDomain } from "./authority.ts";
import { readCaConfig } from "./ca-config.ts";
import { CA_ID } from "./view.ts";

/** A certificate of a service with its key, as the API shows it. */
export interface Leaf {
  readonly index: number;
  readonly shape: Readonly<Record<string, unknown>>;
  /** When the next one is to be made. */
  readonly renewAtMs: number;
  readonly rootId: string;
}

/** Kept at once; the oldest goes, and is made anew when it is asked for. */
const LEAVES_MAX = 10_000;
/** Clocks may differ so much. */
const EARLY_MS = 60_000;
/** Of its life a leaf is given out for so long. */
const RENEWED_AT = 0.75;
const COMMON_NAME_MAX = 64;

/** The leafs that were given out: one a service, until its root goes or its time comes. They are kept nowhere else. */
export class Leaves {
  readonly #context: ServerContext;
  readonly #authority: Authority;
  readonly #kept = new Map<string, Leaf>();
  /** Those that are being made: who asks meanwhile gets the same. */
  readonly #making = new Map<string, Promise<Outcome<Leaf>>>();

  constructor(context: ServerContext, authority: Authority) {
    this.#context = context;
    this.#authority = authority;
  }

  async of(service: string): Promise<Outcome<Leaf>> {
    const { state, runtime } = this.#context;
    const kept = this.#kept.get(service);
    const isGood = kept?.rootId === state.connect.active?.ID && runtime.clock.now() < (kept?.renewAtMs ?? 0);
    if (kept !== undefined && isGood) return kept;
    const making = this.#making.get(service) ?? this.#make(service);
    this.#making.set(service, making);
    return making.finally(() => this.#making.delete(service));
  }

  async #make(service: string): Promise<Outcome<Leaf>> {
    const { state, runtime } = this.#context;
    const ensured = await this.#authority.ensure();
    if (ensured instanceof Refusal) return ensured;
    const { createLeaf } = await import("./certificates.ts");
    const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const written = await state.write((draft) => {
      const key = draft.get(state.connect.keys, CA_ID)?.value;
      const root = key === undefined ? undefined : draft.get(state.connect.roots, key.RootID)?.value;
      const config = readCaConfig(draft.get(state.connect.config, CA_ID)?.value.Config ?? {});
      if (key === undefined || root === undefined || typeof config === "string")
        return refuse(serverError("ca-not-initialized"));
      const serial = key.Serial + 1;
      draft.put(state.connect.keys, CA_ID, { ...key, Serial: serial });
      const fromMs = runtime.clock.now() - EARLY_MS;
      const signer = { key: createPrivateKey(key.PrivateKey), certificate: root.RootCert };
      const uri = this.#uriOf(service);
      const subject = { commonName: this.#commonNameOf(service), uri, serial, publicKey };
      const pem = createLeaf(signer, subject, { fromMs, toMs: fromMs + config.leafTtlMs });
      const chain = [pem, ...root.IntermediateCerts].map((one) => `${one.trim()}\n`).join("");
      return { pem, chain, uri, root, renewAtMs: fromMs + config.leafTtlMs * RENEWED_AT };
    });
    if (written instanceof Refusal) return written;
    const { revision, value } = written;
    const certificate = new X509Certificate(value.pem);
    const shape = {
      SerialNumber: certificate.serialNumber.toLowerCase().replace(/(..)(?!$)/g, "$1:"),
      CertPEM: value.chain,
      PrivateKeyPEM: pemOf(privateKey),
      Service: service,
      ServiceURI: value.uri,
      ValidAfter: instant(certificate.validFrom),
      ValidBefore: instant(certificate.validTo),
      CreateIndex: revision,
      ModifyIndex: revision,
    };
    const leaf = { index: revision, shape, renewAtMs: value.renewAtMs, rootId: value.root.ID };
    this.#kept.delete(service);
    this.#kept.set(service, leaf);
    for (const oldest of this.#kept.keys()) if (this.#kept.size > LEAVES_MAX) this.#kept.delete(oldest);
    return leaf;
  }

  #uriOf(service: string): string {
    const { datacenter } = this.#context.config;
    const domain = trustDomain(this.#authority.cluster);
    return `spiffe://${domain}/ns/default/dc/${datacenter}/svc/${encodeURIComponent(service)}`;
  }

  /** Cut to what a name may hold; verifiers go by the URI. */
  #commonNameOf(service: string): string {
    const behind = `.svc.default.${this.#authority.cluster.slice(0, 8)}.consul`;
    const name = service.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
    return name.slice(0, COMMON_NAME_MAX - behind.length) + behind;
  }
}

function instant(text: string): string {
  return new Date(text).toISOString().replace(".000Z", "Z");
}

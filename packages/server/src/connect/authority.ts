import { createPrivateKey, generateKeyPairSync, type KeyObject, X509Certificate } from "node:crypto";
import { serverError } from "../errors.ts";
import type { ServerContext } from "../server-context.ts";
import type { Draft } from "../state/draft.ts";
import { type Outcome, Refusal, refuse } from "../state/refusal.ts";
import { type AuthoritySettings, CA_CONFIG_DEFAULTS, type CaConfig, readCaConfig } from "./ca-config.ts";
import { CA_ID, type CaConfigRecord, type CaKeyRecord, type CaRootRecord } from "./view.ts";

type Certificates = typeof import("./certificates.ts");

/** A new configuration, and what it may cost. */
export interface Reconfiguration {
  readonly provider: string;
  readonly config: CaConfig;
  readonly force: boolean;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const ROOT_MS = 10 * 365.25 * DAY_MS;
/** A new authority is vouched for by the old one for longer than leafs of that one last by default. */
const CROSS_SIGNED_MS = 7 * DAY_MS;
const NAME_DIGITS = 8;

/** The domain of a cluster's names. */
export function trustDomain(cluster: string): string {
  return `${cluster}.consul`;
}

/**
 * Consul's own certificate authority ("consul"). What it signs with is kept in
 * the store with all else; it is made when it is first asked for. A root goes
 * only after its leafs have run out, so that those who trust it still know them.
 */
export class Authority {
  readonly #context: ServerContext;

  constructor(context: ServerContext) {
    this.#context = context;
  }

  /** Sees to it that there are a configuration, a key and a root. */
  async ensure(): Promise<Outcome<Certificates>> {
    const { state, config } = this.#context;
    const certificates = await import("./certificates.ts");
    if (state.connect.active !== undefined) return certificates;
    const initial = sorted({ ...CA_CONFIG_DEFAULTS, ...config.connect.caConfig });
    const settings = readCaConfig(initial);
    if (typeof settings === "string") return refuse(serverError("ca-configuration-invalid", settings));
    const key = keyOf(settings);
    const written = await state.write((draft) => {
      if (draft.get(state.connect.keys, CA_ID) !== undefined) return true;
      draft.put(state.connect.config, CA_ID, {
        Provider: "consul",
        Config: initial,
        ForceWithoutCrossSigning: false,
      });
      this.#putRoot(draft, this.#newRoot(certificates, settings, key, 1));
      return true;
    });
    return written instanceof Refusal ? written : certificates;
  }

  /** Takes over a configuration in a draft; another key or root makes another authority. */
  reconfigure(draft: Draft, certificates: Certificates, wanted: Reconfiguration): Outcome<true> {
    const { state } = this.#context;
    const before = draft.get(state.connect.config, CA_ID)?.value;
    const kept = draft.get(state.connect.keys, CA_ID)?.value;
    if (before === undefined || kept === undefined) return refuse(serverError("ca-not-initialized"));
    const record: CaConfigRecord = {
      Provider: wanted.provider,
      Config: sorted(wanted.config),
      ForceWithoutCrossSigning: wanted.force,
    };
    if (wanted.provider !== "consul")
      return refuse(serverError("ca-provider-unknown", JSON.stringify(wanted.provider)));
    const settings = readCaConfig(wanted.config);
    if (typeof settings === "string") return refuse(serverError("ca-configuration-invalid", settings));
    if (JSON.stringify(record.Config) === JSON.stringify(before.Config)) return true;
    draft.put(state.connect.config, CA_ID, record);
    const old = readCaConfig(before.Config);
    const isSame =
      typeof old !== "string" &&
      old.privateKey === settings.privateKey &&
      old.rootCertificate === settings.rootCertificate;
    return isSame ? true : this.#rotate(draft, certificates, settings, { kept, old, force: wanted.force });
  }

  #rotate(
    draft: Draft,
    certificates: Certificates,
    settings: AuthoritySettings,
    from: { readonly kept: CaKeyRecord; readonly old: AuthoritySettings | string; readonly force: boolean },
  ): Outcome<true> {
    const { state, runtime } = this.#context;
    const { kept, old, force } = from;
    const active = draft.get(state.connect.roots, kept.RootID)?.value;
    const root = this.#newRoot(certificates, settings, keyOf(settings), kept.Serial + 1);
    if (active === undefined || active.ID === root.record.ID) {
      this.#putRoot(draft, root);
      return true;
    }
    const canCrossSign = typeof old !== "string" && old.crossSigns;
    if (!canCrossSign && !force) return refuse(serverError("ca-cannot-cross-sign"));
    const now = runtime.clock.now();
    const crossed = canCrossSign && !force;
    const signer = { key: createPrivateKey(kept.PrivateKey), certificate: active.RootCert };
    const lifetime = { fromMs: now - MINUTE_MS, toMs: now - MINUTE_MS + CROSS_SIGNED_MS };
    const IntermediateCerts = crossed
      ? [certificates.crossSign(signer, root.record.RootCert, root.serial + 1, lifetime)]
      : [];
    draft.watch(state.connect.roots, "");
    for (const { id, value } of state.connect.roots.list()) {
      const outMs = value.RotatedOutAtMs ?? now;
      if (outMs + 2 * settings.leafTtlMs < now) draft.delete(state.connect.roots, id);
      else draft.put(state.connect.roots, id, { ...value, Active: false, RotatedOutAtMs: outMs });
    }
    const serial = root.serial + (crossed ? 1 : 0);
    this.#putRoot(draft, { ...root, serial, record: { ...root.record, IntermediateCerts } });
    return true;
  }

  #newRoot(certificates: Certificates, settings: AuthoritySettings, key: KeyObject, serial: number) {
    const { runtime } = this.#context;
    const cluster = this.cluster;
    const now = runtime.clock.now();
    const draw = runtime.random.integer(36 ** NAME_DIGITS).toString(36);
    const pem =
      settings.rootCertificate ||
      certificates.createRoot(
        key,
        {
          commonName: `pri-${draw}.consul.ca.${cluster.slice(0, NAME_DIGITS)}.consul`,
          uri: `spiffe://${trustDomain(cluster)}`,
          serial,
        },
        { fromMs: now, toMs: now + ROOT_MS },
      );
    const certificate = new X509Certificate(pem);
    const record: CaRootRecord = {
      ID: certificate.fingerprint.toLowerCase(),
      SerialNumber: Number(`0x${certificate.serialNumber}`),
      SigningKeyID: certificates.colonHex(certificates.keyIdOf(certificate.publicKey)),
      NotBefore: instant(certificate.validFrom),
      NotAfter: instant(certificate.validTo),
      RootCert: certificate.toString(),
      IntermediateCerts: [],
      Active: true,
      PrivateKeyType: key.asymmetricKeyType ?? "",
      PrivateKeyBits: settings.keyBits,
    };
    return { record, serial, privateKey: pemOf(key) };
  }

  #putRoot(
    draft: Draft,
    { record, serial, privateKey }: { record: CaRootRecord; serial: number; privateKey: string },
  ): void {
    const { connect } = this.#context.state;
    draft.put(connect.roots, record.ID, record);
    draft.put(connect.keys, CA_ID, { RootID: record.ID, PrivateKey: privateKey, Serial: serial });
  }

  /** Which the names in certificates begin with. */
  get cluster(): string {
    return this.#context.state.operator.cluster.get("id")?.value ?? "";
  }
}

/** Given, or made: 1 ms on a curve, and up to half a second for RSA, which nobody asks for often. */
function keyOf({ privateKey, keyType, keyBits }: AuthoritySettings): KeyObject {
  if (privateKey !== "") return createPrivateKey(privateKey);
  return keyType === "rsa"
    ? generateKeyPairSync("rsa", { modulusLength: keyBits }).privateKey
    : generateKeyPairSync("ec", { namedCurve: `P-${keyBits}` }).privateKey;
}

/** As Consul writes keys: of a curve or of RSA in the form of their own. */
export function pemOf(key: KeyObject): string {
  const type = key.asymmetricKeyType === "rsa" ? "pkcs1" : "sec1";
  return key.export({ type, format: "pem" }).toString();
}

function instant(text: string): string {
  return new Date(text).toISOString().replace(".000Z", "Z");
}

function sorted(config: CaConfig): CaConfig {
  return Object.fromEntries(Object.entries(config).sort(([a], [b]) => (a < b ? -1 : 1)));
}

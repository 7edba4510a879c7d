import { createHash } from "node:crypto";
import { recordOf, textOf } from "../decode/loose-value.ts";
import { serverError } from "../errors.ts";
import type { Outcome } from "../state/refusal.ts";
import { refuse } from "../state/refusal.ts";
import { decodeWeakly } from "./decode.ts";
import type { Schema } from "./schema.ts";

/** What who asks for a chain wants otherwise than the config entries say; "" for as they say. */
export interface ChainOverrides {
  readonly protocol: string;
  /** As Go writes a duration; it is longer than nothing. */
  readonly connectTimeout: string;
  /** `none`, `local` or `remote`. */
  readonly meshGateway: string;
}

export const NO_OVERRIDES: ChainOverrides = { protocol: "", connectTimeout: "", meshGateway: "" };

const BODY: Schema = {
  OverrideMeshGateway: { object: { Mode: { text: "structs.MeshGatewayMode" } } },
  OverrideProtocol: "text",
  OverrideConnectTimeout: "duration",
};

const MODES: ReadonlySet<string> = new Set(["", "none", "local", "remote"]);

/** The overrides out of the body of `POST /v1/discovery-chain/:service`; unknown keys say nothing, as in Consul. */
export function decodeOverrides(body: unknown): Outcome<ChainOverrides> {
  const { fields, wrong } = decodeWeakly(recordOf(body), BODY);
  if (wrong.length > 0)
    return refuse(serverError("chain-overrides-not-decodable", wrong.length, wrong.sort().join("\n* ")), 400);
  const meshGateway = textOf(recordOf(fields["OverrideMeshGateway"])["Mode"]);
  if (!MODES.has(meshGateway)) return refuse(serverError("chain-gateway-mode-unknown"), 400);
  const timeout = textOf(fields["OverrideConnectTimeout"]);
  return {
    protocol: textOf(fields["OverrideProtocol"]),
    connectTimeout: timeout.startsWith("-") ? "" : timeout,
    meshGateway,
  };
}

/** Which overrides made a chain another one than the entries make. */
export type Customized = { -readonly [K in keyof ChainOverrides]?: true };

const HASH_LENGTH = 8;

/**
 * What tells chains apart that overrides made different; undefined for one that
 * they did not change. Only overrides that changed something count. It is not
 * the number that Consul has for the same overrides: nothing but its being
 * another one is promised.
 */
export function customizationHash(overrides: ChainOverrides, by: Customized): string | undefined {
  const { protocol, connectTimeout, meshGateway } = by;
  if (!protocol && !connectTimeout && !meshGateway) return undefined;
  const counting = [
    protocol && overrides.protocol,
    connectTimeout && overrides.connectTimeout,
    meshGateway && overrides.meshGateway,
  ];
  return createHash("sha256").update(JSON.stringify(counting)).digest("hex").slice(0, HASH_LENGTH);
}

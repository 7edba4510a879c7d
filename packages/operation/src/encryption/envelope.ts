import { Buffer } from "node:buffer";
import { encodeJsonString, isJsonObject, type JsonObject, parseJsonObject } from "@tutti/values";
import type { KeyMeta } from "./seal-method.ts";

/** The only version of the form that there is. */
export const ENVELOPE_VERSION = "v0";

/** What is hidden, with what must be known to open it: OpenTofu's form, a JSON object. */
export interface Envelope {
  readonly version: string;
  readonly meta: KeyMeta;
  readonly data: Uint8Array;
  /** Of a state, to be seen without opening it. */
  readonly serial: number | undefined;
  readonly lineage: string | undefined;
}

/** All of an envelope before what is hidden, which follows as Base64. `front` stands before everything else. */
export function envelopeHead(front: string, meta: KeyMeta): string {
  return `{${front}"meta":${encodeMeta(meta)},"encrypted_data":"`;
}

export const ENVELOPE_TAIL = `","encryption_version":"${ENVELOPE_VERSION}"}`;

/** In the order of their names, each text as Base64. */
export function encodeMeta(meta: KeyMeta): string {
  const members = [...meta]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, text]) => `${encodeJsonString(name)}:"${Buffer.from(text).toString("base64")}"`);
  return `{${members.join(",")}}`;
}

/** Undefined for what is none: it may be there without having been hidden. */
export function decodeEnvelope(text: string): Envelope | undefined {
  if (!text.includes('"encryption_version"')) return undefined;
  const json = parseJsonObject(text);
  if (json === undefined) return undefined;
  const { encryption_version: version, encrypted_data: data, meta, serial, lineage } = json;
  if (typeof version !== "string" || version === "") return undefined;
  return {
    version,
    meta: decodeMeta(isJsonObject(meta) ? meta : {}),
    data: Buffer.from(typeof data === "string" ? data : "", "base64"),
    serial: typeof serial === "number" ? serial : undefined,
    lineage: typeof lineage === "string" && lineage !== "" ? lineage : undefined,
  };
}

export function decodeMeta(json: JsonObject): KeyMeta {
  const meta = new Map<string, string>();
  for (const [name, text] of Object.entries(json))
    if (typeof text === "string") meta.set(name, Buffer.from(text, "base64").toString("utf8"));
  return meta;
}

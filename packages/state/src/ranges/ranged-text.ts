/** The text of a state from which objects are read when somebody asks for them. */

import type { Buffer } from "node:buffer";
import type { InstanceKey } from "@tutti/addresses";
import { readAttributes } from "../format4-members.ts";
import { decodeState } from "../format4-read.ts";
import type { InstanceObject } from "../state.ts";
import type { StateReader } from "../state-reader.ts";
import { knowDigest } from "./object-digest.ts";
import { knowRange, type ObjectRange } from "./object-range.ts";

/** What is known of an object before it is read. */
export type UnreadObject = Pick<
  InstanceObject,
  "status" | "schemaVersion" | "createBeforeDestroy" | "dependencies"
>;

export class RangedText {
  readonly bytes: Buffer;
  readonly #reader: StateReader;

  constructor(bytes: Buffer, reader: StateReader) {
    this.bytes = bytes;
    this.#reader = reader;
  }

  /** The object that lies there; its digest is known already. */
  object(
    key: InstanceKey,
    place: Pick<ObjectRange, "from" | "to"> & { readonly digest: string; readonly bare: boolean },
    known: UnreadObject,
  ): InstanceObject {
    const range: ObjectRange = { bytes: this.bytes, key, from: place.from, to: place.to };
    const object = place.bare ? this.#bare(range, known) : this.#full(range, known);
    knowDigest(object, place.digest);
    knowRange(object, range);
    return object;
  }

  /** With one member to ask for: each costs as much as the rest of the object. */
  #bare({ from, to }: ObjectRange, known: UnreadObject): InstanceObject {
    const read = (): string => attributesIn(this.bytes.toString("utf8", from, to));
    const { status, schemaVersion, createBeforeDestroy, dependencies } = known;
    let text: string | undefined;
    return {
      status,
      schemaVersion,
      get attributesJson() {
        text ??= read();
        return text;
      },
      sensitivePaths: NO_PATHS,
      private: undefined,
      dependencies,
      createBeforeDestroy,
    };
  }

  #full(range: ObjectRange, known: UnreadObject): InstanceObject {
    let object: InstanceObject | undefined;
    const read = (): InstanceObject => {
      object ??= this.#read(range);
      return object;
    };
    const { status, schemaVersion, createBeforeDestroy, dependencies } = known;
    return {
      status,
      schemaVersion,
      get attributesJson() {
        return read().attributesJson;
      },
      get sensitivePaths() {
        return read().sensitivePaths;
      },
      get private() {
        return read().private;
      },
      dependencies,
      createBeforeDestroy,
      get identity() {
        return read().identity;
      },
    };
  }

  /** By the reader of whole states, so that there is one alone. */
  #read({ from, to }: ObjectRange): InstanceObject {
    const text = `${BEFORE}${this.bytes.toString("utf8", from, to)}${BEHIND}`;
    const decoded = decodeState(text, this.#reader);
    if (decoded.ok)
      for (const { instances } of decoded.value.resources.values())
        for (const { current } of instances.values()) if (current !== undefined) return current;
    throw new Error(`no object lies from ${from} to ${to} of the state`);
  }
}

/**
 * Of an object as we lay it out: no line within its attributes has so small a
 * margin, and a line break within a string is an escape.
 */
function attributesIn(text: string): string {
  const from = text.indexOf(ATTRIBUTES) + ATTRIBUTES.length;
  const to = text.indexOf(NEXT, from);
  if (from < ATTRIBUTES.length || to < 0) throw new Error("an object of the state is not laid out as we do");
  return readAttributes(text.slice(from, to)) ?? "null";
}

const ATTRIBUTES = '\n          "attributes": ';
const NEXT = ',\n          "sensitive_attributes": ';

const NO_PATHS: InstanceObject["sensitivePaths"] = [];

const BEFORE =
  '{"version":4,"resources":[{"mode":"managed","type":"t","name":"n","provider":"provider[\\"p\\"]","instances":[';
const BEHIND = "]}]}";

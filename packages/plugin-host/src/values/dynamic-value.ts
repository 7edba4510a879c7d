/** Values as plugins send and take them: MessagePack, or from some old ones JSON. */

import {
  ConversionError,
  decodeJson,
  formatPath,
  loadMsgpack,
  type MsgpackCodec,
  type Type,
  Value,
} from "@tutti/values";

/** The bytes of a value; which of both says how it is written. */
interface DynamicBytes {
  readonly msgpack: Uint8Array;
  readonly json: Uint8Array;
}

/** A value of a plugin that is none of the type that its schema gives it. */
export class UnreadableValue extends Error {}

/** Values to bytes and back. */
export class DynamicCodec {
  readonly #msgpack: MsgpackCodec;

  private constructor(msgpack: MsgpackCodec) {
    this.#msgpack = msgpack;
  }

  static async load(): Promise<DynamicCodec> {
    return new DynamicCodec(await loadMsgpack());
  }

  encode(value: Value, type: Type): { readonly msgpack: Uint8Array } {
    return { msgpack: this.#msgpack.encode(value, type) };
  }

  /** What is left out is null. Throws `UnreadableValue`. */
  decode(given: DynamicBytes | undefined, type: Type): Value {
    if (given === undefined) return Value.null(type);
    const value = this.#decoded(given, type);
    if (!(value instanceof ConversionError)) return value;
    const place = value.path.length === 0 ? "" : ` at ${formatPath(value.path)}`;
    throw new UnreadableValue(`${value.message}${place}`);
  }

  #decoded({ msgpack, json }: DynamicBytes, type: Type): Value | ConversionError {
    if (msgpack.length > 0) return this.#msgpack.decode(msgpack, type);
    if (json.length === 0) return Value.null(type);
    const decoded = decodeJson(new TextDecoder().decode(json), type);
    return decoded.ok ? decoded.value : decoded.error;
  }
}

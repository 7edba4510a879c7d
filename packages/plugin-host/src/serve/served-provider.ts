import { identityType, impliedType, type Provider, type ProviderSchema, type Schema } from "@tutti/plugin";
import type { Value } from "@tutti/values";
import { DynamicCodec } from "../values/dynamic-value.ts";

/** A value as a request has it; undefined: null. */
export type Bytes = Parameters<DynamicCodec["decode"]>[0];

/** Objects of one type to bytes and back. */
export interface ObjectCodec {
  decode(bytes: Bytes): Value;
  encode(value: Value): { readonly msgpack: Uint8Array };
}

type IdentityData = { readonly identityData?: Bytes } | undefined;

/** A provider that is served, with what all its calls need. */
export class ServedProvider {
  readonly provider: Provider;
  readonly schema: ProviderSchema;
  readonly codec: DynamicCodec;

  private constructor(provider: Provider, codec: DynamicCodec) {
    this.provider = provider;
    this.schema = provider.schema();
    this.codec = codec;
  }

  static async of(provider: Provider): Promise<ServedProvider> {
    return new ServedProvider(provider, await DynamicCodec.load());
  }

  /** Of a type that is among these; the other side knows no more than we told it. */
  objects(among: ReadonlyMap<string, Schema> | undefined, type: string): ObjectCodec {
    const known = among?.get(type);
    if (known === undefined) throw new Error(`no ${type}`);
    return this.objectsOf(known);
  }

  objectsOf({ block }: Schema): ObjectCodec {
    const whole = impliedType(block);
    return {
      decode: (bytes) => this.codec.decode(bytes, whole),
      encode: (value) => this.codec.encode(value, whole),
    };
  }

  managed(type: string): ObjectCodec {
    return this.objects(this.schema.resourceTypes, type);
  }

  encodeIdentity(type: string, identity: Value | undefined): object | undefined {
    const known = this.schema.identities?.get(type);
    if (known === undefined || identity === undefined || identity.isNull) return undefined;
    return { identityData: this.codec.encode(identity, identityType(known)) };
  }

  decodeIdentity(type: string, data: IdentityData): Value | undefined {
    const known = this.schema.identities?.get(type);
    return known === undefined || data?.identityData === undefined
      ? undefined
      : this.codec.decode(data.identityData, identityType(known));
  }
}

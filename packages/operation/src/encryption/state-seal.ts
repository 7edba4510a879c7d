import { Buffer } from "node:buffer";
import type { Runtime } from "@tutti/runtime";
import { type LineSeal, type Pieces, type StateSeal, UNSEALED } from "@tutti/state";
import type { EncryptionTargets } from "./build-targets.ts";
import { lineSeal } from "./line-seal.ts";
import { openEncryption } from "./open-encryption.ts";
import { sealPieces, unsealBytes } from "./seal-bytes.ts";
import { SealError } from "./seal-error.ts";
import type { SealTarget } from "./seal-method.ts";

/** Hides states as OpenTofu does, so that either program reads what the other wrote. */
export class EncryptedStates implements StateSeal {
  readonly #runtime: Runtime;
  readonly #target: SealTarget;
  readonly lines: LineSeal;
  readonly hides = true;
  isOutdated = false;

  constructor(runtime: Runtime, target: SealTarget) {
    this.#runtime = runtime;
    this.#target = target;
    this.lines = lineSeal(runtime, target);
  }

  seal(text: Iterable<Uint8Array>): Pieces {
    return sealPieces(this.#runtime, this.#target, text, (piece) => {
      const { serial, lineage } = headOf(piece);
      return `"serial":${serial ?? 0},"lineage":${lineage ?? '""'},`;
    });
  }

  async *unseal(stored: Pieces): AsyncGenerator<Uint8Array> {
    const copies: Uint8Array[] = [];
    // A piece is good until the next is asked for.
    for await (const piece of stored) copies.push(Buffer.from(piece));
    const bytes = Buffer.concat(copies);
    if (bytes.length === 0) return;
    const { pieces, envelope, outdated } = await unsealBytes(this.#target, bytes);
    const [first] = pieces;
    if (envelope !== undefined && first !== undefined) {
      const { serial, lineage } = headOf(first);
      const other =
        differs(envelope.serial, serial) || differs(envelope.lineage, lineage && String(JSON.parse(lineage)));
      if (other)
        throw new SealError(
          this.#target.name,
          "serial or lineage beside the encrypted state are not those within it, so somebody changed the file",
        );
    }
    if (outdated) this.isOutdated = true;
    yield* pieces;
  }
}

/** How states are kept; as they are where nothing says otherwise. */
export function stateSeal(runtime: Runtime, { state }: EncryptionTargets): StateSeal {
  return state === undefined ? UNSEALED : new EncryptedStates(runtime, state);
}

/** How `terraform_remote_state` reads; a configuration that is wrong is told with the first state that is read. */
export async function remoteSeal(runtime: Runtime): Promise<StateSeal> {
  const encryption = await openEncryption(runtime);
  if (!encryption.ok)
    throw new SealError("remote state", encryption.diagnostics.map(({ detail }) => detail).join(" "));
  const { remote } = encryption.value;
  return remote === undefined ? UNSEALED : new EncryptedStates(runtime, remote);
}

function differs(outside: string | number | undefined, inside: string | number | undefined): boolean {
  return outside !== undefined && inside !== undefined && String(outside) !== String(inside);
}

/** Serial and lineage, as JSON, where a state begins as format 4 does. */
function headOf(piece: Uint8Array): { readonly serial?: string; readonly lineage?: string } {
  const text = Buffer.from(piece.subarray(0, 4_096)).toString("utf8");
  const serial = /"serial":\s*(\d+)/.exec(text)?.[1];
  const lineage = /"lineage":\s*("(?:[^"\\]|\\.)*")/.exec(text)?.[1];
  return { ...(serial === undefined ? {} : { serial }), ...(lineage === undefined ? {} : { lineage }) };
}

import type { ErrorCode } from "@tutti/errors";

/** How often each kind of refusal was answered since the start, for `/v1/agent/metrics`; as many rows as kinds are declared. */
export class RefusalCounts {
  readonly #counts = new Map<ErrorCode, number>();

  add(code: ErrorCode): void {
    this.#counts.set(code, (this.#counts.get(code) ?? 0) + 1);
  }

  /** By code, in their order. */
  all(): readonly (readonly [code: ErrorCode, count: number])[] {
    return [...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1));
  }
}

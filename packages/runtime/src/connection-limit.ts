/** What an address of version 4 looks like to a listener that speaks both. */
const MAPPED = /^::ffff:(?=\d+\.)/i;

/**
 * How many connections one client may have at once, over all listeners that share the limit. It may
 * be changed while they listen; connections that are open then stay.
 */
export class ConnectionLimit {
  /** 0: as many as come. */
  perClientMax: number;
  readonly #open = new Map<string, number>();

  constructor(perClientMax: number) {
    this.perClientMax = perClientMax;
  }

  /** Counts a connection of this address; false where it has as many as it may. */
  enter(address: string): boolean {
    const client = clientOf(address);
    const count = this.#open.get(client) ?? 0;
    if (this.perClientMax > 0 && count >= this.perClientMax) return false;
    this.#open.set(client, count + 1);
    return true;
  }

  /** A connection that was counted is closed. */
  leave(address: string): void {
    const client = clientOf(address);
    const left = (this.#open.get(client) ?? 1) - 1;
    if (left > 0) this.#open.set(client, left);
    else this.#open.delete(client);
  }
}

function clientOf(address: string): string {
  return address.replace(MAPPED, "");
}

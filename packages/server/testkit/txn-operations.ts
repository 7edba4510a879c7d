/** Operations of transactions, as bodies have them, and what is answered. */

export const kv = (Verb: string, Key: string, more: object = {}) => ({ KV: { Verb, Key, ...more } });
export const node = (Verb: string, Node: object) => ({ Node: { Verb, Node } });
export const service = (Verb: string, Node: string, Service: object) => ({
  Service: { Verb, Node, Service },
});
export const check = (Verb: string, Check: object) => ({ Check: { Verb, Check } });

export interface TxnAnswer {
  readonly Results: readonly Readonly<Record<string, Readonly<Record<string, unknown>>>>[] | null;
  readonly Errors: readonly { readonly OpIndex: number; readonly What: string }[] | null;
}

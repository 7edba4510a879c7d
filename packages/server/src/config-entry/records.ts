/** A config entry: its kind and name, and what the kind's schema allows, in the shape of Consul's API. */
export interface ConfigEntry {
  readonly Kind: string;
  readonly Name: string;
  readonly [field: string]: unknown;
}

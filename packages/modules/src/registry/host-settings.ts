/** What the user's settings say of hosts: who we are there, and what they offer. */
export interface HostSettings {
  /** For `authorization: Bearer …`; undefined where none is set. */
  token(host: string): Promise<string | undefined>;
  /** The services of a `host` block, which stand in the place of what the host itself says. */
  services(host: string): ReadonlyMap<string, string> | undefined;
}

/** No settings at all. */
export const NO_HOST_SETTINGS: HostSettings = { token: async () => undefined, services: () => undefined };

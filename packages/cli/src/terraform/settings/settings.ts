/** What the CLI configuration says (`~/.terraformrc` and its like), as far as anything here acts on it. */
export interface Settings {
  /** API tokens by host. */
  readonly credentials: ReadonlyMap<string, string>;
  /** A program that keeps tokens. */
  readonly helper: CredentialsHelper | undefined;
  /** Services of hosts, which are then not asked for them: URLs by service. */
  readonly hosts: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

export interface CredentialsHelper {
  /** The program is called `terraform-credentials-NAME`. */
  readonly name: string;
  readonly args: readonly string[];
}

/** Something to tell of the settings; none of it stops a command. */
export interface SettingsProblem {
  readonly severity: "error" | "warning";
  readonly summary: string;
  readonly detail: string;
}

export const NO_SETTINGS: Settings = { credentials: new Map(), helper: undefined, hosts: new Map() };

/** What a later file says of a host stands in the place of what an earlier one says. */
export function mergeSettings(first: Settings, second: Settings): Settings {
  return {
    credentials: new Map([...first.credentials, ...second.credentials]),
    helper: second.helper ?? first.helper,
    hosts: new Map([...first.hosts, ...second.hosts]),
  };
}

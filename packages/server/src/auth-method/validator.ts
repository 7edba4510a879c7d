import type { Selectors } from "../filter/selectors.ts";

/** Who somebody has shown to be: what the selectors of binding rules ask about, and what their names may be made of. */
export interface Identity {
  readonly fields: unknown;
  readonly variables: ReadonlyMap<string, string>;
}

/** What can be known of an identity before there is one: for what is wrong with a rule. */
export interface IdentityForm {
  readonly selectors: Selectors;
  readonly variables: readonly string[];
}

/** Why a login is not taken, or a configuration is none; the message is Consul's where it has one. */
export class LoginFailure {
  readonly why: string;
  constructor(why: string) {
    this.why = why;
  }
}

/** What an auth method does, by its type and configuration. */
export interface Validator {
  readonly form: IdentityForm;
  /** Asks whoever is to be asked whether the configuration can work. */
  check(): Promise<LoginFailure | undefined>;
  /** Who bears this token. */
  identify(bearer: string): Promise<Identity | LoginFailure>;
}

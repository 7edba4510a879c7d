import type { Clock } from "@tutti/runtime";
import type { Authorizer } from "../rights/authorizer.ts";
import type { AclConfig } from "../server-config.ts";
import type { ServerState } from "../server-state.ts";
import type { Row } from "../state/table.ts";
import { ALL_GRANTED, authorizerOf, type Grants } from "./grants.ts";
import type { TokenRecord } from "./records.ts";
import { ANONYMOUS_SECRET } from "./records.ts";
import type { Rule } from "./rules.ts";
import { equalSecrets } from "./secret.ts";
import { grantsOf } from "./sources.ts";

/** Most tokens whose grants are kept; beyond it all are made anew. */
const GRANTS_MAX = 4096;

/** The tokens of the agent that runs in the same process; "" where there is none. */
export interface OwnTokens {
  get(use: "default" | "agentMaster"): string;
}

/** Says what tokens grant, once for each state of the rules. */
export class TokenResolver {
  readonly #acl: AclConfig;
  readonly #ownTokens: OwnTokens;
  readonly #state: ServerState;
  readonly #clock: Clock;
  readonly #own: { readonly node: string; readonly datacenter: string };
  readonly #grants = new Map<string, Grants>();
  readonly #authorizers = new WeakMap<Grants, Authorizer>();
  // no mutant: nothing is kept yet, of whatever version
  #version = -1;

  constructor(
    acl: AclConfig,
    ownTokens: OwnTokens,
    state: ServerState,
    clock: Clock,
    own: { readonly node: string; readonly datacenter: string },
  ) {
    this.#acl = acl;
    this.#ownTokens = ownTokens;
    this.#state = state;
    this.#clock = clock;
    this.#own = own;
  }

  /** Decides for a token; "" is the agent's default token. Undefined when there is no such token. */
  resolve(given: string): Authorizer | undefined {
    const grants = this.grants(given);
    if (grants === undefined) return undefined;
    let authorizer = this.#authorizers.get(grants);
    if (authorizer === undefined) {
      authorizer = authorizerOf(grants);
      this.#authorizers.set(grants, authorizer);
    }
    return authorizer;
  }

  /** As `resolve`, as data. */
  grants(given: string): Grants | undefined {
    if (!this.#acl.enabled) return ALL_GRANTED;
    const token = given === "" ? this.#ownTokens.get("default") : given;
    if (token !== "" && equalSecrets(token, this.#ownTokens.get("agentMaster"))) return this.#agentMaster();
    const row = this.#state.acl.tokenBySecret(token === "" ? ANONYMOUS_SECRET : token);
    if (row === undefined) return token === "" ? this.#granted("", []) : undefined;
    if (isExpired(row.value, this.#clock)) return undefined;
    if (this.#version !== this.#state.acl.version || this.#grants.size > GRANTS_MAX) {
      this.#grants.clear();
      this.#version = this.#state.acl.version;
    }
    let grants = this.#grants.get(row.id);
    if (grants === undefined) {
      grants = this.#grantsOf(row);
      this.#grants.set(row.id, grants);
    }
    return grants;
  }

  #grantsOf(row: Row<TokenRecord>): Grants {
    const { everything, rules } = grantsOf(this.#state, row.value, this.#own);
    if (everything.length > 0) return ALL_GRANTED;
    // Its answers hold as long as the rules do, so the rules' version is a part of its name.
    return this.#granted(
      `${row.id}@${this.#version}`,
      rules.map(({ rule }) => rule),
    );
  }

  #granted(id: string, rules: readonly Rule[]): Grants {
    const allowByDefault = this.#acl.defaultPolicy === "allow";
    return { id: id === "" ? "none" : id, everything: false, rules, allowByDefault };
  }

  #agentMaster(): Grants {
    return this.#granted("agent-master", [
      { resource: "agent", name: this.#own.node, prefix: false, level: "write" },
      { resource: "node", name: "", prefix: true, level: "read" },
    ]);
  }
}

/** True once the token's time is over. */
export function isExpired(token: TokenRecord, clock: Clock): boolean {
  return token.ExpirationTime !== undefined && Date.parse(token.ExpirationTime) <= clock.now();
}

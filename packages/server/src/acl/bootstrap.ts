import { ANONYMOUS_ACCESSOR_ID, MANAGEMENT_POLICY_ID } from "@tutti/agent-api";
import type { AclConfig } from "../server-config.ts";
import type { ServerState } from "../server-state.ts";
import type { Draft } from "../state/draft.ts";
import { policyHash, tokenHash } from "./content-hash.ts";
import type { TokenRecord } from "./records.ts";
import { ANONYMOUS_SECRET } from "./records.ts";
import type { TokenSources } from "./token-commands.ts";
import { timeText } from "./token-commands.ts";

/** What must be there before the first request: the built-in policy, the configured master token, the anonymous token. */
export async function initializeAcl(
  acl: AclConfig,
  state: ServerState,
  sources: TokenSources,
): Promise<void> {
  await state.write((draft) => {
    if (draft.get(state.acl.policies, MANAGEMENT_POLICY_ID) !== undefined) return;
    const policy = {
      ID: MANAGEMENT_POLICY_ID,
      Name: "global-management",
      Description: "Builtin Policy that grants unlimited access",
      Rules: MANAGEMENT_RULES,
      Datacenters: null,
    };
    draft.put(state.acl.policies, policy.ID, { ...policy, Hash: policyHash(policy) });
  });
  const { master } = acl.tokens;
  if (master !== undefined && master !== "" && state.acl.tokenBySecret(master) === undefined) {
    await state.write((draft) => {
      putManagementToken(state, draft, sources, { SecretID: master, Description: "Master Token" });
      // no mutant: that it is there says all
      draft.put(state.acl.bootstrap, "done", { Done: true });
    });
  }
  await state.write((draft) => {
    if (draft.get(state.acl.tokens, ANONYMOUS_ACCESSOR_ID) !== undefined) return;
    const token = {
      ...emptyToken(sources),
      AccessorID: ANONYMOUS_ACCESSOR_ID,
      SecretID: ANONYMOUS_SECRET,
      Description: "Anonymous Token",
    };
    draft.put(state.acl.tokens, ANONYMOUS_ACCESSOR_ID, { ...token, Hash: tokenHash(token) });
  });
}

/** A token that may do everything. */
export function putManagementToken(
  state: ServerState,
  draft: Draft,
  sources: TokenSources,
  token: Pick<TokenRecord, "SecretID" | "Description">,
): TokenRecord {
  const settled = {
    ...emptyToken(sources),
    ...token,
    AccessorID: sources.random.uuid(),
    Policies: [{ ID: MANAGEMENT_POLICY_ID }],
    Type: "management" as const,
  };
  const record = { ...settled, Hash: tokenHash(settled, "management") };
  draft.put(state.acl.tokens, record.AccessorID, record);
  return record;
}

function emptyToken(
  sources: TokenSources,
): Omit<TokenRecord, "AccessorID" | "SecretID" | "Description" | "Hash"> {
  return {
    Policies: [],
    Roles: [],
    ServiceIdentities: [],
    NodeIdentities: [],
    Local: false,
    CreateTime: timeText(sources.clock.now()),
  };
}

/** Letter by letter as Consul writes them, so that the policy has the same fingerprint. */
const MANAGEMENT_RULES = ["acl", "agent", "event", "key", "keyring", "node", "operator"]
  .concat(["query", "service", "session"])
  .map((resource) => {
    if (["acl", "keyring", "operator"].includes(resource)) return `\n${resource} = "write"`;
    const intentions = resource === "service" ? '\n\tintentions = "write"' : "";
    return `\n${resource}_prefix "" {\n\tpolicy = "write"${intentions}\n}`;
  })
  .join("");

import { ANONYMOUS_ACCESSOR_ID, MANAGEMENT_POLICY_ID } from "@tutti/agent-api";
import type { AclConfig } from "../server-config.ts";
import type { ServerState } from "../server-state.ts";
import type { Draft } from "../state/draft.ts";
import { hashOf } from "./decode.ts";
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
    draft.put(state.acl.policies, policy.ID, { ...policy, Hash: hashOf(policy) });
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
    draft.put(state.acl.tokens, ANONYMOUS_ACCESSOR_ID, {
      ...emptyToken(sources),
      AccessorID: ANONYMOUS_ACCESSOR_ID,
      SecretID: ANONYMOUS_SECRET,
      Description: "Anonymous Token",
    });
  });
}

/** A token that may do everything. */
export function putManagementToken(
  state: ServerState,
  draft: Draft,
  sources: TokenSources,
  token: Pick<TokenRecord, "SecretID" | "Description">,
): TokenRecord {
  const record = {
    ...emptyToken(sources),
    ...token,
    AccessorID: sources.random.uuid(),
    Policies: [{ ID: MANAGEMENT_POLICY_ID }],
  };
  draft.put(state.acl.tokens, record.AccessorID, record);
  return record;
}

function emptyToken(sources: TokenSources): Omit<TokenRecord, "AccessorID" | "SecretID" | "Description"> {
  return {
    Policies: [],
    Roles: [],
    ServiceIdentities: [],
    NodeIdentities: [],
    Local: false,
    CreateTime: timeText(sources.clock.now()),
    Hash: hashOf({}),
  };
}

const MANAGEMENT_RULES = ["agent", "event", "key", "node", "query", "service", "session"]
  .map((resource) => {
    const intentions = resource === "service" ? '\n\tintentions = "write"' : "";
    return `${resource}_prefix "" {\n\tpolicy = "write"${intentions}\n}`;
  })
  .concat(['acl = "write"', 'keyring = "write"', 'operator = "write"'])
  .join("\n");

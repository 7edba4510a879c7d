import { ANONYMOUS_ACCESSOR_ID, MANAGEMENT_POLICY_ID } from "@tutti/agent-api";
import { createSimulation } from "@tutti/simulation";
import { createMemoryStore } from "@tutti/store";
import { describe, expect, test } from "vitest";
import type { AclConfig } from "../server-config.ts";
import { ServerState } from "../server-state.ts";
import { initializeAcl } from "./bootstrap.ts";
import { ANONYMOUS_SECRET } from "./records.ts";

const BASE: AclConfig = {
  enabled: true,
  defaultPolicy: "deny",
  enableKeyListPolicy: false,
  enableTokenPersistence: false,
  tokens: {},
};

/** Starts with a master token, as often as is said. */
async function start(...masters: readonly (string | undefined)[]) {
  const host = createSimulation(1).host("a");
  const state = new ServerState(createMemoryStore(), host.clock);
  await state.load();
  const initialize = (master: string | undefined) =>
    initializeAcl({ ...BASE, tokens: master === undefined ? {} : { master } }, state, host);
  for (const master of masters) await initialize(master);
  const secrets = () => [...state.acl.tokens.list()].map(({ value }) => value.SecretID).sort();
  return { state, initialize, secrets };
}

describe("what is there before the first request", () => {
  test.each([
    ["without a master token", [undefined], [], false],
    ["with one that is empty", [""], [], false],
    ["with one", ["m"], ["m"], true],
    ["with the same after a restart", ["m", "m"], ["m"], true],
    ["with another after a restart, the old one stays", ["m", "n"], ["m", "n"], true],
    ["with none after a restart, the old one stays", ["m", undefined], ["m"], true],
    ["with that of those who have none", [undefined, ANONYMOUS_SECRET], [], false],
  ])("%s", async (_, masters, wanted, done) => {
    const { state, secrets } = await start(...masters);
    expect(secrets()).toEqual([ANONYMOUS_SECRET, ...wanted].sort());
    expect(state.acl.bootstrap.get("done") !== undefined).toBe(done);
    expect(state.acl.tokenBySecret(ANONYMOUS_SECRET)?.value).toMatchObject({
      AccessorID: ANONYMOUS_ACCESSOR_ID,
      Policies: [],
    });
    for (const secret of wanted)
      expect(state.acl.tokenBySecret(secret)?.value.Policies).toEqual([{ ID: MANAGEMENT_POLICY_ID }]);
    expect([...state.acl.policies.list()].map(({ id }) => id)).toEqual([MANAGEMENT_POLICY_ID]);
  });

  test("is left as it is by a restart, with what was changed of it", async () => {
    const { state, initialize } = await start("m");
    await state.write((draft) => {
      const anonymous = draft.get(state.acl.tokens, ANONYMOUS_ACCESSOR_ID)?.value;
      const policy = draft.get(state.acl.policies, MANAGEMENT_POLICY_ID)?.value;
      if (anonymous === undefined || policy === undefined) throw new Error("nothing is there");
      draft.put(state.acl.tokens, ANONYMOUS_ACCESSOR_ID, { ...anonymous, Description: "changed" });
      draft.put(state.acl.policies, MANAGEMENT_POLICY_ID, { ...policy, Name: "renamed" });
    });
    const before = state.revision;
    await initialize("m");
    expect(state.revision).toBe(before);
  });
});

import { expect, test } from "vitest";
import { createAgentTerminal } from "../../../testkit/agent-terminal.ts";
import { expectRows } from "../../../testkit/rows.ts";

const SECRET = "11111111-2222-3333-4444-555555555555";
const UNKNOWN = "99999999-2222-3333-4444-555555555555";

test("what is meant by an ID: a word for what is always there, the whole, or what begins so alone", async () => {
  const terminal = await createAgentTerminal(
    { "acl.hcl": `acl { enabled = true\n tokens { master = "${SECRET}" } }` },
    "-dev -node here -config-file acl.hcl",
    { CONSUL_HTTP_TOKEN: SECRET },
  );
  await expectRows(terminal.consul, [
    ["acl token read -id anonymous", 0, { out: /^AccessorID: +00000000-0000-0000-0000-000000000002$/m }],
    ["acl token update -id anonymous -description open", 0, { out: /^Description: +open$/m }],
    ["acl token read -id 0000", 0, { out: /^Description: +open$/m }],
    ["acl token read -id anon", 1, { err: /: No such token ID with prefix: anon$/m }],
    ["acl token delete -id anonymous", 1, { err: /anonymous token/ }],
    ["acl policy read -id global-management", 0, { out: /^ID: +00000000-0000-0000-0000-000000000001$/m }],
    ["acl policy read -id 0", 0, { out: /^Name: +global-management$/m }],
    ["acl policy read -id global", 1, { err: /: No such policy ID with prefix: global$/m }],
    ["acl policy read -id anonymous", 1, { err: /: No such policy ID with prefix: anonymous$/m }],
    [`acl token read -id ${UNKNOWN}`, 1, { err: /403 \(ACL not found\)/ }],
    [`acl token read -id ${UNKNOWN}0`, 1, { err: new RegExp(`No such token ID with prefix: ${UNKNOWN}0`) }],
  ]);
  await terminal.stop();
});

test("a beginning that several have is refused", async () => {
  const terminal = await createAgentTerminal(
    { "acl.hcl": `acl { enabled = true\n tokens { master = "${SECRET}" } }` },
    "-dev -node here -config-file acl.hcl",
    { CONSUL_HTTP_TOKEN: SECRET },
  );
  // Seventeen IDs: two of them begin with the same digit.
  const ids: string[] = [];
  for (let role = 0; role < 17; role += 1) {
    const { out } = await terminal.consul(`acl role create -name r${role} -policy-name global-management`);
    ids.push(/^ID: +(\S+)$/m.exec(out)?.[1] ?? "");
  }
  const twice = [..."0123456789abcdef"].find((digit) => ids.filter((id) => id.startsWith(digit)).length > 1);
  const { status, err } = await terminal.consul(`acl role read -id ${twice}`);
  expect(status).toBe(1);
  expect(err).toContain("Partial role ID is not unique");
  await terminal.stop();
});

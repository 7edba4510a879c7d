/** `-var` and `-var-file` of commands that plan nothing: for the backend, `encryption` and sources of modules. */

import { beforeEach, describe, expect, test } from "vitest";
import { createTerminal, type Terminal } from "../../../testkit/terminal.ts";

const OURS = { product: "tutti" } as const;
const KEY = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
const MAIN = `variable "env" {}
variable "key" {}
terraform {
  backend "local" {
    path          = "\${var.env}.tfstate"
    workspace_dir = "\${var.env}.workspaces"
  }
  encryption {
    key_provider "key_file" "k" {
      path = "\${var.key}.key"
    }
    method "aes_gcm" "m" {
      keys = key_provider.key_file.k
    }
    state {
      method = method.aes_gcm.m
    }
    plan {
      method = method.aes_gcm.m
    }
  }
}
module "m" {
  source = "./\${var.env}"
}
resource "terraform_data" "a" {
  input = "planted"
}
output "o" {
  value = terraform_data.a.output
}
`;
const GIVEN = "-var env=dev -var-file=keys";

/** Each with what stands in its output; all of them read the state, or the workspaces beside it. */
const LINES: readonly (readonly [command: string, rest: string, said: RegExp])[] = [
  ["console", "", /^/],
  ["graph", "", /terraform_data\.a/],
  ["graph", "-plan=p", /terraform_data\.a/],
  ["output", "-raw o", /^planted$/],
  ["providers", "", /Providers required by state/],
  ["providers schema", "-json", /terraform_data/],
  ["providers lock", "", /validated the lock file/],
  ["providers mirror", "mirror", /Skipping terraform\.io\/builtin\/terraform/],
  ["get", "", /^$/],
  ["modules", "", /"m"\[\.\/dev\]/],
  ["validate", "", /^Success! The configuration is valid\.\n\n$/],
  ["show", "", /planted/],
  ["show", "-json", /planted/],
  ["show", "p", /No changes/],
  ["show", "dev.tfstate", /planted/],
  ["state identities", "-json", /^/],
  ["state list", "", /^terraform_data\.a\n$/],
  ["state list", "-state=dev.tfstate", /^terraform_data\.a\n$/],
  ["state mv", "terraform_data.a terraform_data.b", /Successfully moved/],
  ["state mv", "-state-out=other.tfstate terraform_data.a terraform_data.b", /Successfully moved/],
  ["state pull", "", /planted/],
  ["state push", "dev.tfstate", /^$/],
  ["state replace-provider", "-auto-approve terraform.io/builtin/terraform a/b", /Successfully replaced/],
  ["state rm", "terraform_data.a", /Successfully removed/],
  ["state show", "terraform_data.a", /planted/],
  ["state history", "", /apply/],
  ["state diff", "1 1", /^/],
  ["taint", "terraform_data.a", /marked as tainted/],
  ["untaint", "-allow-missing terraform_data.zz", /^/],
  ["workspace list", "", /\* default/],
  ["workspace new", "w", /Created and switched/],
  ["workspace new", "-state=plain.tfstate w", /Created and switched/],
  ["workspace select", "-or-create w", /Created and switched/],
  ["workspace delete", "kept", /Deleted workspace/],
];

/** Of these only what makes modules needs its variables. */
const READS_NO_STATE: ReadonlySet<string> = new Set([
  "get",
  "modules",
  "providers lock",
  "providers mirror",
  "validate",
]);

let terminal: Terminal;
beforeEach(async () => {
  terminal = createTerminal();
  const plain =
    '{"version":4,"terraform_version":"1.11.4","serial":1,"lineage":"l","outputs":{},"resources":[]}';
  await terminal.write({
    "main.tf": MAIN,
    "dev/m.tf": "",
    "the.key": KEY,
    keys: 'key = "the"\n',
    "plain.tfstate": plain,
  });
  for (const words of [
    `init ${GIVEN}`,
    `workspace new ${GIVEN} kept`,
    `workspace select ${GIVEN} default`,
    `apply -auto-approve ${GIVEN}`,
    `plan -out=p ${GIVEN}`,
  ]) {
    const { status, out, err } = await terminal.run(words, OURS);
    expect([words, status, status === 0 ? "" : out + err]).toEqual([words, 0, ""]);
  }
  expect(await terminal.read("dev.tfstate")).not.toContain("planted");
});

describe.each(LINES)("%s %s", (command, rest, said) => {
  test("opens what the variables say", async () => {
    const { status, out, err } = await terminal.run(`${command} ${GIVEN} ${rest}`.trim(), OURS);
    expect([status, status === 0 ? "" : err]).toEqual([0, ""]);
    expect(out).toMatch(said);
  });

  test("says which is missing", async () => {
    const { status, out, err } = await terminal.run(`${command} -var env=dev ${rest}`.trim(), OURS);
    const readsNoState = READS_NO_STATE.has(command);
    // They tell that there is no history: without the key it cannot be looked at.
    const why = /history|diff/.test(command) ? /No history is kept/ : /"key"|var\.key/;
    expect([status, out + err]).toEqual([
      readsNoState ? 0 : 1,
      readsNoState ? out + err : expect.stringMatching(why),
    ]);
  });
});

test.each(LINES.filter(([name]) => READS_NO_STATE.has(name) || name === "providers schema"))(
  "%s %s needs what the sources of modules are made of",
  async (command, rest) => {
    const { status, out, err } = await terminal.run(`${command} ${rest}`.trim(), OURS);
    expect([status, out + err]).toEqual([1, expect.stringMatching(/The variable "env" is required/)]);
  },
);

test("force-unlock reaches the backend", async () => {
  const { status, err } = await terminal.run(`force-unlock ${GIVEN} x`, OURS);
  expect(status).toBe(1);
  expect(err).not.toMatch(/var\.|required/);
});

test.each(LINES.filter(([name]) => !/console|identities|history|diff/.test(name)))(
  "called terraform, %s %s does not know them",
  async (command, rest) => {
    for (const flag of ["-var a=b", "-var-file=f"]) {
      const { status, out, err } = await terminal.run(`${command} ${flag} ${rest}`.trim());
      expect([status, out + err]).toEqual([1, expect.stringMatching(/flag provided but not defined: -var/)]);
    }
  },
);

/** Actions, from the files to what is told of them; refused under Terraform's name. */

import { beforeEach, expect, test } from "vitest";
import { createTerminal, type Terminal } from "../../../testkit/terminal.ts";

const OURS = { product: "tutti" } as const;
const ACTION = "action.tutti_process_restart.again";

const FILES = `terraform {
  required_providers {
    tutti = {
      source = "tutti/process"
    }
  }
}
action "tutti_process_restart" "again" {
  config {
    id = terraform_data.a.output
  }
}
resource "terraform_data" "a" {
  input = "a"
  lifecycle {
    action_trigger {
      events  = [after_create]
      actions = [${ACTION}]
    }
  }
}
`;

let terminal: Terminal;
beforeEach(async () => {
  terminal = createTerminal();
  await terminal.write({ "main.tf": FILES });
  expect((await terminal.run("init", OURS)).status).toBe(0);
});

test("a plan shows them behind the change that triggers them, and counts them", async () => {
  const { status, out } = await terminal.run("plan -no-color -out=p", OURS);
  expect(status).toBe(0);
  expect(out).toContain(`      + output = (known after apply)
    }

    # Actions to be invoked after this change in order:
    action "tutti_process_restart" "again" {
        config {
            id = (known after apply)
        }
    }

Plan: 1 to add, 0 to change, 0 to destroy. Actions: 1 to invoke.
`);
  const plan = JSON.parse((await terminal.run("show -json p", OURS)).out);
  expect(plan.action_invocations).toEqual([
    {
      address: ACTION,
      type: "tutti_process_restart",
      name: "again",
      config_values: { stop_signal: null, stop_timeout: null },
      config_sensitive: {},
      config_unknown: { id: true },
      provider_name: "registry.terraform.io/tutti/process",
      lifecycle_action_trigger: {
        triggering_resource_address: "terraform_data.a",
        action_trigger_event: "AfterCreate",
        action_trigger_block_index: 0,
        actions_list_index: 0,
      },
    },
  ]);
});

test("as lines of JSON", async () => {
  const { out } = await terminal.run("plan -json", OURS);
  const lines = out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const planned = lines.find(({ type }) => type === "planned_action_invocation");
  expect(planned["@message"]).toBe(`planned action invocation: ${ACTION}`);
  expect(planned.invocation.action_addr.addr).toBe(ACTION);
  expect(planned.invocation.lifecycle_trigger.triggering_event).toBe("AfterCreate");
  const applied = (await terminal.run("apply -auto-approve -json", OURS)).out;
  expect(applied).toContain('"type":"action_start"');
  expect(applied).toContain('"type":"action_errored"');
});

test("one that fails stops the apply, and the object stays", async () => {
  const { status, out, err } = await terminal.run("apply -auto-approve -no-color", OURS);
  expect(status).toBe(1);
  expect(out).toMatch(/a: Creation complete[^\n]*\n.*again \(triggered by terraform_data.a\): Invoking/);
  expect(err).toMatch(/Error: Process is not running\n\n {2}with action.tutti_process_restart.again,/);
  expect((await terminal.run("plan -no-color", OURS)).out).toContain("No changes");
});

test("-invoke invokes, and does nothing else", async () => {
  await terminal.run("apply -auto-approve", OURS);
  await terminal.write({ "main.tf": FILES.replace('input = "a"', 'input = "b"') });
  const { status, out } = await terminal.run(`plan -no-color -out=p -invoke=${ACTION}`, OURS);
  expect([status, out]).toEqual([
    0,
    expect.stringContaining(`Tutti will invoke the following actions:

    action "tutti_process_restart" "again" {
        config {
            id = "a"
        }
    }

Plan: 0 to add, 0 to change, 0 to destroy. Actions: 1 to invoke.
`),
  ]);
  for (const words of ["apply -no-color p", `apply -auto-approve -no-color -invoke=${ACTION}`]) {
    const run = await terminal.run(words, OURS);
    expect([words, run.status]).toEqual([words, 1]);
    expect(run.out).toContain(`${ACTION}: Invoking...`);
    expect(run.out).not.toContain("Modifying");
    expect(run.err).toContain("Error: Process is not running");
  }
});

test.each([
  ["plan -invoke=terraform_data.a", "declares no action terraform_data.a"],
  [`plan -invoke=${ACTION}`, "Configuration contains unknown value"],
  [`plan -invoke=${ACTION} -destroy`, "Incompatible -invoke option"],
  [`apply -invoke=${ACTION} -target=terraform_data.a`, "Incompatible -invoke option"],
  [`destroy -invoke=${ACTION}`, "flag provided but not defined: -invoke"],
])("%s is refused", async (words, said) => {
  const { status, err } = await terminal.run(`${words} -no-color`, OURS);
  expect([status, err]).toEqual([1, expect.stringContaining(said)]);
});

test("called terraform all is refused", async () => {
  const called = { product: "terraform" } as const;
  const { out, err, status } = await terminal.run("validate -no-color", called);
  expect(status).toBe(1);
  expect(out + err).toContain('Blocks of type "action" are not expected here.');
  expect(out + err).toContain('Blocks of type "action_trigger" are not expected here.');
  const plan = await terminal.run(`plan -invoke=${ACTION}`, called);
  expect(plan.out + plan.err).toContain("flag provided but not defined: -invoke");
});

import { expect, test } from "vitest";
import { expectRows } from "../../../testkit/rows.ts";
import { createTerminal, type Terminal } from "../../../testkit/terminal.ts";

const CONFIG = `variable "v" {
  default = "x"
}
variable "secret" {
  default   = "hunter2"
  sensitive = true
}
resource "terraform_data" "a" {
  input = var.v
}
resource "terraform_data" "s" {
  triggers_replace = var.secret
}
output "o" {
  value = terraform_data.a.output
}
output "s" {
  value     = var.secret
  sensitive = true
}
`;

async function folder(config = CONFIG): Promise<Terminal> {
  const terminal = createTerminal();
  await terminal.write({ "main.tf": config });
  return terminal;
}

interface Message {
  readonly type: string;
  readonly "@level": string;
  readonly "@message": string;
}

function messages(text: string): readonly Message[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}

test("plan: statuses, and what can be done next", async () => {
  const terminal = await folder();
  await expectRows(terminal.run, [
    ["plan", 0, { out: /Plan: 2 to add, 0 to change, 0 to destroy\.[\s\S]*Note: You didn't use the -out/ }],
    ["plan -detailed-exitcode", 2, { out: /Plan: 2 to add/ }],
    ["plan -out p", 0, { out: /Saved the plan to: p[\s\S]*terraform apply "p"/ }],
    ["show p", 0, { out: /# terraform_data\.a will be created/ }],
    ["show -json p", 0, { out: /"format_version":"1\.2"/ }],
    [
      "apply p",
      0,
      {
        out: /Apply complete! Resources: 2 added, 0 changed, 0 destroyed\.\n\nOutputs:\n\no = "x"\ns = <sensitive>/,
      },
    ],
    ["apply p", 1, { err: /Saved plan is stale/ }],
    ["plan", 0, { out: /No changes\. Your infrastructure matches the configuration/ }],
    ["plan -detailed-exitcode", 0, { out: /No changes/ }],
    ["plan -destroy", 0, { out: /0 to add, 0 to change, 2 to destroy/ }],
    ["plan -refresh-only", 0, { out: /No changes/ }],
    ["plan -replace terraform_data.a", 0, { out: /will be replaced, as requested/ }],
    [
      "plan -target terraform_data.a -var v=y",
      0,
      { out: /1 to change[\s\S]*Resource targeting is in effect/ },
    ],
    ["plan extra", 1, { err: /Too many command line arguments/ }],
    ["plan -destroy -refresh-only", 1, { err: /mutually-exclusive/ }],
    ["plan -refresh-only -refresh=false", 1, { err: /because Terraform would have nothing to do/ }],
    [
      "plan -target=a..b -replace=b -destroy -refresh-only",
      1,
      {
        err: /Invalid target "a\.\.b".+Invalid force-replace address "b".+Incompatible plan mode options.+plan -help/,
      },
    ],
    ["plan -target a..b", 1, { err: /Invalid target "a\.\.b"/ }],
    ["plan -replace module.m", 1, { err: /A resource instance address is required here/ }],
    ["plan -replace data.a.b", 1, { err: /Only managed resources can be used/ }],
    ["plan -destroy -replace terraform_data.a", 1, { err: /allowed only in normal planning mode/ }],
    ["plan -parallelism 0", 1, { err: /must be at least 1/ }],
    ["plan -state other.tfstate", 0, { out: /Deprecated flag: -state/ }],
    [
      "plan -compact-warnings -target terraform_data.a -var v=y",
      0,
      { out: /Warnings:\n\n- Resource targeting/ },
    ],
    [
      "plan -out no/such/folder",
      1,
      { out: /No changes\. Your infrastructure matches the configuration\.\n/, err: /Failed to save plan/ },
    ],
  ]);
});

test("sensitive values are shown nowhere", async () => {
  const terminal = await folder();
  for (const line of [
    "plan",
    "plan -json",
    "plan -out p",
    "show p",
    "apply -auto-approve -json",
    "apply -auto-approve",
    "plan -var secret=changed",
    "plan -var secret=changed -json",
    "show",
    "output",
    "state show terraform_data.s",
    "plan -destroy",
    "apply -auto-approve -var secret=hunter3 -json",
    "refresh",
    "destroy -auto-approve",
  ]) {
    const run = await terminal.run(line);
    expect(run.status, `${line}\n${run.out}${run.err}`).toBe(0);
    expect(`${run.out}${run.err}`, line).not.toMatch(/hunter\d|changed"/);
  }
});

test("apply asks, and does nothing without a yes", async () => {
  const terminal = await folder();
  await expectRows(terminal.run, [
    ["apply", 1, { out: /Do you want to perform these actions\?/, err: /error asking for approval: EOF/ }],
    ["apply", 1, { out: /Apply cancelled\./ }, { stdin: "no\n" }],
    ["output", 0, { out: /No outputs found/ }],
    ["apply", 0, { out: /Enter a value: \n[\s\S]*Apply complete! Resources: 2 added/ }, { stdin: "yes\n" }],
    ["apply -json", 1, { out: /Plan file or auto-approve required/ }],
    ["apply -refresh-only", 0, { out: /Apply complete!/ }],
    ["apply a b", 1, { err: /Expected at most one positional argument/ }],
    ["destroy a", 1, { err: /Expected no positional arguments/ }],
    ["destroy", 1, { out: /There is no undo[\s\S]*Destroy cancelled\./ }, { stdin: "n\n" }],
    ["destroy", 0, { out: /Destroy complete! Resources: 2 destroyed\./ }, { stdin: "yes\n" }],
    ["apply nope.plan", 1, { err: /Failed to load "nope\.plan" as a plan file/ }],
  ]);
});

test("the streams of messages", async () => {
  const terminal = await folder();
  const planned = messages((await terminal.run("plan -json")).out);
  expect(planned.map(({ type }) => type)).toEqual([
    "version",
    "planned_change",
    "planned_change",
    "change_summary",
    "outputs",
  ]);
  const applied = messages((await terminal.run("apply -json -auto-approve")).out);
  expect(new Set(applied.map(({ type }) => type))).toEqual(
    new Set(["version", "planned_change", "change_summary", "outputs", "apply_start", "apply_complete"]),
  );
  const changed = messages((await terminal.run("apply -json -auto-approve -var v=y")).out);
  expect(changed.map((message) => message["@message"])).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/Modifications complete/),
      expect.stringMatching(/0 added, 1 changed/),
    ]),
  );
  expect(await terminal.run("plan -out=p -var v=z")).toMatchObject({ status: 0 });
  const saved = messages((await terminal.run("apply -json p")).out);
  expect(saved.map(({ type }) => type).slice(0, 3)).toEqual(["version", "planned_change", "apply_start"]);
  const failed = await terminal.run("plan -json -var nope=1");
  expect(failed.status).toBe(1);
  expect(messages(failed.out).map((message) => [message.type, message["@level"]])).toEqual([
    ["version", "info"],
    ["diagnostic", "error"],
  ]);
  const refreshed = await terminal.run("refresh -json");
  expect(messages(refreshed.out).map(({ type }) => type)).toContain("outputs");
  const wrong = await terminal.run("plan -json -nonsense");
  expect(messages(wrong.out).at(-1)).toMatchObject({ type: "diagnostic", "@level": "error" });
  const replaced = await terminal.run("plan -json -replace terraform_data.a");
  expect(replaced.out).toContain('"action":"replace","reason":"requested"');
  const destroyed = await terminal.run("destroy -json -auto-approve");
  expect(messages(destroyed.out).map((message) => message["@message"])).toEqual(
    expect.arrayContaining([expect.stringMatching(/Destroy complete! Resources: 2 destroyed/)]),
  );
});

test("variables are asked for; without an answer they are an error", async () => {
  const terminal = await folder(
    'variable "n" {\n  type        = number\n  description = "How many."\n}\noutput "n" {\n  value = var.n\n}\n',
  );
  await expectRows(terminal.run, [
    [
      "apply -auto-approve",
      0,
      { out: /^var\.n\n {2}How many\.\n\n {2}Enter a value: \n[\s\S]*n = 3/ },
      { stdin: "3\n" },
    ],
    ["plan -input=false", 1, { err: /No value for required variable/ }],
    ["plan", 1, { out: /Enter a value: $/, err: /No value for required variable/ }],
  ]);
});

test("Ctrl-C at the question, and while applying", async () => {
  const terminal = await folder();
  const asked = await terminal.run("apply", {
    stdin: "yes\n",
    onOutput: (text) => {
      if (text.includes("Enter a value")) terminal.host.processes.signal("SIGINT");
    },
  });
  expect(asked).toMatchObject({
    status: 1,
    err: expect.stringMatching(/error asking for approval: interrupted/),
  });
  const stopped = await terminal.run("apply -auto-approve -parallelism=1", {
    onOutput: (text) => {
      if (text.includes(": Creating...")) terminal.host.processes.signal("SIGINT");
    },
  });
  expect(stopped.status).toBe(1);
  expect(stopped.out).toMatch(/Interrupt received\.\nPlease wait for Terraform to exit/);
  await expectRows(terminal.run, [["plan", 0, { out: /Plan: 1 to add/ }]]);
});

test("reasons are told under our own name, and Terraform's lines under its own", async () => {
  const terminal = await folder();
  expect((await terminal.run("plan", { product: "tutti" })).out).toMatch(/# reason: /);
  expect((await terminal.run("plan")).out).not.toMatch(/# reason: /);
  expect((await terminal.run("plan", { product: "tutti", interactive: true })).out).toContain("\u001b[");
  expect((await terminal.run("plan -no-color", { interactive: true })).out).not.toContain("\u001b[");
});

test("-reasons=false leaves out the reasons, wherever a plan is shown", async () => {
  const terminal = await folder();
  const plain = (text: string): string =>
    text.replaceAll("Tutti", "Terraform").replaceAll("tutti", "terraform").replaceAll(/\s+/g, " ");
  // The lengths of the two names break the lines at other places.
  const wanted = plain((await terminal.run("plan -out=p")).out);
  const run = (line: string): ReturnType<typeof terminal.run> => terminal.run(line, { product: "tutti" });
  expect((await run("plan -out=p")).out).toMatch(/# reason: /);
  expect(plain((await run("plan -reasons=false -full -out=p")).out)).toBe(wanted);
  expect((await run("show p")).out).toMatch(/# reason: /);
  expect((await run("show -reasons=false p")).out).not.toMatch(/# reason: /);
  expect((await run("apply -reasons=false -auto-approve")).out).not.toMatch(/# reason: /);
  expect((await run("destroy -auto-approve")).out).toMatch(/# reason: /);
  expect((await run("apply -auto-approve")).status).toBe(0);
  expect((await run("destroy -reasons=false -auto-approve")).out).not.toMatch(/# reason: /);
});

test("every kind of diagnostic speaks under the name that we were called by", async () => {
  const terminal = await folder('terraform {\n  required_version = ">= 99"\n}\nresource "aws_x" "y" {}\n');
  for (const [product, other] of [
    ["terraform", /tutti/i],
    ["tutti", /<tutti>|<Tutti>/],
  ] as const) {
    for (const line of ["plan", "validate", "validate -json", "init", "plan -json", "state list"]) {
      const run = await terminal.run(line, { product });
      expect(`${run.out}${run.err}`, line).not.toMatch(other);
    }
  }
});

test("what a check says while planning is said again by the apply, in its own words and once", async () => {
  const terminal = createTerminal();
  const check = (limit: number): string => `
    variable "n" { default = 1 }
    resource "terraform_data" "a" { input = var.n }
    check "small" {
      assert {
        condition     = terraform_data.a.output < ${limit}
        error_message = "not smaller than ${limit}"
      }
    }
    check "plain" {
      assert {
        condition     = var.n > 5
        error_message = "not greater than 5"
      }
    }
  `;
  await terminal.write({ "main.tf": check(0) });
  const count = (text: string, part: string): number => text.split(part).length - 1;
  const first = await terminal.run("apply -auto-approve -no-color");
  expect(first.status).toBe(0);
  // While planning it is not known yet; both are told when that is over, and nothing of it a second time.
  expect(count(first.out, "could not be evaluated at this time")).toBe(0);
  expect(count(first.out, "not smaller than 0")).toBe(1);
  expect(count(first.out, "not greater than 5")).toBe(1);
  const planned = await terminal.run("plan -no-color -var n=2");
  expect(count(planned.out, "could not be evaluated at this time")).toBe(1);
  expect(count(planned.out, "not greater than 5")).toBe(1);
});

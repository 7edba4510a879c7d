/** A state file that is broken, held by somebody, or out of reach. */

import { spawn } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { applied, CHANGED, KEPT } from "./applied.ts";
import { expectRefusal, leftovers, must, project, run, start } from "./tutti.ts";

const NOBODY = 65_534;
const APPLY = ["apply", "-auto-approve"];

/** Each with what it makes of a good state file. */
const DAMAGES: readonly (readonly [string, (text: string) => string])[] = [
  ["a state that was cut short", (text) => text.slice(0, 200)],
  ["a state that is not JSON", () => "hello\n"],
  ["a state of a version to come", (text) => text.replace('"version": 4', '"version": 99')],
  ["a state without a version", (text) => text.replace('"version": 4,', "")],
  ["a state whose resources are none", (text) => text.replace(/"resources": \[.*\]/s, '"resources": 7')],
];

describe("a broken state file is refused and left as it is:", () => {
  test.each(DAMAGES)("%s", async (name, damage) => {
    const { folder, state, before } = await applied({ "main.tf": CHANGED });
    const broken = damage(before);
    expect(broken).not.toBe(before);
    writeFileSync(join(folder, "terraform.tfstate"), broken);
    await expectRefusal(await run(folder, APPLY), name);
    expect(state()).toBe(broken);
    expect(leftovers(folder)).toEqual([]);
  });

  test("a state that is a directory", async () => {
    const folder = project({ "main.tf": KEPT });
    mkdirSync(join(folder, "terraform.tfstate"));
    await expectRefusal(await run(folder, APPLY), "a state that is a directory");
    expect(readdirSync(folder).sort()).toEqual(["main.tf", "terraform.tfstate"]);
  });
});

test("a journal whose last line was torn off harms nothing", async () => {
  const { folder } = await applied({ "main.tf": CHANGED });
  writeFileSync(join(folder, ".terraform.tfstate.journal"), '0badc0de {"kind":"hea');
  await must(folder, APPLY);
  expect(JSON.parse(readFileSync(join(folder, "terraform.tfstate"), "utf8")).resources).toHaveLength(1);
  expect(leftovers(folder)).toEqual([]);
});

test("a damaged journal stops everything until it was moved away", async () => {
  const { folder, state, before } = await applied({ "main.tf": CHANGED });
  const journal = join(folder, ".terraform.tfstate.journal");
  writeFileSync(journal, "garbage\nand more\n");
  for (const words of [APPLY, ["plan"], ["state", "rm", "terraform_data.kept"]])
    await expectRefusal(await run(folder, words), `a damaged journal under ${words[0]}`);
  expect(state()).toBe(before);
  expect(readFileSync(journal, "utf8")).toBe("garbage\nand more\n");
  renameSync(journal, `${journal}.damaged`);
  await must(folder, APPLY);
});

describe("a locked state is refused and left as it is:", () => {
  const CHANGING: readonly (readonly [RegExp, string])[] = [
    [/[0-9a-f]{8}-[0-9a-f-]{27}/g, "UUID"],
    [/\S+@\S+/g, "WHO"],
    [/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\S* \+0000 UTC/g, "TIME"],
  ];

  test("by another tutti that applies", async () => {
    const { folder, state, before } = await applied({
      "main.tf": `${KEPT}resource "terraform_data" "slow" {\n  provisioner "local-exec" {\n    command = "echo begun; while [ ! -e go ]; do sleep 0.05; done"\n  }\n}\n`,
    });
    const other = start(folder, APPLY);
    await other.saw("begun");
    const refused = await run(folder, APPLY);
    const waited = await run(folder, ["plan", "-lock-timeout=1s"]);
    expect(state()).toBe(before);
    writeFileSync(join(folder, "go"), "");
    expect((await other.ended).status).toBe(0);
    await expectRefusal(refused, "a state that another apply holds", CHANGING);
    await expectRefusal(waited, "a state that another apply holds for long", CHANGING);
    expect(leftovers(folder)).toEqual([]);
    await must(folder, ["plan", "-detailed-exitcode"]);
  });

  test("by a process that holds it as Terraform does", async (context) => {
    const { folder, state, before } = await applied({ "main.tf": CHANGED });
    const holder = spawn(
      "python3",
      [
        "-c",
        "import fcntl,sys\nf=open('terraform.tfstate','r+b')\nfcntl.lockf(f,fcntl.LOCK_EX)\nprint('held',flush=True)\nsys.stdin.read()",
      ],
      { cwd: folder, stdio: ["pipe", "pipe", "ignore"] },
    );
    onTestFinished(() => {
      holder.kill("SIGKILL");
    });
    const held = await new Promise<boolean>((resolve) => {
      holder.once("error", () => resolve(false));
      holder.stdout.once("data", () => resolve(true));
    });
    if (!held) return context.skip("needs python3");
    await expectRefusal(await run(folder, APPLY), "a state that Terraform holds");
    expect(state()).toBe(before);
    const ended = new Promise((resolve) => holder.once("exit", resolve));
    holder.stdin.end();
    await ended;
    await must(folder, APPLY);
    expect(leftovers(folder)).toEqual([]);
  });

  test("but not by a holder that is dead", async () => {
    const { folder } = await applied({ "main.tf": CHANGED });
    writeFileSync(
      join(folder, ".terraform.tfstate.lock.info"),
      '{"ID":"11111111-2222-3333-4444-555555555555","Operation":"OperationTypeApply","Info":"","Who":"a@b","Version":"1.11.4","Created":"2024-05-06T07:08:09Z","Path":"terraform.tfstate"}',
    );
    await must(folder, APPLY);
    expect(leftovers(folder)).toEqual([]);
  });
});

describe("what another user owns", () => {
  const asNobody = { uid: NOBODY, env: { HOME: "/" } };
  const notRoot = process.getuid?.() !== 0;

  test("a state that may not be read", async (context) => {
    if (notRoot) return context.skip("needs root, to become another user");
    const { folder, state, before } = await applied({ "main.tf": CHANGED });
    chmodSync(folder, 0o777);
    chmodSync(join(folder, "terraform.tfstate"), 0o600);
    await expectRefusal(await run(folder, APPLY, asNobody), "a state that may not be read");
    expect(state()).toBe(before);
    expect(leftovers(folder)).toEqual([]);
  });

  test("a directory that may not be written", async (context) => {
    if (notRoot) return context.skip("needs root, to become another user");
    const { folder, state, before } = await applied({ "main.tf": CHANGED });
    chmodSync(folder, 0o755);
    await expectRefusal(await run(folder, APPLY, asNobody), "a directory that may not be written");
    expect(state()).toBe(before);
    expect(leftovers(folder)).toEqual([]);
  });

  test("a directory that may not be written, with a state that may", async (context) => {
    if (notRoot) return context.skip("needs root, to become another user");
    const { folder, state, before } = await applied({ "main.tf": CHANGED });
    chmodSync(folder, 0o755);
    chownSync(join(folder, "terraform.tfstate"), NOBODY, NOBODY);
    await expectRefusal(await run(folder, APPLY, asNobody), "a directory that may not hold a journal");
    expect(state()).toBe(before);
  });

  test("a directory that may not be read", async (context) => {
    if (notRoot) return context.skip("needs root, to become another user");
    const { folder } = await applied({ "main.tf": CHANGED });
    chmodSync(folder, 0o700);
    await expectRefusal(
      await run("/", [`-chdir=${folder}`, ...APPLY], asNobody),
      "a directory that may not be entered",
      [[folder, "DIR"]],
    );
    chmodSync(join(folder, "main.tf"), 0o600);
    chmodSync(folder, 0o755);
    await expectRefusal(await run(folder, ["plan"], asNobody), "a configuration that may not be read");
  });
});

test("a state that is gone while its backup is there is not made up", async () => {
  const { folder } = await applied({ "main.tf": CHANGED });
  await must(folder, APPLY);
  rmSync(join(folder, "terraform.tfstate"));
  const plan = await must(folder, ["plan"]);
  expect(plan.stdout).toContain("1 to add, 0 to change, 0 to destroy");
  expect(existsSync(join(folder, "terraform.tfstate.backup"))).toBe(true);
});

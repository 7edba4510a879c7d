import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";
import { createTerminal } from "../../testkit/terminal.ts";
import { createErrorOutput } from "../command/error-output.ts";
import { jsonLine, textLine } from "./log-line.ts";
import { readLogSettings } from "./log-settings.ts";
import { loggedWords } from "./logged-words.ts";
import { openLog } from "./open-log.ts";

describe("settings", () => {
  const read = (variables: Readonly<Record<string, string>>) => readLogSettings((name) => variables[name]);

  test.each([
    [{ TF_LOG: "debug" }, "debug", "debug"],
    [{ TF_LOG: "TRACE" }, "trace", "trace"],
    [{ TF_LOG: "json" }, "trace", "trace"],
    [{ TF_LOG: "warn", TF_LOG_CORE: "trace", TF_LOG_PROVIDER: "trace" }, "warn", "warn"],
    [{ TF_LOG_CORE: "info" }, "info", undefined],
    [{ TF_LOG_PROVIDER: "error" }, undefined, "error"],
    [{ TF_LOG_CORE: "off", TF_LOG_PROVIDER: "info" }, undefined, "info"],
    [{ TF_LOG: "much" }, "trace", "trace"],
  ])("%j", (variables, core, provider) => {
    expect(read(variables)?.levels).toEqual({ core, provider });
  });

  test.each([
    {},
    { TF_LOG: "" },
    { TF_LOG: "off" },
    { TF_LOG: "OFF", TF_LOG_CORE: "trace" },
    { TF_LOG_PATH: "log" },
  ])("nothing is written with %j", (variables) => {
    expect(read(variables)).toBeUndefined();
  });

  test("say where, in what form, and what was no level", () => {
    expect(read({ TF_LOG: "JSON", TF_LOG_PATH: "log" })).toMatchObject({
      json: true,
      path: "log",
      mistakes: [],
    });
    expect(read({ TF_LOG: "much" })).toMatchObject({ json: false, path: undefined, mistakes: ["MUCH"] });
  });
});

describe("a line", () => {
  const entry = {
    atMs: 1_767_225_600_024,
    level: "info",
    message: "state read",
    fields: {
      serial: 3,
      name: "a b",
      ended: false,
      none: undefined,
      bell: "\u0007",
      same: "a=b",
      plain: "a/b:c",
    },
  } as const;

  test("as text: quoted where it is not one word, and without control characters", () => {
    expect(textLine(entry)).toBe(
      '2026-01-01T00:00:00.024Z [INFO]  state read: serial=3 name="a b" ended=false bell="\\u0007" same="a=b" plain=a/b:c\n',
    );
    expect(textLine({ ...entry, level: "debug", fields: {} })).toBe(
      "2026-01-01T00:00:00.024Z [DEBUG] state read\n",
    );
  });

  test("as JSON", () => {
    expect(JSON.parse(jsonLine({ ...entry, fields: { serial: 3, none: undefined } }))).toEqual({
      "@level": "info",
      "@message": "state read",
      "@timestamp": "2026-01-01T00:00:00.024Z",
      serial: 3,
    });
  });
});

test.each([
  [["plan", "-var", "a=b=c", "x=y"], "plan -var a=(not shown) x=y"],
  [["plan", "--var=a=b", "-var-file=f.tfvars"], "plan --var=a=(not shown) -var-file=f.tfvars"],
  [
    ["init", "-backend-config=token=t", "-backend-config", "file"],
    "init -backend-config=token=(not shown) -backend-config file",
  ],
  [["plan", "-var"], "plan -var"],
])("of the line %j a log shows %j", (words, shown) => {
  expect(loggedWords(words)).toBe(shown);
});

describe("a log in a file", () => {
  const settings = {
    levels: { core: "info", provider: undefined },
    json: false,
    path: "log",
    mistakes: [],
  } as const;
  const open = async (path = "log") => {
    const world = createSimulation(5);
    const host = world.host("10.0.0.1");
    const said: string[] = [];
    const stderr = {
      write: (text: string | Uint8Array) => void said.push(String(text)),
      isTerminal: false,
      width: 78,
      height: 24,
    };
    return {
      world,
      host,
      said,
      opened: await world.until(openLog({ ...settings, path }, host, createErrorOutput(stderr))),
    };
  };

  test("is appended to, in order, and whole when it is closed", async () => {
    const { world, host, opened } = await open();
    for (const n of [1, 2, 3]) opened.log.write("info", `message ${n}`);
    opened.log.write("debug", "too low");
    opened.log.write("error", "of another area", {}, "provider");
    await world.until(opened.close());
    const text = await world.until(host.disk.readText("log"));
    expect(text.split("\n").map((line) => line.replace(/^\S+ /, ""))).toEqual([
      "[INFO]  message 1",
      "[INFO]  message 2",
      "[INFO]  message 3",
      "",
    ]);
  });

  test("that cannot be opened is said once, and nothing else is refused", async () => {
    const { world, said, opened } = await open("none/log");
    opened.log.write("error", "unheard");
    await world.until(opened.close());
    expect(said).toEqual(["Error opening log file: open none/log: no such file or directory\n"]);
  });

  test("on a full disk ends with one sentence", async () => {
    const { world, host, said, opened } = await open();
    host.disk.failFrom(0, "ENOSPC");
    for (const n of [1, 2, 3]) {
      opened.log.write("info", `message ${n}`);
      await world.run(10);
    }
    await world.until(opened.close());
    expect(said).toEqual(["Error writing log file: log: no space is left on the disk\n"]);
  });
});

describe("what is told of a run", () => {
  const MAIN = `
    variable "secret" {}
    variable "hidden" { sensitive = true }
    resource "terraform_data" "a" {
      input = "\${var.secret} \${var.hidden}"
      provisioner "local-exec" { command = "true \${var.hidden}" }
    }
    resource "terraform_data" "gone" { triggers_replace = var.secret }
  `;

  test("is who was asked for what and what came of it; never a value", async () => {
    const terminal = createTerminal({ TF_LOG: "trace", TF_LOG_PATH: "log", TF_VAR_hidden: "planted-two" });
    terminal.host.processes.install("/bin/sh", async () => ({ exitCode: 0 }));
    await terminal.write({ "main.tf": MAIN });
    for (const value of ["planted-one", "planted-three"])
      expect(await terminal.run(`apply -auto-approve -var secret=${value}`)).toMatchObject({ status: 0 });
    const text = (await terminal.read("log")) ?? "";
    expect(text).not.toMatch(/planted/);
    const lines = text
      .split("\n")
      .map((line) => line.replace(/^\S+ /, "").replace(/took_ms=\d+/, "took_ms=N"));
    const ID = "[0-9a-f-]{36}";
    for (const expected of [
      /^\[INFO\] {2}command started: words="apply -auto-approve -var secret=\(not shown\)"/,
      /^\[DEBUG\] configuration read: workspace=default files=1 modules=1$/,
      /^\[DEBUG\] state read: workspace=default serial=0 /,
      /^\[INFO\] {2}provider: started: provider=terraform\.io\/builtin\/terraform/,
      /^\[TRACE\] provider: plan asked: .* type=terraform_data does=create$/,
      /^\[DEBUG\] provider: plan answered: .* type=terraform_data does=create changed=id,input,output took_ms=N$/,
      new RegExp(
        `^\\[DEBUG\\] provider: apply answered: .* does=create operation=\\S+ made=${ID} took_ms=N$`,
      ),
      new RegExp(`^\\[DEBUG\\] provider: read answered: .* id=${ID} gone=false took_ms=N$`),
      /^\[DEBUG\] provider: plan answered: .* does=update .*requires_replace=triggers_replace took_ms=N$/,
      /^\[DEBUG\] plan: planned: address=terraform_data\.gone action=delete-then-create reason=replace_because_cannot_update$/,
      /^\[INFO\] {2}apply: apply-start: address=terraform_data\.a action=create$/,
      /^\[DEBUG\] apply: provision-start: address=terraform_data\.a provisioner=local-exec$/,
      /^\[DEBUG\] state saved: serial=\d+ resources=2$/,
      /^\[INFO\] {2}command ended: command=apply status=0$/,
    ])
      expect(
        lines.filter((line) => expected.test(line)),
        String(expected),
      ).not.toEqual([]);
  });

  test("goes to the error stream where no file is named, and is nothing where nobody asked", async () => {
    const told = createTerminal({ TF_LOG_CORE: "info" });
    expect((await told.run("version")).err).toMatch(/^\S+ \[INFO\] {2}command started: words=version /);
    const silent = createTerminal({ TF_LOG: "off", TF_LOG_CORE: "trace" });
    expect((await silent.run("version")).err).toBe("");
    const consul = createTerminal({ TF_LOG: "trace" });
    expect((await consul.run("version", { product: "consul" })).err).toBe("");
  });

  test("says so where the word is no level", async () => {
    const terminal = createTerminal({ TF_LOG: "much" });
    expect((await terminal.run("version")).err).toMatch(
      /^\[WARN\] Invalid log level: "MUCH"\. Defaulting to level: TRACE\. Valid levels are: \[TRACE DEBUG INFO WARN ERROR OFF\]\n/,
    );
  });

  test.each([
    ["plan", 1],
    ["plan -json", 1],
    ["validate", 1],
    ["validate -json", 1],
  ])("%s names each diagnostic by its code and place", async (words, status) => {
    const terminal = createTerminal({ TF_LOG: "warn" });
    await terminal.write({
      "main.tf": 'locals { a = "x" }\nresource "terraform_data" "a" { nonsense = 1 }\n',
    });
    const { err, status: ended } = await terminal.run(words);
    expect(ended).toBe(status);
    const lines = err.split("\n").filter((line) => line.includes("diagnostic:"));
    expect(lines).toEqual([
      expect.stringMatching(/ \[ERROR\] diagnostic: code=unsupported-argument at=main\.tf:2$/),
    ]);
  });
});

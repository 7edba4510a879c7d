import { expect, test } from "vitest";
import { createTerminal } from "../../../testkit/terminal.ts";

const FILES = {
  "main.tf": 'variable "v" {\n  typ = 1\n}\noutput "o" {\n}\nlocals {\n  x = 1 +\n}\n',
  "a.tf": 'check "a" {\n  assert {\n    condition     = true\n    error_message = ""\n  }\n}\n',
};
/** File by file; in each first what cannot be read, then what is wrong within blocks, then with them. */
const AS_FOUND = ["a.tf:3", "a.tf:1", "main.tf:7", "main.tf:2", "main.tf:4"];

// Compatibility: Terraform 1.11.4 sorts what people read, and nothing in JSON.
test("in JSON, diagnostics stand as they were found; in words, by their places", async () => {
  const terminal = createTerminal();
  await terminal.write(FILES);
  const json: { diagnostics: readonly Told[] } = JSON.parse((await terminal.run("validate -json")).out);
  expect(json.diagnostics.map(told)).toEqual(AS_FOUND);
  const { err } = await terminal.run("validate -no-color");
  const places = [...err.matchAll(/on (\S+) line (\d+)/g)].map(([, file, line]) => `${file}:${line}`);
  expect(places).toEqual(AS_FOUND.toSorted());
});

test("init -json ends with what the problems come to, with which the words begin", async () => {
  const terminal = createTerminal();
  await terminal.write(FILES);
  const { out } = await terminal.run("init -json");
  const messages: readonly { diagnostic?: Told }[] = out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const found = messages.flatMap(({ diagnostic }) => (diagnostic === undefined ? [] : [diagnostic]));
  expect(found.at(-1)?.summary).toMatch(/^Terraform encountered problems during initialisation/);
  expect(found.slice(0, AS_FOUND.length).map(told)).toEqual(AS_FOUND);
  expect((await terminal.run("init -no-color")).err).toMatch(
    /^\s*Error: Terraform encountered problems[\s\S]*a\.tf/,
  );
});

interface Told {
  readonly summary: string;
  readonly range?: { readonly filename: string; readonly start: { readonly line: number } };
}

function told({ range }: Told): string {
  return `${range?.filename}:${range?.start.line}`;
}

test("modules are named by what they are called, in a tree and in JSON", async () => {
  const terminal = createTerminal();
  await expectModules(terminal, "No modules found in configuration.\n", null);
  await terminal.write({
    "main.tf": 'module "a" {\n  source = "./m"\n}\nmodule "z" {\n  source = "./m"\n}\n',
    "m/m.tf": 'module "b" {\n  source = "./b"\n}\n',
    "m/b/b.tf": "",
  });
  await terminal.run("init");
  const tree = '.\n├── "a"[./m]\n│\u00a0\u00a0 └── "b"[./b]\n└── "z"[./m]\n    └── "b"[./b]\n';
  await expectModules(terminal, `\nModules declared by configuration:\n${tree}\n`, [
    { key: "a", source: "./m", version: "" },
    { key: "b", source: "./b", version: "" },
    { key: "z", source: "./m", version: "" },
    { key: "b", source: "./b", version: "" },
  ]);
});

async function expectModules(
  terminal: ReturnType<typeof createTerminal>,
  text: string,
  modules: unknown,
): Promise<void> {
  expect((await terminal.run("modules")).out).toBe(text);
  const { out } = await terminal.run("modules -json");
  expect(JSON.parse(out)).toEqual({ format_version: "1.0", modules });
}

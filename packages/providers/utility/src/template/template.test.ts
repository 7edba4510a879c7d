import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { plainProvider } from "../../testkit/plain-provider.ts";
import { createProviderFactory } from "./provider.ts";

const template = await plainProvider(createProviderFactory);

const rendered: readonly [string, Record<string, string>, string][] = [
  ["no names", {}, "no names"],
  ["${a} and ${upper(b)}", { a: "1", b: "x" }, "1 and X"],
  ['%{ for n in split(",", list) }<${n}>%{ endfor }', { list: "a,b" }, "<a><b>"],
  ["${length(a)}", { a: "abc" }, "3"],
  ["$${a}", {}, "${a}"],
];
test.each(rendered)("%s", async (text, vars, expected) => {
  const { value, told } = await template.readData("template_file", { template: text, vars });
  expect(told).toEqual([]);
  const id = createHash("sha256").update(expected).digest("hex");
  expect(value).toMatchObject({ rendered: expected, id });
});

test("a template that is no template, or names what nobody gave", async () => {
  const read = async (text: string) => (await template.readData("template_file", { template: text })).told[0];
  expect(await read("${a}")).toMatch(
    /^Failed to render template: failed to render : <template_file>:1,3-4: Unknown variable; /,
  );
  expect(await read("${")).toMatch(/^Failed to render template: failed to render : <template_file>:1,/);
  expect(await read("${[1]}")).toMatch(/^Failed to render template: .*invalid template result: /);
});

test("a file, as versions long ago took it", async () => {
  await template.machine.write({ "t.txt": "<${a}>" });
  const { value } = await template.readData("template_file", { filename: "t.txt", vars: { a: "1" } });
  expect(value).toMatchObject({ rendered: "<1>" });
});

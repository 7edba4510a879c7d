import { crc32, gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { plainProvider } from "../../testkit/plain-provider.ts";
import { createProviderFactory as createTemplate } from "../template/provider.ts";
import { createProviderFactory } from "./provider.ts";

const cloudinit = await plainProvider(createProviderFactory);

const PARTS = [
  {
    content: "#cloud-config\n",
    content_type: "text/cloud-config",
    filename: "a.yaml",
    merge_type: "list(append)",
  },
  { content: "echo", filename: "", merge_type: null },
];
/** As Go's `mime/multipart` writes it. */
const MESSAGE = [
  'Content-Type: multipart/mixed; boundary="MIMEBOUNDARY"\nMIME-Version: 1.0\r\n\r\n--MIMEBOUNDARY',
  'Content-Disposition: attachment; filename="a.yaml"',
  "Content-Transfer-Encoding: 7bit",
  "Content-Type: text/cloud-config",
  "Mime-Version: 1.0",
  "X-Merge-Type: list(append)",
  "",
  "#cloud-config\n",
  "--MIMEBOUNDARY",
  "Content-Transfer-Encoding: 7bit",
  "Content-Type: text/plain",
  "Mime-Version: 1.0",
  "",
  "echo",
  "--MIMEBOUNDARY--",
  "",
].join("\r\n");

test("the parts are a MIME message in their order", async () => {
  const config = { gzip: false, base64_encode: false, part: PARTS };
  const { value } = await cloudinit.readData("cloudinit_config", config);
  expect(value).toMatchObject({ rendered: MESSAGE, id: String(crc32(MESSAGE)), boundary: "MIMEBOUNDARY" });
});

test("by default it is compressed and in base64, the same each time", async () => {
  const { value } = await cloudinit.readData("cloudinit_config", { part: PARTS });
  expect(value).toMatchObject({ gzip: true, base64_encode: true });
  const bytes = Buffer.from(String(value?.["rendered"]), "base64");
  expect(gunzipSync(bytes).toString()).toBe(MESSAGE);
  expect([...bytes.subarray(0, 10)]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);
});

test("the resource does the same once", async () => {
  const config = { gzip: false, part: PARTS };
  const { value = {} } = await cloudinit.create("cloudinit_config", config);
  expect(Buffer.from(String(value["rendered"]), "base64").toString()).toBe(MESSAGE);
  expect(await cloudinit.plan("cloudinit_config", config, value)).toEqual({ value, told: [], replace: [] });
  const other = await cloudinit.plan("cloudinit_config", { gzip: false, part: PARTS.slice(1) }, value);
  expect(other.replace).toEqual(["part"]);
});

const mistakes: readonly [Record<string, unknown>, readonly string[]][] = [
  [{ gzip: false, base64_encode: false }, []],
  [{ gzip: "?", base64_encode: false }, []],
  [
    { base64_encode: false },
    ["Invalid Attribute Configuration: Expected base64_encode to be set to true when gzip is true."],
  ],
  [
    { boundary: "" },
    ["Invalid Attribute Value: Attribute boundary string length must be at least 1, got: 0"],
  ],
];
test.each(mistakes)("a mistake: %j", async (config, expected) => {
  expect(await cloudinit.validateData("cloudinit_config", { ...config, part: PARTS } as never)).toEqual(
    expected,
  );
  expect(await cloudinit.validate("cloudinit_config", { ...config, part: PARTS } as never)).toEqual(expected);
});

test("a boundary that cannot stand between parts", async () => {
  const { told } = await cloudinit.readData("cloudinit_config", { boundary: 'a"b', part: PARTS });
  expect(told[0]).toMatch(/^Invalid Attribute Value: "a"b" cannot stand between/);
});

test("the old provider of templates has it too", async () => {
  const template = await plainProvider(createTemplate);
  const config = { gzip: false, base64_encode: false, part: PARTS };
  expect((await template.readData("template_cloudinit_config", config)).value).toMatchObject({
    rendered: MESSAGE,
  });
});

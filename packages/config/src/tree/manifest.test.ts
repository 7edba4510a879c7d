import { expect, test } from "vitest";
import { formatManifest, type ManifestEntry, parseManifest } from "./manifest.ts";

const entry = (key: string, more: Partial<ManifestEntry> = {}): ManifestEntry => ({
  key,
  source: "",
  version: undefined,
  directory: "",
  ...more,
});

test.each<[string, string, readonly ManifestEntry[] | undefined]>([
  ["nothing", "{}", []],
  ["no modules", '{"Modules":[]}', []],
  [
    "a module of each kind",
    '{"Modules":[{"Key":"","Source":"","Dir":"."},{"Key":"a.b","Source":"x/y/z","Version":"1.2.3","Dir":"d"}]}',
    [
      entry("", { directory: "." }),
      entry("a.b", { source: "registry.terraform.io/x/y/z", version: "1.2.3", directory: "d" }),
    ],
  ],
  [
    "an empty version",
    '{"Modules":[{"Key":"a","Source":"./a","Version":"","Dir":"a"}]}',
    [entry("a", { source: "./a", directory: "a" })],
  ],
  ["fields of other types", '{"Modules":[{"Key":"a","Source":1,"Version":2,"Dir":3}]}', [entry("a")]],
  ["no key", '{"Modules":[{"Source":"./a"}]}', undefined],
  ["a key that is no text", '{"Modules":[{"Key":1}]}', undefined],
  ["no JSON", "{", undefined],
  ["no text", "", undefined],
])("parseManifest(): %s", (_, text, entries) => {
  const manifest = parseManifest(text);
  expect(manifest === undefined ? undefined : [...manifest.values()]).toEqual(entries);
  expect(manifest === undefined ? undefined : [...manifest.keys()]).toEqual(entries?.map(({ key }) => key));
});

test("formatManifest() sorts by key and leaves out the version that there is none of", () => {
  const given = [
    entry("b", { source: "./b", directory: "b" }),
    entry("a", { source: "x/y/z", version: "1.0.0", directory: "a" }),
    entry("", { directory: "." }),
    entry("a.c", { source: "./c", directory: "c" }),
  ];
  expect(formatManifest(given)).toBe(
    '{"Modules":[{"Key":"","Source":"","Dir":"."},{"Key":"a","Source":"x/y/z","Version":"1.0.0","Dir":"a"},{"Key":"a.c","Source":"./c","Dir":"c"},{"Key":"b","Source":"./b","Dir":"b"}]}',
  );
});

test("formatManifest() escapes as Go does", () => {
  expect(formatManifest([entry("a", { source: "git::https://b/c?d=<e>&f=g", directory: "h" })])).toBe(
    '{"Modules":[{"Key":"a","Source":"git::https://b/c?d=\\u003ce\\u003e\\u0026f=g","Dir":"h"}]}',
  );
});

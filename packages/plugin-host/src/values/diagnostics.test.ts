import { create } from "@bufbuild/protobuf";
import { numberValue, stringValue } from "@tutti/values";
import { expect, test } from "vitest";
import { AttributePathSchema, Diagnostic_Severity, DiagnosticSchema } from "../gen/tfplugin6_pb.js";
import { decodeDiagnostics, decodePath } from "./diagnostics.ts";

const path = (...selectors: readonly object[]) =>
  create(AttributePathSchema, { steps: selectors.map((selector) => ({ selector: selector as never })) });

test("a plugin's words are told as they are; what is no warning is an error", () => {
  const told = [Diagnostic_Severity.ERROR, Diagnostic_Severity.WARNING, Diagnostic_Severity.INVALID].map(
    (severity) => create(DiagnosticSchema, { severity, summary: "s {}", detail: "d" }),
  );
  expect(decodeDiagnostics(told)).toEqual(
    ["error", "warning", "error"].map((severity) => ({
      severity,
      code: "plugin-diagnostic",
      summary: "s {}",
      detail: "d",
    })),
  );
});

test("with their place, where they have one", () => {
  const name = { case: "attributeName", value: "a" };
  const [there, nowhere] = decodeDiagnostics([
    create(DiagnosticSchema, { summary: "s", attribute: path(name) }),
    create(DiagnosticSchema, { summary: "s", attribute: path() }),
  ]);
  expect(there).toMatchObject({ path: [{ kind: "attribute", name: "a" }] });
  expect(nowhere).not.toHaveProperty("path");
});

test("steps by name, by key, by number; those that are none are left out", () => {
  expect(
    decodePath(
      path(
        { case: "attributeName", value: "a" },
        { case: "elementKeyString", value: "k" },
        {},
        { case: "elementKeyInt", value: 2n },
      ),
    ),
  ).toEqual([
    { kind: "attribute", name: "a" },
    { kind: "index", key: stringValue("k") },
    { kind: "index", key: numberValue(2) },
  ]);
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseRules, type RuleCase } from "@tutti/config/testkit";
import { type Diagnostic, sortDiagnostics } from "@tutti/hcl";
import { expect, test } from "vitest";
import { told } from "../../testkit/tested.ts";
import type { TestEvent } from "./events.ts";

/**
 * Modules with tests and what `terraform test -json` 1.11.4 says of them; the
 * same file holds the command's words (`cli/src/terraform/commands/test.test.ts`
 * asks Terraform anew). Here only what tests come to is compared.
 */
const PATH = join(import.meta.dirname, "../../../cli/testdata/test.txt");

test.each(parseRules(readFileSync(PATH, "utf8")))("$name", async ({ files, said }: RuleCase) => {
  const { events, diagnostics } = await told(files);
  expect([...diagnostics.map((one) => shown({}, one)), ...events.flatMap(linesOf)]).toEqual(saidInJson(said));
});

type Fields = Readonly<Record<string, unknown>>;

/** Everything but the words for people, one a line. */
function saidInJson(said: readonly string[]): readonly string[] {
  const rows = said.slice(said.indexOf("$ test -json") + 2);
  return rows.flatMap((row) => {
    const message = JSON.parse(row.slice(1) || "{}") as Fields & { readonly diagnostic?: Fields };
    const { "@level": _level, "@message": _message, "@module": _module, type, ui: _ui, ...rest } = message;
    if (type === "version" || type === undefined) return [];
    const { diagnostic } = message;
    if (diagnostic === undefined) return [line(rest)];
    const { severity, summary, detail, range } = diagnostic;
    return [line({ ...rest, diagnostic: { severity, summary, detail, range } })];
  });
}

function linesOf(event: TestEvent): readonly string[] {
  const place = {
    ...("file" in event ? { "@testfile": event.file } : {}),
    ...("run" in event && event.run !== undefined ? { "@testrun": event.run } : {}),
  };
  const file = (fields: Fields) => [line({ ...place, test_file: { path: place["@testfile"], ...fields } })];
  const run = (fields: Fields) =>
    line({ ...place, test_run: { path: place["@testfile"], run: place["@testrun"], ...fields } });
  switch (event.kind) {
    case "found":
      return [
        line({
          test_abstract: Object.fromEntries(
            [...event.files].map(([path, runs]) => [path, runs.length === 0 ? null : runs]),
          ),
        }),
      ];
    case "file-start":
      return file({ progress: "starting" });
    case "file-teardown":
      return file({ progress: "teardown" });
    case "file-end":
      return [
        ...file({ progress: "complete", status: event.status }),
        ...event.diagnostics.map((one) => shown(place, one)),
      ];
    case "run-start":
      return [run({ progress: "starting", elapsed: 0 })];
    case "run-teardown":
      return [run({ progress: "teardown", elapsed: 0 })];
    case "run-end":
      return [
        run({ progress: "complete", status: event.status }),
        ...sortDiagnostics(event.diagnostics).map((one) => shown(place, one)),
      ];
    case "left-behind":
      return [line({ ...place, left: event.objects })];
    case "summary":
      return [line({ test_summary: event.summary })];
  }
}

function shown(place: Fields, { severity, summary, detail, subject }: Diagnostic): string {
  const range =
    subject === undefined
      ? undefined
      : { filename: subject.filename, start: subject.start, end: subject.end };
  const named = (text: string) => text.replaceAll("<tutti>", "terraform").replaceAll("<Tutti>", "Terraform");
  return line({ ...place, diagnostic: { severity, summary, detail: named(detail), range } });
}

/** With its members in order, so that lines can be compared. */
function line(fields: Fields): string {
  return JSON.stringify(fields, (_key, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}

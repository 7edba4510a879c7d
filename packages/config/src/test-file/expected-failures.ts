import { formatInstance, formatResource } from "@tutti/addresses";
import { type Attribute, type Diagnostic, type Traversal, traversalText } from "@tutti/hcl";
import { unquoteReference } from "../decode/quoted-reference.ts";
import { listItems, referenceIn } from "../decode/static-view.ts";
import { DiagnosticList } from "../diagnostic-list.ts";
import { configError } from "../errors.ts";
import type { ExpectedFailure, TestFile, TestRun } from "../module/test-file.ts";
import { parseTestReference } from "../reference/parse-reference.ts";
import type { Subject } from "../reference/reference.ts";

/**
 * The objects of the root module whose conditions a run expects to fail. References to what has none are
 * `mistakes`: they stop neither `init` nor the other runs.
 */
export function decodeExpectedFailures(
  attribute: Attribute | undefined,
  diagnostics: DiagnosticList,
): Pick<TestRun, "expectFailures" | "mistakes"> {
  if (attribute === undefined) return { expectFailures: [], mistakes: [] };
  const mistakes = new DiagnosticList();
  const expectFailures = listItems(attribute.expression, diagnostics).flatMap((item) => {
    const traversal = referenceIn(unquoteReference(item, "references", diagnostics), diagnostics);
    const found = traversal === undefined ? undefined : decodeOne(traversal, mistakes);
    return found === undefined ? [] : [found];
  });
  return { expectFailures, mistakes: mistakes.all };
}

/** What `validate` tells of test files, and each run of itself. */
export function mistakesInTests(files: readonly TestFile[]): readonly Diagnostic[] {
  return files.flatMap(({ runs }) => runs.flatMap(({ mistakes }) => mistakes));
}

function decodeOne(traversal: Traversal, diagnostics: DiagnosticList): ExpectedFailure | undefined {
  const { reference, diagnostics: wrong } = parseTestReference(traversal);
  diagnostics.addAll(wrong);
  if (reference === undefined || wrong.length > 0) return undefined;
  const address = checkableAddress(reference.subject);
  if (address !== undefined) return { address, range: reference.range };
  const steps = traversal.steps.slice(0, traversal.steps.length - reference.remaining.length);
  diagnostics.error(
    configError("invalid-expect-failures-reference"),
    `You cannot expect failures from ${traversalText({ ...traversal, steps })}. You can only expect failures from checkable objects such as input variables, output values, check blocks, managed resources and data sources.`,
    reference.range,
  );
  return undefined;
}

function checkableAddress(subject: Subject): string | undefined {
  switch (subject.kind) {
    case "variable":
      return `var.${subject.name}`;
    case "output":
    case "check":
      return `${subject.kind}.${subject.name}`;
    case "resource":
      return formatResource({ ...subject.resource, module: [] });
    case "instance":
      return formatInstance({ ...subject.resource, module: [], key: subject.key });
    default:
      return undefined;
  }
}

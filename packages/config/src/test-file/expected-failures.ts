import { formatInstance, formatResource } from "@tutti/addresses";
import { type Attribute, rangeBetween, type SourceRange, type Traversal, traversalText } from "@tutti/hcl";
import { unquoteReference } from "../decode/quoted-reference.ts";
import { listItems, referenceIn } from "../decode/static-view.ts";
import type { DiagnosticList } from "../diagnostic-list.ts";
import { configError } from "../errors.ts";
import type { ExpectedFailure } from "../module/test-file.ts";
import { parseReference } from "../reference/parse-reference.ts";
import type { Subject } from "../reference/reference.ts";

/** The objects of the root module whose conditions a run expects to fail. */
export function decodeExpectedFailures(
  attribute: Attribute | undefined,
  diagnostics: DiagnosticList,
): readonly ExpectedFailure[] {
  if (attribute === undefined) return [];
  return listItems(attribute.expression, diagnostics).flatMap((item) => {
    const traversal = referenceIn(unquoteReference(item, "references", diagnostics), diagnostics);
    const found = traversal === undefined ? undefined : decodeOne(traversal, diagnostics);
    return found === undefined ? [] : [found];
  });
}

function decodeOne(traversal: Traversal, diagnostics: DiagnosticList): ExpectedFailure | undefined {
  const named = namedObject(traversal);
  if (named !== undefined) return named;
  const { reference, diagnostics: wrong } = parseReference(traversal);
  diagnostics.addAll(wrong);
  if (reference === undefined) return undefined;
  const address = checkableAddress(reference.subject);
  if (address !== undefined) return { address, range: reference.range };
  diagnostics.error(
    configError("invalid-expect-failures-reference"),
    `You cannot expect failures from ${traversalText(traversal)}. You can only expect failures from checkable objects such as input variables, output values, check blocks, managed resources and data sources.`,
    reference.range,
  );
  return undefined;
}

/** Outputs and checks, which nothing but a test may refer to by name. */
function namedObject(traversal: Traversal): ExpectedFailure | undefined {
  const [name] = traversal.steps;
  if (name?.kind !== "attribute" || (traversal.rootName !== "output" && traversal.rootName !== "check"))
    return undefined;
  const range: SourceRange = rangeBetween(traversal.rootRange, name.range);
  return { address: `${traversal.rootName}.${name.name}`, range };
}

function checkableAddress(subject: Subject): string | undefined {
  switch (subject.kind) {
    case "variable":
      return `var.${subject.name}`;
    case "resource":
      return formatResource({ ...subject.resource, module: [] });
    case "instance":
      return formatInstance({ ...subject.resource, module: [], key: subject.key });
    default:
      return undefined;
  }
}

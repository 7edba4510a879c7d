/**
 * Which texts are documentation: words for a reader, on which nothing that the
 * program does depends. A mutant in them shows nothing about the tests, so
 * there is none. README.md beside this file says the rule to people.
 */

/** What a command, a route, an argument or a diagnostic says of itself. */
const DOCUMENTING_FIELDS = new Set([
  "about",
  "description",
  "detail",
  "doc",
  "documentation",
  "title",
  "usage",
  "why",
]);
/** Beside a usage, the one line that lists of commands show. Elsewhere a summary is an error's code. */
const COMMAND_SUMMARY = "summary";
/**
 * `error(summary, detail, …)`: the first words are the code and are held, the second explain. So do those of
 * `ignored(shape, why)`, which declares a field of a body that nothing reads.
 */
const EXPLAINING_CALL = /(^e|E)rror(Diagnostic)?$|(^w|W)arning(Diagnostic)?$|Failure$|^ignored$/;
/** A bug is an exception; its words are for who mends it. */
const BUG = /^(Error|TypeError|RangeError|AssertionError)$/;
/** Codes stay, their words may change, and docs/errors.md is equal to them by a test of its own. */
const DECLARING_CALL = "declareErrors";
const ASSERTION = /^assert[A-Za-z]*$/;
const DOCUMENTING_FILE = /\/usage\//;

/** @returns {boolean} whether a whole file holds help texts only */
export const isDocumentingFile = (file) => DOCUMENTING_FILE.test(file);

/** @returns {boolean} whether what stands at this place below `parent` is documentation */
export function isDocumentation(node, parent, grandparent) {
  if (parent?.type === "Property" && parent.value === node) return documents(parent, grandparent);
  if (parent?.type === "NewExpression")
    return (
      (BUG.test(parent.callee.name ?? "") && parent.arguments[0] === node) ||
      (EXPLAINING_CALL.test(parent.callee.name ?? "") && parent.arguments[1] === node)
    );
  if (parent?.type !== "CallExpression") return false;
  const name = parent.callee.property?.name ?? parent.callee.name ?? "";
  if (name === DECLARING_CALL) return true;
  if (ASSERTION.test(name)) return parent.arguments.indexOf(node) > 0;
  return EXPLAINING_CALL.test(name) && parent.arguments[1] === node;
}

function documents({ key, computed }, object) {
  if (computed) return false;
  const name = key.name ?? key.value;
  if (DOCUMENTING_FIELDS.has(name)) return true;
  return (
    name === COMMAND_SUMMARY && (object?.properties ?? []).some(({ key: other }) => other?.name === "usage")
  );
}

/** `throw new Error("…")`: reached only when something else is wrong already. */
export function onlyThrowsABug(statement) {
  const inner =
    statement.type === "BlockStatement" && statement.body.length === 1 ? statement.body[0] : statement;
  return (
    inner.type === "ThrowStatement" &&
    inner.argument.type === "NewExpression" &&
    BUG.test(inner.argument.callee.name ?? "")
  );
}

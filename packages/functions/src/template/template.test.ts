import { expressionCases } from "../../testkit/expression-cases.ts";

const REFUSED =
  '! Invalid function argument: Invalid value for "template" parameter: invalid template expression:';

expressionCases([
  ['templatefile("greet.tftpl", { name = "Ada", loud = true })', '"Hi Ada!"'],
  ['templatefile("greet.tftpl", { name = secret, loud = false })', '"Hi hunter2" [sensitive]'],
  ['templatefile("greet.tftpl", { name = unknown, loud = false })', "?"],
  [
    'templatefile("greet.tftpl", { name = "Ada" })',
    '! Invalid function argument: Invalid value for "vars" parameter: vars map does not contain key "loud", referenced at greet.tftpl:1,17-21.',
  ],
  [
    'templatefile("greet.tftpl", [])',
    '! Invalid function argument: Invalid value for "vars" parameter: invalid vars value: must be a map.',
  ],
  [
    'templatefile("again.tftpl", {})',
    '! Error in function call: Call to function "templatefile" failed: again.tftpl:1,3-16: Error in function call; Call to function "templatefile" failed: cannot recursively call templatefile from inside another template function..',
  ],
  ['templatefile("loud.tftpl", { name = "Ada" })', '"ADA"'],
  [
    'templatefile("bad.tftpl", {})',
    '! Error in function call: Call to function "templatefile" failed: bad.tftpl:1,9-10: Not enough function arguments; Function "upper" expects 1 argument(s). Missing value for "str"., and 1 other diagnostic(s).',
  ],
  [
    'templatefile("broken.tftpl", {})',
    '! Error in function call: Call to function "templatefile" failed: broken.tftpl:1,3-3: Missing expression; Expected the start of an expression, but found the end of the file..',
  ],
  [
    "templatestring(broken, {})",
    '! Invalid function argument: Invalid value for "template" parameter: invalid template: <templatestring argument>:1,3-3: Missing expression; Expected the start of an expression, but found the end of the file..',
  ],
  [
    "templatestring(secret, null)",
    '! Invalid function argument: Invalid value for "vars" parameter: argument must not be null.',
  ],
  ["templatestring(secret, sensitive({}))", '"hunter2" [sensitive]'],
  ["templatestring(secret, unknown)", "? [sensitive]"],
  ["templatestring(secret, {})", '"hunter2" [sensitive]'],
  ["templatestring(unknown, {})", "?"],
  [
    'templatestring("x", {})',
    `${REFUSED} templatestring is only for rendering templates retrieved dynamically from elsewhere, and so does not support providing a literal template; consider using a template string expression instead.`,
  ],
  [
    "templatestring(upper(secret), {})",
    `${REFUSED} must be a direct reference to a single string from elsewhere, containing valid <Tutti> template syntax.`,
  ],
  ["templatestring(unknowns, {})", "?"],
]);

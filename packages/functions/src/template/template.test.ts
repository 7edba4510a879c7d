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

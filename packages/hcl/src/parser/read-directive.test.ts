import { expect, test } from "vitest";
import { parseTemplate } from "../parse.ts";

/** What is said, and what of the template it is said of. */
test.each([
  [
    "a%{ 1 }b",
    'Invalid template directive: A template directive keyword ("if", "for", etc) is expected at the beginning of a %{ sequence.',
    "%{ 1",
  ],
  ["%{ for }", "Invalid 'for' directive: For directive requires variable name after 'for'.", "%{ for }"],
])("%s is refused", (text, message, place) => {
  const said = parseTemplate(text, "f").diagnostics.map(
    ({ summary, detail, context }) =>
      `${summary}: ${detail} ${text.slice(context?.start.byte, context?.end.byte)}`,
  );
  expect(said).toEqual([`${message} ${place}`]);
});

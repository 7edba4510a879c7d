import type { Body } from "@tutti/hcl";

const NOWHERE = { line: 1, column: 1, byte: 0 };
const RANGE = { filename: "", start: NOWHERE, end: NOWHERE };
const CONTENT = { attributes: new Map(), blocks: [], missingItemRange: RANGE };

/** A block that was never written: a provider's configuration that needs nothing. */
export const EMPTY_BODY: Body = {
  content: () => ({ content: CONTENT, diagnostics: [] }),
  partialContent: () => ({ content: CONTENT, diagnostics: [], remain: EMPTY_BODY }),
  justAttributes: () => ({ attributes: new Map(), diagnostics: [] }),
  missingItemRange: RANGE,
};

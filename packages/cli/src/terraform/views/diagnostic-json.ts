import { createSnippet, type Diagnostic, type SourceLookup, shownRanges } from "@tutti/hcl";
import { calledSignatureJson } from "./function-signature-json.ts";

/** A diagnostic as `validate -json` and the message streams write it. */
export function diagnosticJson(diagnostic: Diagnostic, sources: SourceLookup): Record<string, unknown> {
  const { severity, summary, detail, address } = diagnostic;
  const ranges = shownRanges(diagnostic);
  const snippet = createSnippet(diagnostic, sources);
  return {
    severity,
    summary,
    detail,
    ...(address === undefined || address === "" ? {} : { address }),
    ...(ranges === undefined
      ? {}
      : {
          range: {
            filename: ranges.highlight.filename,
            start: place(ranges.highlight.start),
            end: place(ranges.highlight.end),
          },
        }),
    ...(snippet === undefined
      ? {}
      : {
          snippet: {
            context: snippet.context ?? null,
            code: snippet.code,
            start_line: snippet.startLine,
            highlight_start_offset: snippet.highlightStartOffset,
            highlight_end_offset: snippet.highlightEndOffset,
            values: snippet.values.map(({ traversal, statement }) => ({ traversal, statement })),
            ...functionCall(snippet.functionCall),
          },
        }),
  };
}

function place({
  line,
  column,
  byte,
}: {
  line: number;
  column: number;
  byte: number;
}): Record<string, number> {
  return { line, column, byte };
}

function functionCall(
  call: NonNullable<ReturnType<typeof createSnippet>>["functionCall"],
): Record<string, unknown> {
  if (call === undefined) return {};
  const { calledAs, func } = call;
  const signature = func === undefined ? {} : { signature: calledSignatureJson(calledAs, func) };
  return { function_call: { called_as: calledAs, ...signature } };
}

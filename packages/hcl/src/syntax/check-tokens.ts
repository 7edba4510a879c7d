/** Reports tokens that the language does not have, with what to write in their place. */

import type { ErrorKind } from "@tutti/errors";
import { type Diagnostic, errorDiagnostic } from "../diagnostics/diagnostic.ts";
import { hclError } from "../errors.ts";
import { TextRange } from "../source/range.ts";
import type { SourceText } from "../source/source-text.ts";
import type { Token, TokenType } from "./token.ts";

interface Complaint {
  readonly kind: ErrorKind;
  readonly detail: string;
  /** Whether the nth such token (from 0) is worth a message: one is enough to see the mistake. */
  readonly tells: (count: number) => boolean;
  /** Kinds that are counted as one. */
  readonly group?: string;
}

const first = (count: number): boolean => count < 1;
const firstFour = (count: number): boolean => count < 4;
/** Only where a quotation opens, and not for ever. */
const opening = (count: number): boolean => Math.min(count, 3) % 2 === 0;
const always = (): boolean => true;

function bitwise(suggestion: string): Complaint {
  return {
    kind: hclError("unsupported-operator"),
    detail: `Bitwise operators are not supported.${suggestion}`,
    tells: firstFour,
    group: "bitwise",
  };
}

const COMPLAINTS: ReadonlyMap<TokenType, Complaint> = new Map<TokenType, Complaint>([
  ["&", bitwise(' Did you mean boolean AND ("&&")?')],
  ["|", bitwise(' Did you mean boolean OR ("||")?')],
  ["~", bitwise(' Did you mean boolean NOT ("!")?')],
  ["^", bitwise("")],
  [
    "`",
    {
      kind: hclError("invalid-character"),
      detail:
        'The "`" character is not valid. To create a multi-line string, use the "heredoc" syntax, like "<<EOT".',
      tells: opening,
    },
  ],
  [
    "'",
    {
      kind: hclError("invalid-character"),
      detail: 'Single quotes are not valid. Use double quotes (") to enclose strings.',
      tells: opening,
    },
  ],
  [
    ";",
    {
      kind: hclError("invalid-character"),
      detail:
        'The ";" character is not valid. Use newlines to separate arguments and blocks, and commas to separate items in collection values.',
      tells: first,
    },
  ],
  [
    "bad-utf8",
    {
      kind: hclError("invalid-character-encoding"),
      detail: "All input files must be UTF-8 encoded. Ensure that UTF-8 encoding is selected in your editor.",
      tells: first,
    },
  ],
  [
    "quoted-newline",
    {
      kind: hclError("invalid-multi-line-string"),
      detail:
        'Quoted strings may not be split over multiple lines. To produce a multi-line string, either use the \\n escape to represent a newline character or use the "heredoc" multi-line template syntax.',
      tells: always,
    },
  ],
  [
    "invalid",
    {
      kind: hclError("invalid-character"),
      detail: "This character is not used within the language.",
      tells: always,
    },
  ],
]);

const CURLY_QUOTES =
  '"Curly quotes" are not valid here. These can sometimes be inadvertently introduced when sharing code via documents or discussion forums. It might help to replace the character with a "straight quote".';

export function checkTokens(source: SourceText, tokens: readonly Token[]): Diagnostic[] {
  const out: Diagnostic[] = [];
  const counts = new Map<string, number>();
  for (const { type, from, to } of tokens) {
    const complaint = COMPLAINTS.get(type);
    if (complaint === undefined) continue;
    const group = complaint.group ?? type;
    const count = counts.get(group) ?? 0;
    counts.set(group, count + 1);
    if (!complaint.tells(count)) continue;
    const text = source.text.slice(from, to);
    const curly = type === "invalid" && (text === "“" || text === "”");
    out.push(
      errorDiagnostic(
        complaint.kind,
        curly ? CURLY_QUOTES : complaint.detail,
        new TextRange(source, from, to),
      ),
    );
  }
  return out;
}

/** What is wrong with moves. It is asked after planning, when all instances are known. */

import { type Diagnostic, errorDiagnostic, startText } from "@tutti/hcl";
import { engineError } from "../errors.ts";
import type { Walk } from "../scope/walk.ts";
import type { MoveResult } from "./apply-moves.ts";
import { declaredAt, isDeclared, type Placed, place } from "./declared.ts";
import { formatSide, type MoveKind } from "./move-side.ts";
import type { MoveStatement } from "./move-statement.ts";

const NOUN: Readonly<Record<MoveKind, string>> = {
  call: "module call",
  module: "module instance",
  resource: "resource",
  instance: "resource instance",
};

const SHORT_NOUN: Readonly<Record<MoveKind, string>> = {
  call: "call",
  module: "instance",
  resource: "resource",
  instance: "instance",
};

/** One end of a move that was met before, and the statement that named it. */
interface Met {
  readonly other: Placed;
  readonly statement: MoveStatement;
}

export function moveMistakes({ statements, cycles }: MoveResult, walk: Walk): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const [sources, targets] = [new Map<string, Met>(), new Map<string, Met>()];
  for (const statement of statements) {
    for (const { instance } of walk.scopesOf(statement.path)) {
      const [from, to] = [place(statement.from, instance), place(statement.to, instance)];
      if (from.text === to.text) {
        found.push(redundant(from, statement));
        continue;
      }
      if (isDeclared(walk, from)) found.push(stillExists(walk, from, to, statement));
      found.push(...meet(sources, from, to, (met) => otherTarget(met, from, to, statement), statement));
      found.push(...meet(targets, to, from, (met) => otherSource(met, from, to, statement), statement));
    }
  }
  return found.length > 0 ? found : cycles.map(circle);
}

/** Something is moved once; where else it was said to move is a mistake unless it is the same. */
function meet(
  known: Map<string, Met>,
  end: Placed,
  other: Placed,
  mistake: (met: Met) => Diagnostic,
  statement: MoveStatement,
): readonly Diagnostic[] {
  const key = `${end.side.kind} ${end.text}`;
  const met = known.get(key);
  if (met === undefined) known.set(key, { other, statement });
  return met === undefined || met.other.text === other.text ? [] : [mistake(met)];
}

function redundant(from: Placed, { declRange }: MoveStatement): Diagnostic {
  return errorDiagnostic(
    engineError("redundant-move-statement"),
    `This statement declares a move from ${from.text} to the same address, which is the same as not declaring this move at all.`,
    declRange,
  );
}

function stillExists(walk: Walk, from: Placed, to: Placed, { declRange }: MoveStatement): Diagnostic {
  const range = declaredAt(walk.root.node, from);
  const where = range === undefined ? "" : ` at ${startText(range)}`;
  const { kind } = from.side;
  return errorDiagnostic(
    engineError("moved-object-still-exists"),
    `This statement declares a move from ${from.text}, but that ${NOUN[kind]} is still declared${where}.\n\nChange your configuration so that this ${SHORT_NOUN[kind]} will be declared as ${to.text} instead.`,
    declRange,
  );
}

function otherTarget(met: Met, from: Placed, to: Placed, { declRange }: MoveStatement): Diagnostic {
  const { kind } = from.side;
  return errorDiagnostic(
    engineError("ambiguous-move-statements"),
    `A statement at ${startText(met.statement.declRange)} declared that ${from.text} moved to ${met.other.text}, but this statement instead declares that it moved to ${to.text}.\n\nEach ${NOUN[kind]} can move to only one destination ${SHORT_NOUN[kind]}.`,
    declRange,
  );
}

function otherSource(met: Met, from: Placed, to: Placed, { declRange }: MoveStatement): Diagnostic {
  const { kind } = from.side;
  return errorDiagnostic(
    engineError("ambiguous-move-statements"),
    `A statement at ${startText(met.statement.declRange)} declared that ${met.other.text} moved to ${to.text}, but this statement instead declares that ${from.text} moved there.\n\nEach ${NOUN[kind]} can have moved from only one source ${SHORT_NOUN[kind]}.`,
    declRange,
  );
}

function circle(statements: readonly MoveStatement[]): Diagnostic {
  const list = statements
    .map(
      ({ from, to, declRange }) => `\n  - ${startText(declRange)}: ${formatSide(from)} → ${formatSide(to)}`,
    )
    .sort()
    .join("");
  return errorDiagnostic(
    engineError("cyclic-dependency-in-move-statements"),
    `The following chained move statements form a cycle, and so there is no final location to move objects to:${list}\n\nA chain of move statements must end with an address that doesn't appear in any other statements, and which typically also refers to an object still declared in the configuration.`,
  );
}

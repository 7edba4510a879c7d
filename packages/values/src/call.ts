import { conformanceProblem } from "./conformance.ts";
import { type Func, FuncError, type Param } from "./func.ts";
import { refineNotNull } from "./refine.ts";
import { DYNAMIC } from "./type.ts";
import { type Mark, unmarkDeep, Value } from "./value.ts";

/**
 * Calls a function with arguments that are already converted to its
 * parameters' types. Nulls are refused, unknowns make the result unknown,
 * marks are taken off and put on the result, each unless the parameter
 * allows it.
 */
export function callFunc(func: Func, args: readonly Value[]): Value | FuncError {
  const prepared = prepare(func, args);
  if (prepared instanceof FuncError) return prepared;
  if (prepared.dynamic) return Value.unknown(DYNAMIC).withMarks(prepared.marks);
  const type = func.returnType(prepared.args);
  if (type instanceof FuncError) return type;
  const result = prepared.unknown ? Value.unknown(type) : func.call(prepared.args, type);
  if (result instanceof FuncError) return result;
  const refined = func.notNull === true ? refineNotNull(result) : result;
  return refined.withMarks(prepared.marks);
}

interface Prepared {
  readonly args: readonly Value[];
  readonly marks: ReadonlySet<Mark> | undefined;
  /** An argument of unknown type stands where none may: nothing can be said of the result. */
  readonly dynamic: boolean;
  readonly unknown: boolean;
}

function prepare(func: Func, args: readonly Value[]): Prepared | FuncError {
  const wrong = wrongCount(func, args.length);
  if (wrong !== undefined) return wrong;
  let marks: Set<Mark> | undefined;
  let dynamic = false;
  let unknown = false;
  const out: Value[] = [];
  for (const [i, arg] of args.entries()) {
    const param = func.params[i] ?? func.varParam;
    if (param === undefined) break;
    const refused = dynamic ? undefined : refusal(param, arg, i);
    if (refused !== undefined) return refused;
    if (arg.type.kind === "dynamic" && param.allowDynamicType !== true) dynamic = true;
    if (arg.isUnknown && param.allowUnknown !== true) unknown = true;
    if (param.allowMarked === true || !arg.containsMarks) {
      out.push(arg);
      continue;
    }
    const bare = unmarkDeep(arg);
    marks ??= new Set();
    for (const mark of bare.marks) marks.add(mark);
    out.push(bare.value);
  }
  return { args: out, marks, dynamic, unknown };
}

function wrongCount(func: Func, given: number): FuncError | undefined {
  const wanted = func.params.length;
  if (func.varParam === undefined ? given === wanted : given >= wanted) return undefined;
  const required = func.varParam === undefined ? `${wanted} required` : `at least ${wanted} required`;
  return new FuncError(`wrong number of arguments (${required}; ${given} given)`);
}

function refusal(param: Param, arg: Value, i: number): FuncError | undefined {
  if (arg.isNull && param.allowNull !== true) return new FuncError("argument must not be null", i);
  if (arg.type.kind === "dynamic") return undefined;
  const problem = conformanceProblem(arg.type, param.type);
  return problem === undefined ? undefined : new FuncError(problem.message, i, problem.path);
}

import {
  BOOL,
  DYNAMIC,
  encodeTypeJson,
  type Func,
  FuncError,
  type Param,
  STRING,
  type Type,
  Value,
} from "@tutti/values";

/** Results whose type is decided by more than the types of the arguments. */
const RESULTS: Readonly<Record<string, Type>> = {
  can: BOOL,
  contains: DYNAMIC,
  format: DYNAMIC,
  formatlist: DYNAMIC,
  index: DYNAMIC,
  sum: DYNAMIC,
  try: DYNAMIC,
};
/** A template is a text, though it is taken unevaluated; only the list of functions says so. */
const TEMPLATE = "template";
const TEMPLATE_RESULTS: Readonly<Record<string, Type>> = { templatestring: STRING };

/** What a function takes and gives, as `metadata functions -json` writes it. */
export function signatureJson(name: string, func: Func): unknown {
  const { description, params, varParam } = func;
  return {
    ...(description === undefined ? {} : { description }),
    return_type: JSON.parse(encodeTypeJson(TEMPLATE_RESULTS[name] ?? RESULTS[name] ?? resultType(func))),
    ...(params.length === 0 ? {} : { parameters: params.map(parameterJson) }),
    ...(varParam === undefined ? {} : { variadic_parameter: parameterJson(varParam) }),
  };
}

/** The same of a function that was called, as diagnostics write it: without what is said for people. */
export function calledSignatureJson(calledAs: string, func: Func): unknown {
  const name = calledAs.split("::").at(-1) ?? calledAs;
  const { params, varParam } = func;
  const parameter = ({ name, type }: Param): unknown => ({ name, type: JSON.parse(encodeTypeJson(type)) });
  return {
    name,
    params: params.map(parameter),
    return_type: JSON.parse(encodeTypeJson(RESULTS[name] ?? resultType(func))),
    ...(varParam === undefined ? {} : { variadic_param: parameter(varParam) }),
  };
}

function parameterJson({ name, type, description, allowNull }: Param): unknown {
  return {
    name,
    ...(description === undefined ? {} : { description }),
    ...(allowNull === true ? { is_nullable: true } : {}),
    type: JSON.parse(encodeTypeJson(name === TEMPLATE ? STRING : type)),
  };
}

/** The type of the result while nothing is known but the types of the arguments. */
function resultType({ params, varParam, returnType }: Func): Type {
  const further = varParam === undefined ? [] : [varParam];
  const found = returnType([...params, ...further].map(({ type }) => Value.unknown(type)));
  return found instanceof FuncError ? DYNAMIC : found;
}

/** Kinds of errors: each is declared once, with a code that stays and its words. */

export {
  declareErrors,
  type ErrorCode,
  type ErrorKind,
  type ErrorKinds,
} from "./declare-errors.ts";

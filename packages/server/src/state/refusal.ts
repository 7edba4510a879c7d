import type { ErrorCode, ErrorKind } from "@tutti/errors";

/** Why a request is not carried out, with the status and the text the client gets. */
export class Refusal {
  readonly status: number;
  readonly text: string;
  /** Which kind it is: for the agent's log and metrics; the client gets the text. */
  readonly code: ErrorCode;
  /** What is wrong is seen only where the rows are: another datacenter that was asked for is told first. */
  readonly isOfRows: boolean;
  constructor(kind: ErrorKind, status: number, isOfRows = false) {
    this.status = status;
    this.isOfRows = isOfRows;
    this.text = kind.summary;
    this.code = kind.code;
  }
}

/** A result, or why there is none. */
export type Outcome<T> = T | Refusal;

/** Refuses with a status of its own, or 500 as Consul does for what its servers refuse. */
export function refuse(kind: ErrorKind, status = 500): Refusal {
  return new Refusal(kind, status);
}

/** As `refuse`, for what is looked at only in the datacenter that is asked. */
export function refuseOfRows(kind: ErrorKind, status = 500): Refusal {
  return new Refusal(kind, status, true);
}

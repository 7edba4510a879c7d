/** Why a request is not carried out, with the status and the text the client gets. */
export class Refusal {
  readonly status: number;
  readonly text: string;
  constructor(status: number, text: string) {
    this.status = status;
    this.text = text;
  }
}

/** A result, or why there is none. */
export type Outcome<T> = T | Refusal;

/** Refuses with a status of its own, or 500 as Consul does for what its servers refuse. */
export function refuse(text: string, status = 500): Refusal {
  return new Refusal(status, text);
}

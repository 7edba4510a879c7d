/** A stream that texts go to; bytes are data, and go out as they are. */
export interface Output {
  write(text: string | Uint8Array): void;
  readonly isTerminal: boolean;
  /** Columns; 78 where it is no terminal. */
  readonly width: number;
  /** Lines that are seen at a time; 24 where it is no terminal. */
  readonly height: number;
}

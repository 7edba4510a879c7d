/**
 * The layout of lmdb's data file (format 2, as lmdb 3.5 writes it on 64-bit
 * little-endian machines), as far as it takes to see that following its page
 * numbers leads nowhere wrong. lmdb itself follows them in mapped memory
 * without a look, so that a damaged file ends the whole process.
 */

const MAGIC = 0xbeefc0de;
const VERSION = 2;
const HEADER_BYTES = 24;
const NODE_BYTES = 8;
/** A database's record: in the meta page, and as a value of the main database. */
const DATABASE_BYTES = 48;
const NO_PAGE = 0xffff_ffff_ffff_ffffn;
const FLAG_BRANCH = 0x01;
const FLAG_LEAF = 0x02;
const FLAG_OVERFLOW = 0x04;
const FLAG_META = 0x08;
const NODE_BIG = 0x01;
const NODE_DATABASE = 0x02;
/** Deeper trees would hold more than any disk. */
const DEPTH_MAX = 32;
export const PAGE_BYTES = 4096;
export const KEY_SIZE_MAX = 1978;

/** Gives the bytes of a page; must know all pages below `count`. */
export interface Pages {
  readonly count: number;
  page(number: number): Promise<DataView>;
}

/** What is wrong with a file, for the sentence that tells it. */
export class PageMistake extends Error {}

interface Tree {
  readonly depth: number;
  readonly root: bigint;
}

interface Meta {
  readonly lastPage: number;
  readonly free: Tree;
  readonly main: Tree;
}

interface Walk {
  readonly pages: Pages;
  readonly lastPage: number;
  /** The last page that was ever used; `lastPage` or more. */
  readonly lastNumber: number;
  /** The number of the last transaction: nothing that it leads to is newer. */
  readonly transaction: bigint;
  /** Pages that belong to something: none may belong to two things. */
  readonly used: Set<number>;
}

/** Follows everything that lmdb would follow. Throws a `PageMistake` at the first thing that is not as it must be. */
export async function assertPagesSound(pages: Pages): Promise<void> {
  const metas = [await readMeta(pages, 0), await readMeta(pages, 1)] as const;
  const meta = metas[1].transaction > metas[0].transaction ? metas[1] : metas[0];
  // The file may end before the last page that is numbered, where the last ones are free: nothing may lead there.
  const walk: Walk = {
    pages,
    lastPage: Math.min(meta.lastPage, pages.count - 1),
    lastNumber: meta.lastPage,
    transaction: meta.transaction,
    used: new Set([0, 1]),
  };
  await walkTree(walk, meta.free, (node) => assertFreeList(walk, node));
  const named: Tree[] = [];
  await walkTree(walk, meta.main, (node) => void named.push(databaseOf(node)));
  for (const tree of named) await walkTree(walk, tree, () => {});
}

async function readMeta(pages: Pages, number: number): Promise<Meta & { readonly transaction: bigint }> {
  need(pages.count >= 2, "it is too short");
  const view = await pages.page(number);
  const at = HEADER_BYTES;
  need(view.getBigUint64(0, true) === BigInt(number), `page ${number} has the number of another one`);
  need((view.getUint16(18, true) & FLAG_META) !== 0, `page ${number} does not head the file`);
  need(view.getUint32(at, true) === MAGIC, "it is no file of lmdb");
  const version = view.getUint32(at + 4, true) & 0xffff;
  need(version === VERSION, `it is of lmdb's version ${version}, and ${VERSION} is read here`);
  need(view.getUint32(at + 24, true) === PAGE_BYTES, `its pages are not of ${PAGE_BYTES} bytes`);
  const last = view.getBigUint64(at + 24 + 2 * DATABASE_BYTES, true);
  return {
    transaction: view.getBigUint64(at + 32 + 2 * DATABASE_BYTES, true),
    lastPage: pageNumber(last, BigInt(Number.MAX_SAFE_INTEGER), number),
    free: readTree(view, at + 24),
    main: readTree(view, at + 24 + DATABASE_BYTES),
  };
}

function readTree(view: DataView, at: number): Tree {
  return { depth: view.getUint16(at + 6, true), root: view.getBigUint64(at + 40, true) };
}

/** A record of a leaf: where its value is, in a page of its own or a row of them. */
interface Node {
  readonly page: number;
  readonly view: DataView;
  readonly flags: number;
  readonly at: number;
  readonly size: number;
  /** The first overflow page; undefined for a value beside its key. */
  readonly overflow: number | undefined;
}

async function walkTree(walk: Walk, tree: Tree, look: (node: Node) => void | Promise<void>): Promise<void> {
  if (tree.root === NO_PAGE) {
    need(tree.depth === 0, "an empty tree has a depth");
    return;
  }
  need(tree.depth >= 1 && tree.depth <= DEPTH_MAX, `a tree is ${tree.depth} pages deep`);
  // By a list of what is left and not by recursion: lists of leaves are long.
  const left = [{ number: pageNumber(tree.root, BigInt(walk.lastPage), 0), depth: 1 }];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const view = await takePage(walk, next.number);
    const isLeaf = next.depth === tree.depth;
    need(
      view.getUint16(18, true) === (isLeaf ? FLAG_LEAF : FLAG_BRANCH),
      `page ${next.number} is not of the kind that its place asks for`,
    );
    for (const node of nodesOf(walk, next.number, view, isLeaf)) {
      if (!isLeaf) left.push({ number: node.overflow ?? 0, depth: next.depth + 1 });
      else {
        if (node.overflow !== undefined) await takeOverflow(walk, node.overflow, node.size);
        await look(node);
      }
    }
  }
}

/** A page that is reached for the first time and knows its own number. */
async function takePage(walk: Walk, number: number): Promise<DataView> {
  need(!walk.used.has(number), `page ${number} is used twice`);
  walk.used.add(number);
  const view = await walk.pages.page(number);
  need(view.byteLength === PAGE_BYTES, `page ${number} is cut short`);
  need(view.getBigUint64(0, true) === BigInt(number), `page ${number} has the number of another one`);
  // By this lmdb tells which pages it may write to in place.
  need(view.getBigUint64(8, true) <= walk.transaction, `page ${number} is newer than the file`);
  return view;
}

function* nodesOf(walk: Walk, page: number, view: DataView, isLeaf: boolean): Generator<Node> {
  const room = PAGE_BYTES - HEADER_BYTES;
  const lower = view.getUint16(20, true);
  const upper = view.getUint16(22, true);
  need(lower % 2 === 0 && lower <= upper && upper <= room, `the bounds of page ${page} are wrong`);
  need(lower >= (isLeaf ? 2 : 4), `page ${page} holds too little`);
  const taken = new Map<number, number>();
  for (let index = 0; index < lower / 2; index += 1) {
    const offset = view.getUint16(HEADER_BYTES + 2 * index, true);
    need(offset >= upper && offset + NODE_BYTES <= room, `record ${index} of page ${page} lies outside`);
    const node = readNode(walk, page, view, HEADER_BYTES + offset, isLeaf);
    need(
      node.at + (node.overflow === undefined ? node.size : isLeaf ? 8 : 0) <= PAGE_BYTES,
      `record ${index} of page ${page} is too long`,
    );
    const end = node.at - HEADER_BYTES + (node.overflow === undefined ? node.size : isLeaf ? 8 : 0);
    need(!taken.has(offset), `two records of page ${page} lie in one place`);
    taken.set(offset, end);
    yield node;
  }
  assertApart(page, taken);
}

/** lmdb moves what lies below a record that it deletes: by the length of that, which it believes. */
function assertApart(page: number, taken: ReadonlyMap<number, number>): void {
  let end = 0;
  for (const [from, to] of [...taken].sort(([a], [b]) => a - b)) {
    need(from >= end, `two records of page ${page} lie in one place`);
    end = to;
  }
}

function readNode(walk: Walk, page: number, view: DataView, at: number, isLeaf: boolean): Node {
  const low = BigInt(view.getUint16(at, true)) | (BigInt(view.getUint16(at + 2, true)) << 16n);
  const flags = view.getUint16(at + 4, true);
  const keySize = view.getUint16(at + 6, true);
  need(
    keySize <= KEY_SIZE_MAX && at + NODE_BYTES + keySize <= PAGE_BYTES,
    `a key of page ${page} is too long`,
  );
  const dataAt = at + NODE_BYTES + keySize;
  const last = BigInt(walk.lastPage);
  // A branch keeps the upper part of the page number where a leaf keeps its flags.
  if (!isLeaf)
    return {
      page,
      view,
      flags: 0,
      at: dataAt,
      size: 0,
      overflow: pageNumber(low | (BigInt(flags) << 32n), last, page),
    };
  need((flags & ~(NODE_BIG | NODE_DATABASE)) === 0, `a record of page ${page} is of an unknown kind`);
  const isBig = (flags & NODE_BIG) !== 0;
  need(!isBig || dataAt + 8 <= PAGE_BYTES, `a record of page ${page} is too long`);
  const overflow = isBig ? pageNumber(view.getBigUint64(dataAt, true), last, page) : undefined;
  return { page, view, flags, at: dataAt, size: Number(low), overflow };
}

async function takeOverflow(walk: Walk, first: number, size: number): Promise<void> {
  const view = await takePage(walk, first);
  need(view.getUint16(18, true) === FLAG_OVERFLOW, `page ${first} does not begin a long value`);
  const count = view.getUint32(20, true);
  need(count * PAGE_BYTES >= HEADER_BYTES + size, `the long value of page ${first} is cut short`);
  need(first + count - 1 <= walk.lastPage, `the long value of page ${first} goes beyond the end`);
  for (let number = first + 1; number < first + count; number += 1) {
    need(!walk.used.has(number), `page ${number} is used twice`);
    walk.used.add(number);
  }
}

function databaseOf({ page, view, flags, at, size, overflow }: Node): Tree {
  need((flags & NODE_DATABASE) !== 0 && overflow === undefined, `a record of page ${page} names no database`);
  need(size === DATABASE_BYTES, `a database's record on page ${page} is of a wrong size`);
  return readTree(view, at);
}

/** The lists of free pages: written to, sooner or later, so none may lie outside. */
async function assertFreeList(walk: Walk, { page, view, at, size, overflow }: Node): Promise<void> {
  need(size >= 8 && size % 8 === 0, `a list of free pages on page ${page} is of a wrong size`);
  const words = overflow === undefined ? view : await overflowBytes(walk, overflow, size);
  const start = overflow === undefined ? at : 0;
  const count = words.getBigUint64(start, true);
  need((count + 1n) * 8n <= BigInt(size), `a list of free pages on page ${page} is longer than its record`);
  for (let index = 1; index <= Number(count); index += 1) {
    // A negative number says how many pages follow the next one.
    const word = words.getBigInt64(start + 8 * index, true);
    const number = word < 0n ? -word : word;
    need(number <= BigInt(walk.lastNumber), `a list of free pages on page ${page} leads outside`);
  }
}

async function overflowBytes(walk: Walk, first: number, size: number): Promise<DataView> {
  const bytes = new Uint8Array(size);
  for (let done = 0, number = first; done < size; number += 1) {
    const view = await walk.pages.page(number);
    const from = number === first ? HEADER_BYTES : 0;
    const part = new Uint8Array(
      view.buffer,
      view.byteOffset + from,
      Math.min(PAGE_BYTES - from, size - done),
    );
    bytes.set(part, done);
    done += part.length;
  }
  return new DataView(bytes.buffer);
}

function pageNumber(number: bigint, last: bigint, from: number): number {
  need(number <= last, `page ${from} leads outside`);
  return Number(number);
}

function need(holds: boolean, why: string): void {
  if (!holds) throw new PageMistake(why);
}

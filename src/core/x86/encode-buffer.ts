// A growable byte cursor that also remembers where each x86 instruction begins.
// One flat buffer serves a whole function: emitting allocates nothing per instruction.

/**
 * Bytes under construction. Emit functions start with `begin()` and then append; callers make
 * room for the bytes with `reserve()` first, because appending does not check the capacity: bytes
 * beyond it are lost, though counted in `len`.
 */
export class CodeBuffer {
  bytes: Uint8Array;
  /** Bytes written so far. */
  len = 0;
  /** Start of each instruction, ascending; the first `count` entries are valid. */
  starts: Int32Array;
  count = 0;

  /** Room to begin with, in bytes and in instructions; `reserve` makes more. */
  constructor(capacity: number, insnCapacity = capacity) {
    this.bytes = new Uint8Array(capacity);
    this.starts = new Int32Array(insnCapacity);
  }

  /** Makes room for `size` more bytes. */
  reserve(size: number): void {
    if (this.len + size <= this.bytes.length) return;
    const bytes = new Uint8Array(2 * (this.len + size));
    bytes.set(this.bytes);
    this.bytes = bytes;
  }

  /** Forgets what was written, keeps the memory. */
  reset(): void {
    this.len = 0;
    this.count = 0;
  }

  /** Marks the next byte as the first of an instruction. */
  begin(): void {
    if (this.count === this.starts.length) this.#growStarts();
    this.starts[this.count++] = this.len;
  }

  imm8(value: number): void {
    this.bytes[this.len++] = value;
  }

  /** Little endian, low 16 bits of `value`. */
  imm16(value: number): void {
    this.bytes[this.len++] = value;
    this.bytes[this.len++] = value >> 8;
  }

  /** Little endian, low 32 bits of `value`. */
  imm32(value: number): void {
    this.bytes[this.len++] = value;
    this.bytes[this.len++] = value >> 8;
    this.bytes[this.len++] = value >> 16;
    this.bytes[this.len++] = value >> 24;
  }

  /** Points the rel8 whose last byte is at `end - 1` at the current place. */
  landRel8(end: number): void {
    this.bytes[end - 1] = this.len - end;
  }

  /** Points the rel32 whose last byte is at `end - 1` at the current place. */
  landRel32(end: number): void {
    const rel = this.len - end;
    this.bytes[end - 4] = rel;
    this.bytes[end - 3] = rel >> 8;
    this.bytes[end - 2] = rel >> 16;
    this.bytes[end - 1] = rel >> 24;
  }

  #growStarts(): void {
    const starts = new Int32Array(2 * this.starts.length + 16);
    starts.set(this.starts);
    this.starts = starts;
  }
}

/** Where the fields of a 64-bit little-endian ELF header stand. */
const header = {
  segments: 32,
  sections: 40,
  segmentSize: 54,
  segmentCount: 56,
  sectionCount: 60,
  sectionNames: 62,
};

/**
 * A program without what only debuggers read: everything behind the last byte that is loaded into memory, and the
 * table that told of it. It does what `strip --strip-all` does, for every processor and without a tool of its own.
 */
export function withoutSymbols(program: Uint8Array): Uint8Array {
  const view = viewOf(program);
  if (view.getUint32(0) !== 0x7f454c46 || view.getUint16(4) !== 0x0201)
    throw new Error('This is not a 64-bit little-endian ELF program.');
  const kept = program.slice(0, endOfSegments(view));
  const trimmed = viewOf(kept);
  trimmed.setBigUint64(header.sections, 0n, true);
  trimmed.setUint16(header.sectionCount, 0, true);
  trimmed.setUint16(header.sectionNames, 0, true);
  return kept;
}

const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array) =>
  new DataView(buffer, byteOffset, byteLength);

function endOfSegments(view: DataView): number {
  const start = Number(view.getBigUint64(header.segments, true));
  const size = view.getUint16(header.segmentSize, true);
  const ends = Array.from({ length: view.getUint16(header.segmentCount, true) }, (_, i) => {
    const at = start + i * size;
    return Number(view.getBigUint64(at + 8, true) + view.getBigUint64(at + 32, true));
  });
  return Math.max(...ends);
}

/** The fields of a protobuf message by their numbers: whole numbers, or bytes. */
export type Message = Map<number, (number | Buffer)[]>;

/** Reads a protobuf message; undefined for bytes that are none. */
export function readMessage(bytes: Buffer): Message | undefined {
  const message: Message = new Map();
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; shift < 64; shift += 7) {
      const byte = bytes[at++];
      if (byte === undefined) return Number.NaN;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    return Number.NaN;
  };
  while (at < bytes.length) {
    const tag = varint();
    const value = readValue(tag & 7);
    if (value === undefined || Number.isNaN(value)) return undefined;
    message.getOrInsertComputed(Math.floor(tag / 8), () => []).push(value);
  }
  return message;

  function readValue(kind: number): number | Buffer | undefined {
    if (kind === 0) return varint();
    const length = kind === 2 ? varint() : kind === 5 ? 4 : kind === 1 ? 8 : Number.NaN;
    if (Number.isNaN(length) || at + length > bytes.length) return undefined;
    at += length;
    return bytes.subarray(at - length, at);
  }
}

/** The first value of a field as a text. */
export function textField(message: Message | undefined, field: number): string {
  const value = message?.get(field)?.[0];
  return value instanceof Buffer ? value.toString() : '';
}

/** The first value of a field as a number; zero, as protobuf has it, where it is missing. */
export function numberField(message: Message | undefined, field: number): number {
  const value = message?.get(field)?.[0];
  return typeof value === 'number' ? value : 0;
}

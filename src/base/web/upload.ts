import { Failure } from '../failure.ts';

/** What a form with a file sends: its fields, and the name and content of the one file; empty if none was chosen. */
export type Upload = { fields: Record<string, string>; name: string; file: Buffer };

/** Reads a form with a file (RFC 7578). A part that is neither a field nor a file is refused. */
export function readUpload(contentType: string, body: Buffer): Upload {
  const [, quoted, plain] = /boundary=(?:"([^"]+)"|([^;\s]+))/.exec(contentType) ?? [];
  const boundary = quoted ?? plain;
  if (boundary === undefined) throw malformed();
  const upload: Upload = { fields: {}, name: '', file: Buffer.alloc(0) };
  for (const part of partsOf(body, `--${boundary}`)) {
    const end = part.indexOf('\r\n\r\n');
    const [, name, isFile, fileName = ''] =
      /^content-disposition: *form-data; *name="([a-z]+)"(; *filename(?:="([^"\r\n]*)")?)?/im.exec(
        part.toString('utf8', 0, end),
      ) ?? [];
    if (end < 0 || name === undefined) throw malformed();
    const content = part.subarray(end + 4);
    if (isFile) {
      upload.file = content;
      upload.name = fileName;
    } else upload.fields[name] = content.toString();
  }
  return upload;
}

/** The parts between the lines of a boundary. */
function partsOf(body: Buffer, line: string): Buffer[] {
  const parts: Buffer[] = [];
  let start = body.indexOf(line);
  while (start >= 0) {
    const from = start + line.length + 2;
    const next = body.indexOf(`\r\n${line}`, from - 2);
    if (next < 0) return parts;
    parts.push(body.subarray(from, next));
    start = next + 2;
  }
  return parts;
}

function malformed(): Failure {
  return new Failure(
    'malformed',
    'Etude cannot read this form. Reload the page, choose the file and send it again.',
  );
}

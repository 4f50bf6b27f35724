import fc from 'fast-check';

/** Bytes that are no sound request, in the pieces that they are sent in, and what their sender does then. */
export type Attack = {
  what: string;
  pieces: Buffer[];
  /** Goes at once instead of waiting for a reply. */
  hangsUp: boolean;
};

/** A form that would be taken if it were sent as it should be, its token last, and the cookie of its owner. */
export type Sound = { path: string; cookie: string; body: string };

/** As many attacks as wanted, the same ones for the same seed. */
export function* attacks(sound: Sound, count: number, seed: number): Generator<Attack> {
  const kinds = { requestLine, header, length, chunks, form, encoding, smuggling, pipeline, noise };
  const request = fc.oneof(
    ...Object.entries(kinds).map(([kind, make]) =>
      make(sound).map((text) => ({ kind, bytes: Buffer.from(text, 'latin1') })),
    ),
  );
  const manner = fc.constantFrom('whole', 'whole', 'whole', 'in two', 'half of it', 'gone');
  const attack = fc
    .tuple(request, manner, fc.integer({ min: 1, max: 99 }))
    .map(([{ kind, bytes }, how, percent]) => {
      const cut = Math.ceil((bytes.length * percent) / 100);
      const [head, tail] = [bytes.subarray(0, cut), bytes.subarray(cut)];
      const pieces = how === 'in two' ? [head, tail] : how === 'half of it' ? [head] : [bytes];
      return { what: `${kind}, ${how}`, pieces, hangsUp: how === 'gone' };
    });
  yield* inBatches(attack, count, seed);
}

/** Samples as many values as wanted, a thousand in memory at a time. */
export function* inBatches<T>(arbitrary: fc.Arbitrary<T>, count: number, seed: number): Generator<T> {
  for (let done = 0; done < count; done += 1000) {
    yield* fc.sample(arbitrary, { numRuns: Math.min(1000, count - done), seed: seed + done });
  }
}

type Make = (sound: Sound) => fc.Arbitrary<string>;

const one = (...texts: string[]) => fc.constantFrom(...texts);
const word = (texts: string) => fc.constantFrom(...texts.split(' '));
const times = (text: string, max: number) => fc.integer({ min: 1, max }).map((n) => text.repeat(n));
const anything = (maxLength: number) =>
  fc.uint8Array({ minLength: 1, maxLength }).map((bytes) => Buffer.from(bytes).toString('latin1'));

const host = 'Host: localhost';
const formType = 'Content-Type: application/x-www-form-urlencoded';
const chunked = 'Transfer-Encoding: chunked';
const sized = (text: string) => `Content-Length: ${text.length}`;

function request({ method = 'GET', target = '/', version = 'HTTP/1.1', headers = [host] } = {}): string {
  return `${[`${method} ${target} ${version}`, ...headers].join('\r\n')}\r\n\r\n`;
}

function post({ path, cookie }: Sound, text: string, headers = [formType, sized(text)]): string {
  return request({ method: 'POST', target: path, headers: [host, `Cookie: ${cookie}`, ...headers] }) + text;
}

/** A request with one piece of its first line replaced. */
const requestLine: Make = () => {
  const method = fc.oneof(
    word('get TRACE CONNECT BREW PROPFIND M-SEARCH OPTIONS DELETE PRI'),
    one('', ' GET', 'GET\0', '\xff'),
    times('G', 20_000),
  );
  const target = fc.oneof(
    word(
      '* /% /%FF /%C0%AF /%00 /\0 /\xff // ///evil.example /..%2f..%2fetc/passwd ? # /?saved[__proto__]=1',
    ),
    word('http://evil.example/ evil.example:443 /practice/answers/__proto__ /assets/../../package.json'),
    one('', '/a b', '\t/'),
    times('/a', 12_000),
    times('/practice/answers/%E2%82', 900),
    anything(40).map((text) => `/${text}`),
  );
  const version = one('', 'x', ...'HTTP/1.0 HTTP/2.0 HTTP/0.9 HTTP/9.9 HTTP/1. http/1.1 HTP/1.1'.split(' '));
  return fc.oneof(
    method.map((value) => request({ method: value })),
    target.map((value) => request({ target: value })),
    version.map((value) => request({ version: value })),
    one('\n', '\r', '\n\r', '\0').map((end) => request().replaceAll('\r\n', end)),
  );
};

/** A request with a header that is none, that nobody understands, or that is far too long. */
const header: Make = () => {
  const line = fc.oneof(
    one(
      '',
      ' : x',
      ': x',
      'x',
      'x x: y',
      'x: a\r\n b',
      'x: a\r\n\tb',
      'x: a\0b',
      'x\0: a',
      'x: a\rb',
      'x: a\nb',
    ),
    one('x: \x7f', 'x: \x1b[31m', 'x: \xff\xfe', '\xe9: x', '__proto__: x', 'constructor: x', 'Accept: \xff'),
    one(
      'Cookie: etude',
      'Cookie: etude=%FF',
      'Cookie: __proto__=x',
      'Cookie: ;;=;',
      'Cookie: etude=x; etude=y',
    ),
    one('Connection: upgrade\r\nUpgrade: h2c', 'Connection: upgrade\r\nUpgrade: websocket', 'Connection: \0'),
    one(
      'Accept-Encoding: gzip;q=x',
      'Accept-Encoding: ,,;;',
      'Range: bytes=5-1',
      'If-None-Match: "',
      'TE: \x01',
    ),
    times('x: y\r\n', 4000),
    times('y', 60_000).map((value) => `x: ${value}`),
    times('y', 60_000).map((name) => `${name}: x`),
    times('etude=x; ', 3000).map((value) => `Cookie: ${value}`),
    anything(60),
  );
  const hosts = fc.oneof(
    one('Host:', 'Host: \xff', 'Host: a b', 'Host: localhost, evil.example', 'Host: [::1', 'Host: __proto__'),
    one('Host: localhost\r\nHost: evil.example', 'Host: evil.example\r\nHost: localhost'),
  );
  return fc.oneof(
    line.map((value) => request({ headers: [host, value] })),
    hosts.map((value) => request({ headers: [value] })),
    fc.constant(request({ headers: [] })),
  );
};

/** A sound form that is shorter or longer than it says, or says so in words that are no length. */
const length: Make = (sound) => {
  const { length } = sound.body;
  const off = fc.integer({ min: 1, max: length }).chain((by) => one(`${length - by}`, `${length + by}`));
  const odd = one('', ' ', '5 5', '\xb2', ...'-1 +5 0x40 1e2 abc 5,5 18446744073709551616'.split(' '));
  return fc.oneof(off, odd).map((value) => post(sound, sound.body, [formType, `Content-Length: ${value}`]));
};

/** A sound form in chunks that are none. */
const chunks: Make = (sound) => {
  const { body } = sound;
  const hex = (size: number) => size.toString(16);
  const size = hex(body.length);
  const sizes = fc.oneof(
    one('', ' ', 'zz', '-1', '0x10', 'FFFFFFFFFFFFFFFFF', '7fffffffffffffff', `${size}\0`),
    fc.integer({ min: 1, max: 999 }).map((by) => hex(body.length + by)),
    fc.integer({ min: 1, max: body.length - 1 }).map(hex),
    times('x', 40_000).map((extension) => `${size};${extension}\0`),
  );
  const text = fc.oneof(
    sizes.map((value) => `${value}\r\n${body}\r\n0\r\n\r\n`),
    one('', '\n', '\r', 'x', '\0').map((end) => `${size}\r\n${body}${end}0\r\n\r\n`),
    one('', '0', '0\r\n', '0\r\n\0: x\r\n\r\n', '-0\r\n\r\n').map((end) => `${size}\r\n${body}\r\n${end}`),
    times('1\r\na\r\n', 8000).map((many) => `${many}0\r\n\r\n`),
  );
  return text.map((value) => post(sound, value, [formType, chunked]));
};

/** A form sent as it should be, in which something stands that no form of ours holds. */
const form: Make = (sound) => {
  const name = fc.oneof(
    word('__proto__ constructor __proto__[token] constructor[prototype][x] toString token[] %00 %FF'),
    times('a[', 4000),
    times('[x]', 4000),
  );
  const broken = word('%FF %C0%AF %ED%A0%80 %F4%90%80%80 %E2%82 %00 \xff \xc0\xaf \xed\xa0\x80 \0');
  const added = fc.oneof(
    name.map((value) => `${value}=x`),
    fc.tuple(anything(200), broken).map(([value, end]) => `note=${value}${end}`),
    word('token=x choice=Z certainty=99 certainty=sure choice=A&choice=A&choice=A'),
    times('x=y&', 20_000).map((many) => `${many}x[]=y`),
    times('x', 9_000).map((long) => `note=${long.padEnd(33_000, 'x')}`),
  );
  const stripped = one('', '&', '=', '&&==', '%', '%%%', 'token', 'token=', 'choice=A&certainty=sure');
  const type = one(
    'text/plain',
    'application/json',
    'multipart/form-data; boundary=x',
    'x',
    '\xff',
    'a/b; c=\0',
  );
  const json = fc.oneof(
    times('[', 30_000),
    times('{"a":', 6000),
    one('{"__proto__":{"x":1}}', 'null', sound.body),
  );
  return fc.oneof(
    added.map((more) => post(sound, `${sound.body}&${more}`)),
    stripped.map((text) => post(sound, text)),
    fc.tuple(type, json).map(([is, text]) => post(sound, text, [`Content-Type: ${is}`, sized(text)])),
  );
};

/** A form that is said to be packed, or whose sender first asks whether it is welcome. */
const encoding: Make = (sound) => {
  const packing = one('gzip', 'br', 'deflate, gzip', 'zstd', 'x-unknown', '\xff');
  const packed = one(sound.body, '\x1f\x8b\x08\x00\x00', '\x1f\x8b', 'x');
  const expectation = one('100-continue', '100-Continue, x', 'cake', '', '\xff').map(
    (value) => `Expect: ${value}`,
  );
  const forged = sound.body.replace('token=', 'token=x');
  return fc.oneof(
    fc.tuple(packing, packed).map(([value, text]) => {
      return post(sound, text, [formType, sized(text), `Content-Encoding: ${value}`]);
    }),
    expectation.map((line) => post(sound, forged, [formType, sized(forged), line])),
    expectation.map((line) => post(sound, '', [formType, sized(sound.body), line])),
  );
};

/** A sound form hidden behind a request whose end two readers would see in two places. */
const smuggling: Make = (sound) => {
  const coding = fc.oneof(
    one(
      chunked,
      'Transfer-Encoding : chunked',
      ' Transfer-Encoding: chunked',
      'x: y\nTransfer-Encoding: chunked',
    ),
    one(
      'Transfer-Encoding:\x0bchunked',
      'Transfer-Encoding: xchunked',
      'Transfer-Encoding: chunked, identity',
    ),
    one(
      'Transfer-Encoding: "chunked"',
      'Transfer-Encoding\0: chunked',
      `Transfer-Encoding: cow\r\n${chunked}`,
    ),
  );
  const counted = one('0', '4', '5', '\t5', '05').map((value) => `Content-Length: ${value}`);
  const both = fc.tuple(coding, counted).chain(([a, b]) => fc.constantFrom([a, b], [b, a]));
  const lengths = one('5, 6', '5\r\nContent-Length: 6', '5\r\ncontent-length: 0', '0\r\nContent-Length : 5');
  const hidden = post(sound, sound.body);
  return fc
    .oneof(
      both,
      lengths.map((value) => [`Content-Length: ${value}`]),
    )
    .map((lines) => {
      const outer = request({ method: 'POST', target: '/settings', headers: [host, formType, ...lines] });
      return `${outer}0\r\n\r\n${hidden}`;
    });
};

/** Sane requests in one breath with what is none. */
const pipeline: Make = (sound) => {
  const sane = times(request({ target: '/nowhere' }), 6);
  const junk = fc.oneof(requestLine(sound), header(sound), length(sound), anything(80));
  return fc.tuple(sane, junk).map(([first, then]) => first + then);
};

/** What speaks another language. */
const noise: Make = () =>
  fc.oneof(
    anything(3000),
    one(
      '\x16\x03\x01\x00\xc8\x01\x00\x00\xc4\x03\x03',
      'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
      'EHLO evil.example\r\n',
    ),
    one('SSH-2.0-x\r\n', 'PROXY TCP4 1.2.3.4 1.2.3.4 1 1\r\n', '\x05\x01\x00', '\x04\x01', 'GET'),
    one('\r\n'.repeat(3000), '\0'.repeat(3000)),
  );

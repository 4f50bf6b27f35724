/** The Cookie header of a browser after some Set-Cookie headers; what is cleared is gone. */
export function keepCookies(cookie: string, set: readonly string[]): string {
  const jar = new Map(cookie.split('; ').filter(Boolean).map(nameAndValue));
  for (const line of set) {
    const [name, value] = nameAndValue(line.split(';')[0]!);
    if (/; Max-Age=0(;|$)/.test(line)) jar.delete(name);
    else jar.set(name, value);
  }
  return [...jar].map((pair) => pair.join('=')).join('; ');
}

/** The value of the session cookie, which is the only one, in a Cookie header. */
export function tokenIn(cookie: string): string {
  return nameAndValue(cookie.split('; ')[0]!)[1];
}

function nameAndValue(pair: string): [string, string] {
  const end = pair.indexOf('=');
  return [pair.slice(0, end), pair.slice(end + 1)];
}
